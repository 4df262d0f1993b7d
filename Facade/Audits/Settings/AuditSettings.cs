using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>A request for an audit as text: what the command line says, what a run folder records, and what repeats it.</summary>
/// <param name="Models">The paths of the models.</param>
/// <param name="Texts">Names and texts of the other settings that were given.</param>
public sealed record AuditSettings(Arr<string> Models, Arr<(string Name, string Text)> Texts)
{
    /// <summary>The settings that take a value, with what they mean.</summary>
    public static Arr<(string Name, string Description)> Options { get; } = Array(
        ("data", "Examples with labels: a name or path as in 'data list'; npz files hold the arrays x and y."),
        ("init", "The weights before training, a file of the same architecture; for distances from initialization."),
        ("reference", "An npz file whose array outputs the model must reproduce; exit code 3 when it does not. Its array x replaces the data."),
        ("reference-tolerance", "The largest relative deviation from the reference (default 1e-5 for weights in float32, 1e-10 in float64, 1e-2 below)."),
        ("architecture", "A file that says how the tensors of a safetensors or npz file make a network."),
        ("measures", "Measures, families and bounds separated by commas (default: all that the scope allows)."),
        ("delta", "Bounds hold with probability at least 1 - delta (default 0.05)."),
        ("baseline", "The audit.json of another audit, to compare with."),
        ("baseline-tolerance", "The largest relative difference from the baseline; exit code 3 when a measure differs more."));

    /// <summary>The settings that are on or off, with what they mean.</summary>
    public static Arr<(string Name, string Description)> Switches { get; } = Array(
        ("fast", "Only weights, spectral norms and one pass over the data."),
        ("full", "Everything, also what takes many passes over the data: curvature, sharpness, flatness."),
        ("weights-only", "Only the layer table, one tensor in memory at a time; for files larger than memory."),
        ("training-sample", "The data are the sample the network was trained on, all of it."),
        ("force-comparison", "Compare with the baseline also what was measured on other data, at another margin or from other reference weights."));

    /// <summary>The text of a setting, when it was given.</summary>
    /// <param name="name">One of <see cref="Options"/> or <see cref="Switches"/>.</param>
    public Option<string> Text(string name) => Texts.Find(t => t.Name == name).Map(static t => t.Text);

    /// <summary>Whether a switch is on.</summary>
    /// <param name="name">One of <see cref="Switches"/>.</param>
    public bool IsOn(string name) => Text(name).IsSome;

    /// <summary>Every setting as a record holds it.</summary>
    public Arr<(string Name, string Text)> Configuration => Models.Map(static (i, m) => (Name: $"model.{i + 1}", Text: m)).ToArr().AddRange(Texts);

    /// <summary>The same with names of files instead of paths, for reports that go to others.</summary>
    public AuditSettings WithoutFolders => new(Models.Map(FileName), Texts.Map(static t => (t.Name, IsFile(t.Name) ? FileName(t.Text) : t.Text)));

    /// <summary>The settings of a record.</summary>
    /// <param name="configuration">What <see cref="Configuration"/> gave.</param>
    public static AuditSettings OfRecord(Arr<(string Name, string Text)> configuration) => new(
        configuration.Filter(static c => c.Name.StartsWith("model.", StringComparison.Ordinal)).Map(static c => c.Text),
        configuration.Filter(static c => !c.Name.StartsWith("model.", StringComparison.Ordinal)));

    /// <summary>The words of the command line with names of files instead of paths, so that a report names no folder.</summary>
    internal string Command(ulong seed, string policy) => string.Join(' ', WithoutFolders.Models.Map(Quoted)
        .Concat(WithoutFolders.Texts.Map(static t => Options.Exists(o => o.Name == t.Name) ? $"--{t.Name} {Quoted(t.Text)}" : $"--{t.Name}")).Prepend("marginalia audit").Append($"--seed {seed} --numerics {policy}"));

    /// <summary>How much is computed, or that two switches contradict each other.</summary>
    internal Validation<Error, AuditScope> Scope
    {
        get
        {
            var on = Array("fast", "full", "weights-only").Filter(IsOn);
            return on.Count > 1
                ? Fail<Error, AuditScope>(new Error.ParameterDomain(string.Join(" and ", on.Map(static s => "--" + s)), "both", "one of them"))
                : Success<Error, AuditScope>(IsOn("fast") ? AuditScope.Fast : IsOn("full") ? AuditScope.Full : IsOn("weights-only") ? AuditScope.WeightsOnly : AuditScope.Standard);
        }
    }

    /// <summary>A number of a setting, none when it was not given.</summary>
    internal Validation<Error, Option<double>> Number(string name, Func<double, bool> allowed, string domain) => Text(name).Match(
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && allowed(number)
            ? Success<Error, Option<double>>(number)
            : Fail<Error, Option<double>>(new Error.ParameterDomain("--" + name, $"'{text}'", domain)),
        static () => Success<Error, Option<double>>(None));

    private static bool IsFile(string name) => name is "init" or "reference" or "architecture" or "baseline" or "data";

    private static string FileName(string path) => string.Join(',', path.Split(',').Select(static p => p[(p.LastIndexOfAny(['/', '\\']) + 1)..]));

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(" ();&|<>*?'\"$`") >= 0 ? "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'" : text;
}

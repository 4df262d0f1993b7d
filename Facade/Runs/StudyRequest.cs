using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Runs;

/// <summary>A study with everything its result depends on.</summary>
/// <param name="Study">The study.</param>
/// <param name="Settings">The values of its parameters.</param>
/// <param name="Seed">The root key.</param>
/// <param name="Numerics">The arithmetic.</param>
public sealed record StudyRequest(Study Study, StudySettings Settings, ulong Seed, NumericsPolicy Numerics)
{
    /// <summary>The command that makes the same result.</summary>
    public string Command => string.Join(' ', (string[])["marginalia study run", Study.Name, $"--seed {Seed}", $"--numerics {Numerics.Word}", .. Changes.Map(static c => $"--set {c.Name}={c.Text}")]);

    /// <summary>Every setting as text, in the study's order.</summary>
    public Arr<(string Name, string Text)> Configuration => Settings.Values.Map(static v => (v.Parameter.Name, Text(v.Values)));

    /// <summary>The settings that differ from their defaults.</summary>
    private Arr<(string Name, string Text)> Changes =>
        Settings.Values.Filter(static v => v.Values != v.Parameter.Default).Map(static v => (v.Parameter.Name, Text(v.Values)));

    private static string Text(Arr<double> values) => string.Join(",", values.Map(CsvText.Form));
}

using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia;

/// <summary>Everything that a run can record by name: the probes of training and theory, the Rademacher complexity of the data, and every measure by its id.</summary>
public static class RunProbes
{
    /// <summary>The word for every cheap probe that applies.</summary>
    public const string Auto = "auto";

    /// <summary>Every probe with a name of its own; measures come besides.</summary>
    public static Arr<Probe> All { get; } = Probes.All + TheoryProbes.All + Array<Probe>(new RademacherProbe());

    /// <summary>Reads names separated by commas: "auto, kkt, path.phi(2)".</summary>
    /// <param name="text">Names of probes, in any case, ids of measures, and "auto" for every cheap probe that applies to the run; empty for nothing.</param>
    /// <returns>Whether "auto" is among them, and the others in the order given, each once; or every unknownName error.</returns>
    public static Validation<Error, (bool Auto, Arr<Probe> Named)> Parse(string text)
    {
        var names = Elements(text);
        return names.Filter(static n => !IsAuto(n)).Map(Find)
            .Fold(Success<Error, Arr<Probe>>(Arr<Probe>.Empty), static (found, next) => (found, next).Apply(static (all, p) => all.Add(p)))
            .Map(found => (names.Exists(IsAuto), found.Distinct().ToArr()));
    }

    private static Validation<Error, Probe> Find(string name) => All.Find(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)).Match(
        Success<Error, Probe>,
        () => MeasureTable.All.Find(m => string.Equals(m.Id, name, StringComparison.OrdinalIgnoreCase)).Match(
            static m => Success<Error, Probe>(new MeasureProbe(m)),
            () => Fail<Error, Probe>(new Error.UnknownName("probe", name, $"{Auto}, {string.Join(", ", All.Map(static p => p.Name))}, and every id of 'measures list'"))));

    private static bool IsAuto(string name) => string.Equals(name, Auto, StringComparison.OrdinalIgnoreCase);

    // Commas within the parentheses of an id do not separate.
    private static Arr<string> Elements(string text)
    {
        var (elements, depth, from) = (new List<string>(), 0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length)
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (i < text.Length && (text[i] != ',' || depth > 0))
                continue;
            elements.Add(text[from..i].Trim());
            from = i + 1;
        }

        return elements.Where(static e => e.Length > 0).ToArr();
    }
}

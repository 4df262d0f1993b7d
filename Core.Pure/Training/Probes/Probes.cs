using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The table of probes that need nothing but the run.</summary>
public static class Probes
{
    /// <summary>Every probe that needs no data of its own.</summary>
    public static Arr<Probe> All { get; } = Array<Probe>(new LossProbe(), new NormProbe(), new MarginProbe(), new GradientProbe(), new BalanceProbe(), new StepProbe());

    /// <summary>Reads names separated by commas: "loss, norms".</summary>
    /// <param name="text">The names; upper and lower case are the same; empty for none.</param>
    /// <returns>The probes in the order given, or every unknownName error.</returns>
    public static Validation<Error, Arr<Probe>> Parse(string text) => text
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Map(static name => All.Find(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
            .ToValidation<Error>(new Error.UnknownName("probe", name, string.Join(", ", All.Map(static p => p.Name)))))
        .Fold(Success<Error, Arr<Probe>>(Arr<Probe>.Empty), static (found, next) => (found, next).Apply(static (all, p) => all.Add(p)));
}

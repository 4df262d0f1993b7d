using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The table of laws that can be monitored.</summary>
public static class LawMonitors
{
    /// <summary>Every monitor, in the order of the laws.</summary>
    public static Arr<LawMonitor> All { get; } = Array<LawMonitor>(
        new EulerMonitor(), new RadialGrowthMonitor(), new LayerBalanceMonitor(), new MatrixBalanceMonitor(), new NeuronBalanceMonitor(), new DecayingBalanceMonitor(),
        new UnitDirectionMonitor(), new WeightNormMonitor(), new EntropyMonitor(), new BatchNormMonitor());

    /// <summary>Reads what to monitor: "laws" for all, "none", or ids separated by commas, as "N5, N6".</summary>
    /// <param name="text">The text; upper and lower case are the same.</param>
    /// <returns>The monitors in the order of the table, or every unknownName error.</returns>
    public static Validation<Error, Arr<LawMonitor>> Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "laws" => Success<Error, Arr<LawMonitor>>(All),
        "none" or "" => Success<Error, Arr<LawMonitor>>(Arr<LawMonitor>.Empty),
        _ => Named([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]),
    };

    private static Validation<Error, Arr<LawMonitor>> Named(string[] ids)
    {
        var unknown = ids.Where(static id => !All.Exists(m => Is(m, id))).Select(static id => (Error)new Error.UnknownName("monitor", id, "laws, none, " + string.Join(", ", All.Map(static m => m.Id)))).ToSeq();
        return unknown.IsEmpty
            ? Success<Error, Arr<LawMonitor>>(All.Filter(m => ids.Any(id => Is(m, id))))
            : Validation<Error, Arr<LawMonitor>>.Fail(unknown);
    }

    private static bool Is(LawMonitor monitor, string id) => string.Equals(monitor.Id, id, StringComparison.OrdinalIgnoreCase);
}

using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The value of a measure with what a reader needs to trust it.</summary>
/// <param name="Value">The number, or why there is none.</param>
/// <param name="Log">Its natural logarithm where the value itself may overflow; None where it has no meaning.</param>
/// <param name="StandardError">The standard error of a sampled value.</param>
/// <param name="PerLayer">The contribution of each layer, named as the blocks of the layout.</param>
/// <param name="Note">What was done in words: flavour, iterations, number of draws; empty when nothing needs saying.</param>
public sealed record MeasureValue(
    Number Value, Option<double> Log, Option<double> StandardError, Arr<(string Layer, Number Value)> PerLayer, string Note)
{
    /// <summary>A plain number; NaN becomes undefined.</summary>
    /// <param name="value">The number.</param>
    public static MeasureValue Of(double value) => new(Number.Of(value), Option<double>.None, Option<double>.None, Arr<(string, Number)>.Empty, "");

    /// <summary>A product given by its logarithm, minus infinity for 0.</summary>
    /// <param name="log">The natural logarithm.</param>
    public static MeasureValue OfLog(double log) => Of(Elementary.Exp(log)) with { Log = log };

    /// <summary>No number, and why.</summary>
    /// <param name="reason">A sentence.</param>
    public static MeasureValue Undefined(string reason) =>
        new(new Number.Undefined(reason), Option<double>.None, Option<double>.None, Arr<(string, Number)>.Empty, "");
}

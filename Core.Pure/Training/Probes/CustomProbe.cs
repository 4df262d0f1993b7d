using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>A probe of your own: any pure function of the observed point, for instance a measure.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Recorded">The quantities, in order.</param>
/// <param name="Function">Gives one number per quantity, NaN where undefined; another count is a broken invariant and throws.</param>
public sealed record CustomProbe(string Title, Arr<Column> Recorded, Func<ProbeInput, Vector> Function) : Probe
{
    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Recorded;

    internal override void Observe(Observation observation, Span<double> row)
    {
        var numbers = Function(observation.Input);
        if (numbers.Length != row.Length)
            throw new ArgumentException($"Probe '{Title}' gave {numbers.Length} numbers for {row.Length} columns.");
        numbers.Span.CopyTo(row);
    }
}

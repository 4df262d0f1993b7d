using System.Globalization;

namespace Marginalia.Laws;

/// <summary>A failed check as a value: everything needed to see it and to replay it.</summary>
/// <param name="Law">The id of the law.</param>
/// <param name="Equation">Its equation.</param>
/// <param name="Instance">The smallest instance found, in words.</param>
/// <param name="Left">The left-hand side.</param>
/// <param name="Right">The right-hand side.</param>
/// <param name="Where">The place: layer, step, coordinate.</param>
/// <param name="Tolerance">The tolerance, in words.</param>
/// <param name="Seed">The seed that replays the instance.</param>
public sealed record Violation(
    string Law, string Equation, string Instance, double Left, double Right, string Where, string Tolerance, ulong Seed)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Law} violated: {Equation}\n  instance: {Instance}\n  left {Left:R}, right {Right:R}{(Where.Length > 0 ? " at " + Where : "")}\n  tolerance: {Tolerance}\n  replay with seed {Seed}");
}

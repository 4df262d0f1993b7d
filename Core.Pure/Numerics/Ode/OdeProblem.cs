namespace Marginalia.Numerics;

/// <summary>The right side of <c>y' = f(t, y)</c>.</summary>
/// <param name="time">t.</param>
/// <param name="y">The point.</param>
/// <param name="slope">Overwritten with f(t, y); never overlaps <paramref name="y"/>.</param>
public delegate void VectorField(double time, ReadOnlySpan<double> y, Span<double> slope);

/// <summary>Puts a point back where it belongs, for instance on a sphere.</summary>
/// <param name="y">Overwritten in place.</param>
public delegate void Retraction(Span<double> y);

/// <summary>An autonomous or time-dependent differential equation; both functions must be deterministic.</summary>
/// <param name="Field">The right side.</param>
/// <param name="Retract">Applied to the point after every accepted step, if given; the slope is then evaluated anew.</param>
public sealed record OdeProblem(VectorField Field, Retraction? Retract = null)
{
    /// <summary>The same right side over memory that stays as it is until the next evaluation, so that it need not be copied; null when there is none.</summary>
    internal MemoryField? InPlace { get; init; }
}

/// <summary>A <see cref="VectorField"/> that may hold on to its arguments until its next call.</summary>
internal delegate void MemoryField(double time, ReadOnlyMemory<double> y, Memory<double> slope);

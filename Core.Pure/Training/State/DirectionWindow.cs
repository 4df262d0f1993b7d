using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The direction in which parameters moved while psi grew by two, compared with the parameters themselves: the KKT residual over a window.</summary>
/// <remarks>
/// In networks with kinks the gradient chatters between the sides of a kink and its residual stays away from 0; the way covered in unit-log-loss time 2, which is a gain of 2 in
/// psi, averages over that. Windows follow one another: one begins where the last one ended, at the first separated state or where psi had grown by 2, and the
/// residual is that of the last whole window. Looking at a state twice changes nothing, so a resumed run has the bits of the uninterrupted one.
/// Source: docs/theory/normalized-flow.md, N20 (d).
/// </remarks>
internal sealed class DirectionWindow
{
    /// <summary>How much psi grows in a window at least.</summary>
    internal const double Length = 2;

    private readonly double[] _anchor;
    private bool _isOpen;
    private double _psi;

    /// <param name="carried">What was carried, of <see cref="Start"/>'s shape; anything else starts afresh.</param>
    /// <param name="count">The number of parameters.</param>
    internal DirectionWindow(Memory carried, int count)
    {
        var memory = carried.Shape == Start(count).Shape ? carried : Start(count);
        _anchor = memory.Vectors[0].Values.ToArray();
        (_isOpen, _psi, Residual) = (memory.Scalars[0].Value != 0, memory.Scalars[1].Value, memory.Scalars[2].Value);
    }

    /// <summary><c>|theta / |theta| - d / |d||</c>, d the way of the last whole window and theta its end; NaN before the first one.</summary>
    internal double Residual { get; private set; }

    /// <summary>What is carried before the first step.</summary>
    internal static Memory Start(int count) => new(Array(("anchor", Vector.Zeros(count))), Array(("isOpen", 0.0), ("psi", 0.0), ("residual", double.NaN)));

    /// <summary>What is carried on.</summary>
    internal Memory Freeze() => new(Array(("anchor", Vector.Of(_anchor))), Array(("isOpen", _isOpen ? 1.0 : 0), ("psi", _psi), ("residual", Residual)));

    /// <summary>Looks at a state of the run.</summary>
    internal void Look(ReadOnlySpan<double> theta, in LossStatistics statistics, Loss loss, Kernels kernels)
    {
        if (_isOpen ? !(statistics.Psi >= _psi + Length) : !loss.Separates(statistics))
            return;
        if (_isOpen)
        {
            kernels.ScaleAdd(1, theta, -1, _anchor);
            if (kernels.Norm(theta) > 0 && kernels.Norm(_anchor) > 0)
                Residual = Directions.Residual(theta, _anchor, _anchor);
        }

        theta.CopyTo(_anchor);
        (_isOpen, _psi) = (true, statistics.Psi);
    }
}

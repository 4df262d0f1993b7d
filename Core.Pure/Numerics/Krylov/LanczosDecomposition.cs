using System.Diagnostics;

namespace Marginalia.Numerics;

/// <summary>Why a Lanczos run ended.</summary>
public enum LanczosOutcome
{
    /// <summary>It made the steps that were asked for.</summary>
    StepsDone,

    /// <summary>It found an invariant subspace before that.</summary>
    InvariantSubspace,
}

/// <summary>Operations on <see cref="LanczosOutcome"/>.</summary>
public static class LanczosOutcomeModule
{
    extension(LanczosOutcome outcome)
    {
        /// <summary>The sentence the user reads.</summary>
        public string Sentence => outcome switch
        {
            LanczosOutcome.StepsDone => "All steps were made; the residual bounds say how good the Ritz values are.",
            LanczosOutcome.InvariantSubspace =>
                "The Krylov space is invariant: the Ritz values are eigenvalues, each distinct one once, multiplicity unknown.",
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>A symmetric operator seen on a Krylov space: <c>A Q^T = Q^T T + LastBeta q e_k^T</c> with T tridiagonal, k x k.</summary>
/// <param name="Outcome">Why the run ended.</param>
/// <param name="Alpha">The diagonal of T, one entry a step made.</param>
/// <param name="Beta">The off-diagonal of T, one entry fewer, positive.</param>
/// <param name="LastBeta">The norm of what the last step left outside the space; round-off when the space is invariant.</param>
/// <param name="RitzValues">The eigenvalues of T, ascending. The largest is a lower bound of the operator's largest eigenvalue.</param>
/// <param name="ResidualBounds">For every Ritz value a distance within which the operator has an eigenvalue: LastBeta times the last
/// component of the eigenvector of T.</param>
/// <param name="Basis">Q, k x dimension, rows orthonormal.</param>
/// <param name="Rotation">The eigenvectors of T, one a column, in the order of the Ritz values.</param>
public sealed record LanczosDecomposition(
    LanczosOutcome Outcome,
    Vector Alpha,
    Vector Beta,
    double LastBeta,
    Vector RitzValues,
    Vector ResidualBounds,
    Matrix Basis,
    Matrix Rotation)
{
    /// <summary>The number of steps made.</summary>
    public int Steps => Alpha.Length;

    /// <summary>The unit vector of a Ritz value.</summary>
    /// <param name="kernels">What multiplies.</param>
    /// <param name="index">The place of the Ritz value, from 0 to <see cref="Steps"/> - 1.</param>
    public Vector RitzVector(Kernels kernels, int index)
    {
        var weights = new double[Steps];
        for (var i = 0; i < Steps; i++)
            weights[i] = Rotation[i, index];
        return Vector.Build(Basis.Columns, target => kernels.Multiply(new Product(1, Basis.Columns, Steps), weights, Basis.Span, target));
    }
}

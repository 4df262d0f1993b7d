using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>An underdetermined least-squares problem <c>|A x - b|^2 / 2</c> with a start.</summary>
/// <param name="SampleCount">Rows of A.</param>
/// <param name="InputSize">Columns of A, more than rows.</param>
/// <param name="StepCount">How many steps are made.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record LeastSquaresRecipe(int SampleCount, int InputSize, int StepCount, ulong Seed)
{
    /// <summary>Generator and shrinker.</summary>
    public static Arbitrary<LeastSquaresRecipe> Any { get; } = Arb.From(
        from rows in Gen.Choose(1, 6)
        from more in Gen.Choose(1, 12)
        from steps in Gen.Choose(1, 60)
        from seed in Gen.Choose(0, int.MaxValue)
        select new LeastSquaresRecipe(rows, rows + more, steps, (ulong)seed),
        Smaller);

    /// <summary>The problem as a linear model with the sum as its reduction.</summary>
    /// <param name="numerics">The arithmetic.</param>
    public Objective Objective(NumericsPolicy numerics)
    {
        var key = new Key(Seed);
        var a = Matrix.Build(SampleCount, InputSize, x => Draws.Gaussian(key.For("a"), RandomStream.Data, 0, x));
        var b = Matrix.Build(SampleCount, 1, x => Draws.Gaussian(key.For("b"), RandomStream.Data, 0, x));
        var network = Network.Dense([InputSize, 1], new Activation.Linear(), BiasPlacement.None).Made();
        var data = Dataset.Create("least squares", a, new Targets.Values(b), "Gaussian").Made();
        return Marginalia.Objectives.Objective.Create(network, data, Loss.Half, Reduction.Sum, numerics).Made();
    }

    /// <summary>The start, twice a standard normal vector.</summary>
    public Vector Start => Vector.Build(InputSize, x =>
    {
        Draws.Gaussian(new Key(Seed).For("start"), RandomStream.Data, 0, x);
        foreach (ref var value in x)
            value *= 2;
    });

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SampleCount} x {InputSize} least squares, {StepCount} steps, seed {Seed}");

    private static IEnumerable<LeastSquaresRecipe> Smaller(LeastSquaresRecipe r)
    {
        if (r.StepCount > 1)
            yield return r with { StepCount = r.StepCount / 2 };
        if (r.SampleCount > 1)
            yield return r with { SampleCount = r.SampleCount / 2 };
        if (r.InputSize > r.SampleCount + 1)
            yield return r with { InputSize = r.SampleCount + 1 };
    }
}

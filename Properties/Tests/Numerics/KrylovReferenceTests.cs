using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public sealed class KrylovReferenceTests
{
    [Fact]
    public void Lanczos_gives_the_reference_steps_coefficients_Ritz_values_and_residual_bounds()
    {
        var numerics = NumericsPolicy.Portable();
        foreach (var reference in ReferenceFiles.Cases("stagnation", "lanczos.json"))
        {
            var id = reference.GetProperty("id");
            var input = reference.GetProperty("input");
            var start = ReferenceFiles.Flat(input.GetProperty("q0"));
            var a = Matrix.Of(start.Length, start.Length, ReferenceFiles.Flat(input.GetProperty("A")));
            var (steps, breakdown) = (input.GetProperty("k").GetInt32(), input.GetProperty("breakdownTolerance").GetDouble());
            var lanczos = Right(Lanczos.Run(numerics, LinearOperator.Of(numerics.Kernels, a), start, steps, breakdown));
            var given = reference.GetProperty("tolerance");
            var tolerance = new Tolerance(given.GetProperty("absolute").GetDouble(), given.GetProperty("relative").GetDouble());

            foreach (var member in reference.GetProperty("expected").EnumerateObject().Where(static m => m.Value.ValueKind != System.Text.Json.JsonValueKind.Null))
            {
                var expected = ReferenceFiles.Flat(member.Value);
                double[] actual = member.Name switch
                {
                    "steps" => [lanczos.Steps],
                    "alpha" => lanczos.Alpha.ToArray(),
                    "beta" => lanczos.Beta.ToArray(),
                    "ritzValues" => lanczos.RitzValues.ToArray(),
                    "residualBounds" => lanczos.ResidualBounds.ToArray(),
                    "lastBeta" => [lanczos.LastBeta],
                    "eigenvalues" => Right(numerics.Decompositions.SymmetricEigen(a)).Values.ToArray(),
                    var other => throw new InvalidOperationException("Unknown member " + other),
                };
                if (member.Name is "residualBounds" or "lastBeta")
                {
                    // Below 1e-8 these are round-off, and the note of the file leaves them out.
                    actual = [.. actual.Select((x, i) => expected[i] > 1e-8 ? x : 0)];
                    expected = [.. expected.Select(static x => x > 1e-8 ? x : 0)];
                }

                var bad = (member.Name == "steps" ? Tolerance.Exact : tolerance).FirstDifference(actual, expected);
                Assert.True(bad < 0, $"{id}: {member.Name} is {string.Join(", ", actual)}, expected {member.Value}");
            }
        }
    }
}

using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;

namespace Marginalia.Tests;

/// <summary>PAC-Bayes closed forms, the frozen-noise search and box maxima against the reference set.</summary>
public sealed class PacBayesReferenceTests
{
    [Fact]
    public void ClosedFormsMatchTheReference()
    {
        if (ReferenceFiles.Load("capacity", "pacbayes-sharpness.json") is not { } root)
            return;
        var c = root.GetProperty("kl");
        var (w, w0) = (ReferenceFiles.Flat(c.GetProperty("w")), ReferenceFiles.Flat(c.GetProperty("w0")));
        var (sigma, eps) = (c.GetProperty("sigma").GetDouble(), c.GetProperty("eps").GetDouble());
        double[] distances = [.. w.Zip(w0, static (a, b) => a - b)];
        var (square, square0) = (distances.Sum(static d => d * d), w.Sum(static d => d * d));
        var kl = PacBayes.IsotropicKl(square, sigma);
        CapacityCases.Check("isotropic", c.GetProperty("isotropic").GetDouble(), kl, 1e-12);
        double[] variances = [.. w.Select(_ => sigma * sigma)];
        CapacityCases.Check("diagonal", c.GetProperty("isotropic").GetDouble(), PacBayes.DiagonalKl(w, variances, w0, variances), 1e-12);
        CapacityCases.Check("magnitude_init", c.GetProperty("magnitude_init").GetDouble(), PacBayes.MagnitudeKl(distances, sigma, eps), 1e-12);
        CapacityCases.Check("magnitude_orig", c.GetProperty("magnitude_orig").GetDouble(), PacBayes.MagnitudeKl(w, sigma, eps), 1e-12);
        var slack = c.GetProperty("mcallester_slack");
        var (m, delta) = (slack.GetProperty("m").GetInt32(), slack.GetProperty("delta").GetDouble());
        CapacityCases.Check("maurer", slack.GetProperty("maurer").GetDouble(), PacBayes.MaurerSlack(kl, m, delta), 1e-12);
        CapacityCases.Check("neyshabur4", slack.GetProperty("neyshabur4").GetDouble(), PacBayes.ExploringSlack(kl, m, delta), 1e-12);
        foreach (var e in c.GetProperty("jiang").EnumerateObject())
        {
            var value = e.Name switch
            {
                "pacbayes-init" => PacBayes.TableIsotropic(square, sigma, m),
                "pacbayes-orig" => PacBayes.TableIsotropic(square0, sigma, m),
                "pacbayes-flatness" => 1 / (sigma * sigma),
                "pacbayes-mag-init" => PacBayes.TableMagnitude(distances, sigma, eps, m),
                "pacbayes-mag-orig" => PacBayes.TableMagnitude(w, sigma, eps, m),
                var other => throw new InvalidOperationException("Unknown row " + other),
            };
            CapacityCases.Check(e.Name, e.Value.GetDouble(), value, 1e-12);
        }

        foreach (var e in ReferenceFiles.Elements(root, "kl_inverse"))
            CapacityCases.Check("kl_inverse", e.GetProperty("p").GetDouble(), PacBayes.InverseKl(e.GetProperty("q").GetDouble(), e.GetProperty("c").GetDouble()), 1e-12);
    }

    [Fact]
    public void TheFrozenNoiseSearchFindsTheReferenceCurveAndItsCrossings()
    {
        if (ReferenceFiles.Load("capacity", "pacbayes-sharpness.json") is not { } root || !root.TryGetProperty("sigma_search", out var c))
            return;
        var network = CapacityCases.NetworkOf(c.GetProperty("layers"));
        var parameters = CapacityCases.ParametersOf(network, c.GetProperty("layers"));
        var data = CapacityCases.DataOf(c.GetProperty("X"), c.GetProperty("y"), network.OutputCount);
        var draws = c.GetProperty("noise").EnumerateArray().Select(static n => Vector.Of(CapacityCases.FlatOf(n))).ToArray();
        var noise = new FrozenNoise(draws.Length, i => draws[i]);
        foreach (var (name, kind) in new[] { ("isotropic", NoiseKind.Isotropic), ("magnitude", NoiseKind.Magnitude) })
        {
            var expected = c.GetProperty("result").GetProperty(name);
            var grid = ReferenceFiles.Flat(expected.GetProperty("grid"));
            var found = SigmaSearch.Run(Vector.Of(grid), c.GetProperty("target_error").GetDouble(), s => noise.MeanError(network, parameters, data, s, kind, NumericsPolicy.Portable().Kernels));
            CapacityCases.Check(name + " mean_error", ReferenceFiles.Flat(expected.GetProperty("mean_error")), found.MeanErrors.Span, 1e-12);
            CapacityCases.Check(name + " sigma_first_crossing", expected.GetProperty("sigma_first_crossing"), found.LastBeforeCrossing, 1e-12);
            CapacityCases.Check(name + " sigma_largest", expected.GetProperty("sigma_largest"), found.LargestAdmissible, 1e-12);
            if (found is { Crossing: Number.Value crossing, LastBeforeCrossing: Number.Value last })
                Assert.InRange(crossing.Amount, last.Amount, grid.Where(s => s > last.Amount).DefaultIfEmpty(last.Amount).Min());
        }
    }

    [Fact]
    public void TheGridOfSizesIsTheReferenceGrid()
    {
        if (ReferenceFiles.Load("capacity", "pacbayes-sharpness.json") is not { } root)
            return;
        var grid = ReferenceFiles.Flat(root.GetProperty("sigma_search").GetProperty("result").GetProperty("isotropic").GetProperty("grid"));
        // Another set may search on a grid of its own.
        if (!double.IsInteger(Math.Log2(grid[0])) || Math.Abs((grid[1] / grid[0]) - Math.Pow(2, 0.25)) > 1e-12)
            return;
        CapacityCases.Check("grid", grid, SigmaSearch.Quarters((int)Math.Round(Math.Log2(grid[0])), (int)Math.Round(Math.Log2(grid[^1]))).Span, 1e-12);
    }

    [Fact]
    public void BoxMaximaOfAConvexModelEqualCornerEnumeration()
    {
        if (ReferenceFiles.Load("capacity", "pacbayes-sharpness.json") is not { } root || !root.TryGetProperty("sharpness_convex", out var c))
            return;
        var w = CapacityCases.MatrixOf(c.GetProperty("W"));
        var network = NetworkInstances.Valid(Network.Dense([w.Columns, w.Rows], new Activation.Relu(), BiasPlacement.None));
        var objective = Unwrap.Valid(Objective.Create(
            network, CapacityCases.DataOf(c.GetProperty("X"), c.GetProperty("y"), w.Rows), new Loss.CrossEntropy(), Reduction.Mean, NumericsPolicy.Portable()));
        var parameters = ReferenceNetworks.ParametersOf(network, w.Span.ToArray());
        CapacityCases.Check("loss", c.GetProperty("loss").GetDouble(), objective.Value(parameters), 1e-12);
        foreach (var (name, kind) in new[] { ("keskar", NoiseKind.Isotropic), ("magnitude", NoiseKind.Magnitude) })
        {
            var expected = c.GetProperty("by_alpha").GetProperty(name).EnumerateArray().ToArray();
            var points = Sharpness.Boxes(objective, parameters, expected.Select(static e => e.GetProperty("alpha").GetDouble()).ToArray(), kind);
            foreach (var (e, point) in expected.Zip(points))
            {
                CapacityCases.Check($"{name} {point.Alpha} max_loss", e.GetProperty("max_loss").GetDouble(), point.Largest, 1e-12);
                CapacityCases.Check($"{name} {point.Alpha} increase", e.GetProperty("increase").GetDouble(), point.Increase, 1e-12);
                CapacityCases.Check($"{name} {point.Alpha} keskar", e.GetProperty("keskar_percent").GetDouble(), point.KeskarPercent, 1e-12);
            }

            for (var i = 1; i < points.Count; i++)
                Assert.True(points[i].Largest >= points[i - 1].Largest);
        }
    }
}

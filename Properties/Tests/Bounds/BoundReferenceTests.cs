using System.Text.Json;
using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Bounds and exact Rademacher complexities against the reference set.</summary>
public sealed class BoundReferenceTests
{
    [Fact]
    public void EveryTermOfTheBoundsMatchesTheReference()
    {
        var networks = ReferenceFiles.Cases("capacity", "mlp-measures.json").ToDictionary(static c => c.GetProperty("id").GetString()!);
        foreach (var c in ReferenceFiles.Cases("capacity", "bounds.json"))
        {
            var terms = BoundTerms.Of(WithoutBiases(networks[c.GetProperty("network").GetString()!])).Match(static t => t, static why => throw new InvalidOperationException(why));
            var (gamma, delta) = (c.GetProperty("gamma").GetDouble(), c.GetProperty("delta").GetDouble());
            foreach (var e in ReferenceFiles.Members(c, "bounds"))
                CapacityCases.Check($"{c.GetProperty("network")} {e.Name}", e.Value, Term(terms, e.Name, gamma, delta).Match(static v => Number.Of(v), static why => new Number.Undefined(why)), 1e-12);
        }
    }

    [Fact]
    public void ExactRademacherComplexitiesInThePlaneMatchAndLieBelowTheirBoundsInOrder()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "rademacher.json"))
        {
            var (inputs, p) = (CapacityCases.MatrixOf(c.GetProperty("X")), c.GetProperty("p").GetInt32());
            var exact = Unwrap.Right(TwoLayerClass.ExactInPlane(inputs, p));
            CapacityCases.CheckMember(c, "rademacher_abs_exact", exact, 1e-12);
            var below = exact;
            foreach (var e in ReferenceFiles.Members(c, "bounds"))
            {
                var value = e.Name switch
                {
                    "linear_exact" => Unwrap.Right(LinearClass.Exact(inputs, p)),
                    "peel_2x_linear" => 2 * Unwrap.Right(LinearClass.Exact(inputs, p)),
                    "data_bound" => 2 * LinearClass.DataBound(inputs, p),
                    "golowich_1inf" => BoundTerms.GolowichOneInf(inputs, 2),
                    "golowich_fro" => BoundTerms.GolowichFrobenius(inputs, 2),
                    var other => throw new InvalidOperationException("Unknown bound " + other),
                };
                CapacityCases.Check(e.Name, e.Value.GetDouble(), value, 1e-12);
                Assert.True(below <= value * (1 + 1e-12), $"{e.Name} = {value} lies below {below}.");
                below = value;
            }
        }
    }

    [Fact]
    public void BoundsNameTheirInputsAndAreVoidWithAReasonWhereTheTheoremIsSilent()
    {
        foreach (var c in ReferenceFiles.Cases("capacity", "mlp-measures.json"))
        {
            var bare = WithoutBiases(c);
            foreach (var bound in BoundTable.All)
            {
                var applied = bound.Compute(bare, 0.05);
                if (applied.Value is Number.Value risk)
                {
                    Assert.Equal(risk.Amount >= 1, applied.IsVacuous);
                    Assert.NotEmpty(applied.Inputs);
                }
                else
                    Assert.IsType<BoundStatus.Void>(applied.Status);
                Assert.IsType<BoundStatus.Void>(bound.Compute(bare, 0).Status);
            }
        }
    }

    private static Either<string, double> Term(BoundTerms terms, string name, double gamma, double delta) => name switch
    {
        "spectral.rademacher(tight)" => terms.SpectralRademacher(gamma),
        "spectral.slack(published)" => terms.SpectralPublished(gamma, delta),
        "spectral.slack(uniform)" => terms.SpectralUniform(gamma, delta),
        "pacbayes-spectral.kl" => terms.PacBayesKl(gamma),
        "pacbayes-spectral.slack" => terms.PacBayesKl(gamma).Map(kl => terms.PacBayesSlack(kl, delta)),
        _ => RademacherBounds.Classes.Single(c => "rademacher." + c.Name == name) is var found ? found.Level(terms).Map(level => level * found.Factor(terms)) : 0,
    };

    /// <summary>The weights of a case as a network without biases, with its initial weights and data.</summary>
    internal static MeasureInput WithoutBiases(JsonElement c)
    {
        var input = MeasureReferenceTests.InputOf(c);
        var network = NetworkInstances.Valid(Network.Dense(ReferenceFiles.Integers(c.GetProperty("widths")), new Activation.Relu(), BiasPlacement.None));
        return input with { Network = network, Parameters = Weights(network, c.GetProperty("layers")), Initial = Some(Weights(network, c.GetProperty("init"))) };
    }

    private static Parameters Weights(Network network, JsonElement layers) =>
        ReferenceNetworks.ParametersOf(network, [.. layers.EnumerateArray().SelectMany(static l => ReferenceFiles.Flat(l.GetProperty("W")))]);
}

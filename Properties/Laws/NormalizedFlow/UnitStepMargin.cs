using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>A small network on well separated data and a step of unit-log-loss descent.</summary>
/// <param name="Hidden">Hidden widths.</param>
/// <param name="Activation">Linear, relu, leakyRelu or power.</param>
/// <param name="Eta">The step, the predicted gain of psi.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record UnitStepRecipe(Arr<int> Hidden, Activation Activation, double Eta, ulong Seed)
{
    /// <summary>The toy networks of the theory, each with the steps that suit it.</summary>
    public static Arbitrary<UnitStepRecipe> Any { get; } = Arb.From(
        from kind in Gen.Choose(0, 6)
        from seed in Gen.Choose(0, int.MaxValue)
        from small in Gen.Elements(0.003, 0.01, 0.05)
        from large in Gen.Elements(0.003, 0.01, 0.05)
        select kind switch
        {
            0 => new UnitStepRecipe(Arr<int>.Empty, new Activation.Linear(), small, (ulong)seed),
            1 => new UnitStepRecipe(Prelude.Array(6), new Activation.Linear(), small, (ulong)seed),
            2 => new UnitStepRecipe(Prelude.Array(6, 4), new Activation.Linear(), small, (ulong)seed),
            3 => new UnitStepRecipe(Prelude.Array(10), new Activation.Relu(), large, (ulong)seed),
            4 => new UnitStepRecipe(Prelude.Array(7, 6), new Activation.Relu(), large, (ulong)seed),
            5 => new UnitStepRecipe(Prelude.Array(10), new Activation.LeakyRelu(0.1), large, (ulong)seed),
            _ => new UnitStepRecipe(Prelude.Array(8), new Activation.Power(2), 0.01, (ulong)seed),
        });

    /// <summary>sep(15, 5, 0.5).</summary>
    public Dataset Data => SeparableGaussians.Create(15, 5, 0.5, new Key(Seed).For("data")).Made();

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"5-{string.Concat(Hidden.Map(static h => h + "-"))}1 {Activation.Text} on sep(15, 5, 0.5), step {Eta:R}, seed {Seed}");
}

/// <summary>N16 in discrete time, unit-log-loss descent.</summary>
public static class UnitStepMargin
{
    private const int StepCount = 400;

    /// <summary>The law.</summary>
    public static Law<UnitStepRecipe> Law { get; } = new(
        "N16.unit",
        "smoothed margin in unit-log-loss descent",
        "Unit-log-loss descent with a small step does not lower the smoothed margin of separated linear, deep linear and power networks; at kinks of relu and leaky relu it lowers it by a small part of step and margin.",
        "max_(j <= k) gamma~_j - gamma~_k <= 0 (linear: eta <= 0.05, power: eta <= 0.01); <= 0.01 eta gamma_min (relu, leaky: eta <= 0.2)",
        "exponential loss as a sum, separated: L < 1; eta <= 4 (gamma_min / R_x^deg_1)^2, below which steps are stable",
        "1e-12 relative to gamma_min",
        LawKind.Inequality,
        Sources.LyuLi("N16"),
        UnitStepRecipe.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, UnitStepRecipe recipe)
    {
        var objective = Instances.Model(numerics, recipe.Data, [.. recipe.Hidden], recipe.Activation);
        var start = Instances.Draw(objective, 0.6, recipe.Seed);
        var scale = Elementary.Pow(objective.Data.InputRadius, objective.Network.HomogeneityDegrees.Map(static d => d[0]).IfNone(1));
        return Plan.Create(
                objective, new UnitLogLossDescent(), new Constant(recipe.Eta), (long)(StepCount / Math.Max(1, recipe.Eta / 0.05)), stoppingRules: Arr<StoppingRule>.Empty,
                probes: Prelude.Array<Probe>(new LossProbe(), new MarginProbe()), observations: new ObservationSchedule.Every(1)).ToEither().MapLeft(static errors => errors[0])
            .Bind(plan => Run.Start(plan, start, new Key(recipe.Seed)).Bind(state => Run.Continue(plan, state)))
            .Checked(run => Judge(recipe, scale, Column(run, "psi"), Column(run, "smoothedMargin"), Column(run, "normalizedMargin")));
    }

    private static Outcome Judge(UnitStepRecipe recipe, double scale, Vector psi, Vector smoothed, Vector smallest)
    {
        var outcomes = new List<Outcome>();
        var best = double.NegativeInfinity;
        for (var k = 0; k < psi.Length; k++)
        {
            if (!(psi[k] > 0) || !(recipe.Eta * scale * scale <= 4 * smallest[k] * smallest[k]))
                continue;
            var kinks = recipe.Activation is Activation.Relu or Activation.LeakyRelu ? 0.01 * recipe.Eta : 0;
            if (best > double.NegativeInfinity)
                outcomes.Add(Outcome.AtMost(best, smoothed[k], (kinks + 1e-12) * smallest[k], $"row {k}"));
            best = Math.Max(best, smoothed[k]);
        }

        return outcomes.Count == 0 ? new Outcome.NotApplicable("the data are not separated, or the margin is too small for the step") : Outcome.All(outcomes);
    }

    private static Vector Column(Trajectory run, string name) => run.Column(name).IfNone(Vector.Empty);
}

using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>Every invariance that a measure of the table claims, for all measures that claim it (C7, C8, C41, C42, C44 and the rest).</summary>
/// <remarks>An instance checks all measures of one pass, and every third one of those that need many passes; over the instances each of these gets its turn.</remarks>
public static class ClaimedInvariances
{
    // Below this fraction of its terms a margin carries too few digits for measures that divide by it.
    private const double SmallestMargin = 1e-2;
    private const double SmallestVariance = 1e-26;

    /// <summary>Rescaling of hidden units (N).</summary>
    public static Law<ArchitectureRecipe> NodeRescaling { get; } = Of(
        Invariances.NodeRescaling, "C.invariance.node-rescaling", "claims of node rescaling",
        "Every measure that claims it keeps its value when incoming weights of hidden units are multiplied by positive factors and outgoing ones divided by them.", ArchitectureRecipes.Any, "C1");

    /// <summary>Rescaling of layers (L).</summary>
    public static Law<ArchitectureRecipe> LayerRescaling { get; } = Of(
        Invariances.LayerRescaling, "C.invariance.layer-rescaling", "claims of layer rescaling",
        "Every measure that claims it keeps its value when all units of a layer get the same positive factor.", ArchitectureRecipes.Any, "C6");

    /// <summary>C7, first half: appended units whose weights are zero (Z).</summary>
    public static Law<ArchitectureRecipe> ZeroPadding { get; } = Of(
        Invariances.ZeroPadding, "C7", "zero padding", "Every measure that claims it keeps its value when hidden units or channels whose weights are all zero are appended.", ArchitectureRecipes.Feedforward, "C7");

    /// <summary>C7, second half: permuted units (P).</summary>
    public static Law<ArchitectureRecipe> UnitPermutation { get; } = Of(
        Invariances.UnitPermutation, "C7.permutation", "permutation of hidden units", "Every measure that claims it keeps its value when hidden units or channels change places.", ArchitectureRecipes.Feedforward, "C7");

    /// <summary>C8, the part of degree 0: one factor on all weights (G).</summary>
    public static Law<ArchitectureRecipe> GlobalScaling { get; } = Of(
        Invariances.GlobalScaling, "C8.invariance", "claims of global scaling", "Every measure that claims it keeps its value when all weights of a network without biases get one positive factor.", ArchitectureRecipes.Bare, "C8");

    private static Law<ArchitectureRecipe> Of(Invariances change, string id, string name, string statement, FsCheck.Arbitrary<ArchitectureRecipe> instances, string section) => new(
        id, name, statement, "m(w') = m(w) for all measures m that claim it",
        "measures that divide by the margin: a margin of at least a hundredth of its terms; measures of many passes: dyadic factors",
        "1e-12 relative; 1e-10 for spectra and Fisher-Rao norms; 1e-8 for many passes",
        LawKind.Exact, CapacitySources.Thesis(section), instances, (numerics, recipe) => Check(numerics, recipe, change), static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe, Invariances change)
    {
        var input = recipe.Input(numerics);
        var claiming = MeasureTable.All.Filter(m => m.Invariances.HasFlag(change));
        if (IsIllConditioned(recipe, input))
            claiming = claiming.Filter(static m => !m.Needs.HasFlag(Needs.Data));
        var many = claiming.Filter(static m => m.Cost == Cost.ManyPasses);
        var turn = many.Count > 0 && recipe.Seed % 3 == 0 ? many[(int)(recipe.Seed / 3 % (ulong)many.Count)].Id : "";
        return Outcome.All([
            Compare(recipe, input, change, false, m => claiming.Exists(c => c.Id == m.Id) && m.Cost != Cost.ManyPasses),
            // Sign gradients and thresholds follow rounding errors; exact factors make none.
            Compare(recipe, input, change, true, m => m.Id == turn),
        ]);
    }

    private static Outcome Compare(ArchitectureRecipe recipe, MeasureInput input, Invariances change, bool dyadic, Func<Measure, bool> wanted) => recipe.Changed(input, change, dyadic).Match(
        changed => Outcome.All(MeasureTable.Evaluate(input, wanted).Zip(MeasureTable.Evaluate(changed, wanted)).Select(static pair => Same(pair.Item1.Measure, pair.Item1.Value, pair.Item2.Value))),
        static () => new Outcome.NotApplicable("there is nothing to change in this network"));

    private static Outcome Same(Measure measure, MeasureValue before, MeasureValue after) => (before.Value, after.Value) switch
    {
        // A variance of equal numbers is the square of their round-off.
        (Number.Value a, Number.Value b) when IsFisherRao(measure) && Math.Max(a.Amount, b.Amount) < SmallestVariance => Outcome.Held,
        (Number.Value a, Number.Value b) => Close.Equal(b.Amount, a.Amount, Tolerance(measure), measure.Id),
        (Number.Undefined, Number.Undefined u) => new Outcome.NotApplicable(u.Reason),
        _ => new Outcome.Violated(after.Value.OrNaN, before.Value.OrNaN, measure.Id + " is defined on one side only"),
    };

    private static double Tolerance(Measure measure) =>
        measure.Cost == Cost.ManyPasses ? 1e-8 : measure.Cost == Cost.Spectra || IsFisherRao(measure) ? 1e-10 : 1e-12;

    private static bool IsFisherRao(Measure measure) => measure.Id.StartsWith("fisher-rao", StringComparison.Ordinal);

    private static bool IsIllConditioned(ArchitectureRecipe recipe, MeasureInput input)
    {
        var objective = recipe.Objective(input.Numerics).On(input.Data.Match(static d => d, static () => throw new InvalidOperationException())).Made();
        var margins = objective.Evaluate(input.Parameters).Margins;
        var terms = Terms.Size(objective, input.Parameters);
        return margins.ToArray().Any(margin => margin < SmallestMargin * terms);
    }
}

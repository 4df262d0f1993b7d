using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Laws;

/// <summary>A homogeneous network that classifies all its data: the labels are its own, and the last layer is scaled to a given smallest margin.</summary>
/// <param name="Problem">Network, inputs, loss and start; its labels are not used.</param>
/// <param name="MinMargin">The smallest margin, positive.</param>
public sealed record SeparatedRecipe(NetworkRecipe Problem, double MinMargin)
{
    /// <summary>Objective and parameters.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <returns>Both, or an error where an example has margin 0 or the scale leaves the range of doubles.</returns>
    public Either<Error, (Objective Objective, Parameters Parameters)> Build(NumericsPolicy numerics)
    {
        var parameters = Problem.Parameters;
        var own = OwnLabels.Of(Problem.Objective(numerics), parameters);
        return OwnLabels.ScaleLastLayer(own.Network, parameters, MinMargin / own.Statistics(parameters).MinMargin).Map(scaled => (own, scaled));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Problem}; own labels, smallest margin {MinMargin:R}");
}

/// <summary>Generators of separated networks.</summary>
public static class SeparatedRecipes
{
    /// <summary>Separated networks on the given problems.</summary>
    /// <param name="problems">Homogeneous networks under losses of exponential type.</param>
    public static Arbitrary<SeparatedRecipe> Of(Arbitrary<NetworkRecipe> problems) => Arb.From(
        from problem in problems.Generator
        from margin in Gen.Elements(0.5, 3.0, 30.0, 1000.0)
        select new SeparatedRecipe(problem, margin),
        r => problems.Shrinker(r.Problem).Select(p => r with { Problem = p }));
}

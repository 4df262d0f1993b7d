using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Laws;

/// <summary>A gradient flow of a network that fits its data, with a time to follow it for.</summary>
/// <param name="Problem">Network, inputs, loss and start; the labels are the network's own.</param>
/// <param name="LargestOutput">The size of the largest output at the start, to which all layers of a homogeneous network are scaled by one factor.</param>
/// <param name="Time">How long, in the flow's own clock.</param>
public sealed record FlowRecipe(NetworkRecipe Problem, double LargestOutput, double Time)
{
    private const long LargestSteps = 20_000;

    /// <summary>Linear and power networks of up to three layers.</summary>
    public static Arbitrary<FlowRecipe> Smooth { get; } = Of(NetworkRecipes.Smooth);

    /// <summary>The same, and powers of relu, whose second derivative may jump.</summary>
    public static Arbitrary<FlowRecipe> OnceSmooth { get; } = Of(NetworkRecipes.OnceSmooth);

    /// <summary>Linear networks, powers and smooth activations that are not homogeneous.</summary>
    public static Arbitrary<FlowRecipe> Differentiable { get; } = Of(NetworkRecipes.Differentiable);

    /// <summary>Networks of relu and leaky relu.</summary>
    public static Arbitrary<FlowRecipe> Kinked { get; } = Of(NetworkRecipes.Kinked);

    /// <summary>Linear networks of up to three layers.</summary>
    public static Arbitrary<FlowRecipe> Linear { get; } = Of(NetworkRecipes.SmallLinear);

    /// <summary>Flows on the given problems.</summary>
    /// <param name="problems">Homogeneous networks under losses of exponential type.</param>
    public static Arbitrary<FlowRecipe> Of(Arbitrary<NetworkRecipe> problems) => Arb.From(
        from problem in problems.Generator
        from output in Gen.Elements(0.3, 1.0, 3.0)
        from scale in Gen.Elements(0.3, 0.6, 0.9)
        from time in Gen.Elements(0.5, 2.0, 4.0)
        select new FlowRecipe(problem with { Scale = scale }, output, time),
        r => problems.Shrinker(r.Problem).Select(p => r with { Problem = p }));

    /// <summary>Follows a flow from the start.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="relativeTolerance">rtol of Dormand-Prince, without a step floor.</param>
    /// <param name="times">Increasing times.</param>
    /// <returns>The objective and the trajectory, or why there is none.</returns>
    public Either<Error, (Objective Objective, FlowTrajectory Trajectory)> Follow(NumericsPolicy numerics, Flow flow, double relativeTolerance, params double[] times) =>
        Follow(numerics, flow, DormandPrince.Create(relativeTolerance, 0).Made(), times);

    /// <summary>Follows a flow from the start.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="method">The integrator.</param>
    /// <param name="times">Increasing times.</param>
    /// <returns>The objective and the trajectory, or why there is none.</returns>
    public Either<Error, (Objective Objective, FlowTrajectory Trajectory)> Follow(NumericsPolicy numerics, Flow flow, OdeMethod method, params double[] times) =>
        from built in Build(numerics)
        from found in flow.Follow(built.Objective, built.Parameters, method, Vector.Of(times), LargestSteps)
        from reached in found.Outcome == OdeOutcome.Reached
            ? Prelude.Right<Error, FlowTrajectory>(found)
            : Prelude.Left<Error, FlowTrajectory>(new Error.Unsupported("The flow", found.Outcome.Sentence, "follow it for a shorter time"))
        select (built.Objective, reached);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Problem}; own labels, largest output {LargestOutput:R}; time {Time:R}");

    /// <summary>Objective and start.</summary>
    /// <param name="numerics">The arithmetic.</param>
    /// <returns>Both, or an error where all outputs are zero or cancel.</returns>
    public Either<Error, (Objective Objective, Parameters Parameters)> Build(NumericsPolicy numerics)
    {
        var parameters = Problem.Parameters;
        var own = OwnLabels.Of(Problem.Objective(numerics), parameters);
        var network = own.Network;
        if (!network.IsHomogeneous)
            return (own, parameters);
        var factors = new double[network.Depth];
        System.Array.Fill(factors, Elementary.Pow(LargestOutput / Terms.Size(own.Evaluate(parameters).Outputs.Span), 1.0 / network.TotalDegree.IfNone(1)));
        return network.RescaleLayers(parameters, factors).Bind(scaled => Terms.Objection(own, scaled, own.Evaluate(scaled).Outputs, 10) is { } because
            ? Prelude.Left<Error, (Objective, Parameters)>(new Error.Unsupported("The start of the flow", because, "start from other weights"))
            : Prelude.Right<Error, (Objective, Parameters)>((own, scaled)));
    }
}

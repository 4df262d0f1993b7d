using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>A capacity measure as a value: what it is, what it claims, and how it is computed.</summary>
/// <param name="Id">The identifier, for instance "path.phi(2)" (conventions and part 2 of the theory).</param>
/// <param name="Definition">One sentence.</param>
/// <param name="Formula">The formula as text.</param>
/// <param name="Direction">Which way it points.</param>
/// <param name="Invariances">What it claims not to see; each claim is tested as a law.</param>
/// <param name="Needs">What it needs beyond the weights.</param>
/// <param name="Cost">How its time grows.</param>
/// <param name="Evidence">What is known for and against it as an explanation of generalization.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Compute">The function; total: a missing need or an undefined ratio is an undefined value with its reason.</param>
public sealed record Measure(
    string Id,
    string Definition,
    string Formula,
    Direction Direction,
    Invariances Invariances,
    Needs Needs,
    Cost Cost,
    string Evidence,
    Source Source,
    Func<MeasureInput, MeasureValue> Compute);

using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>What a measure is computed on.</summary>
/// <param name="Network">The architecture.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Initial">The parameters it started from, when known.</param>
/// <param name="Data">Examples with targets, when given.</param>
/// <param name="Numerics">The arithmetic.</param>
/// <param name="Key">The key for measures that draw.</param>
public sealed record MeasureInput(
    Network Network, Parameters Parameters, Option<Parameters> Initial, Option<Dataset> Data, NumericsPolicy Numerics, Key Key)
{
    /// <summary>The pass over the data, when it was made before: of these parameters on these examples. Without it a measure that needs one makes its own.</summary>
    public Option<DataPass> Pass { get; init; }
}

using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>What one pass over the data shows of a network; made once, it serves margins, measures, bounds and the search for silent units.</summary>
/// <param name="Outputs">A row for every example.</param>
/// <param name="ParameterTangents">The derivative of the outputs along the parameters themselves, a row for every example; no rows when it was not asked for.</param>
/// <param name="Largest">For every node that ends in a relu its index and the largest value of each unit over the examples, for channels over all places.</param>
public sealed record DataPass(Matrix Outputs, Matrix ParameterTangents, Arr<(int Node, Vector Largest)> Largest);

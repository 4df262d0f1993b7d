namespace Marginalia.Measures;

/// <summary>The edges into one value of a path graph.</summary>
/// <param name="Inputs">The values it reads; an edge names one by its place in this list, the slot.</param>
/// <param name="Size">The number of units of the value that it writes.</param>
internal abstract record PathStep(int[] Inputs, int Size)
{
    /// <summary>Where its biases lie in the flat vector; an empty range without biases.</summary>
    internal virtual (int Offset, int Count) Biases => (0, 0);

    /// <summary>Shows every edge in a fixed order.</summary>
    internal abstract void Visit<V>(ref V visitor)
        where V : struct, IEdgeVisitor;
}

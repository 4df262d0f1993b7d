namespace Marginalia.Training;

/// <summary>The private memory in which batches are drawn; what it holds never changes what is drawn.</summary>
internal sealed class BatchBuffer(int exampleCount)
{
    private int[] _indices = [];

    internal int ExampleCount { get; } = exampleCount;

    /// <summary>The epoch whose permutation the buffer holds, or -1.</summary>
    internal long Epoch { get; set; } = -1;

    internal Memory<int> Indices(int length)
    {
        if (_indices.Length < length)
            _indices = new int[length];
        return _indices.AsMemory(0, length);
    }
}

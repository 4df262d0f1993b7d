namespace Marginalia.Networks;

/// <summary>Which values of a network may stand in one buffer: all in their own, or, in a pass that never turns back, each in the first that nobody reads any more.</summary>
internal sealed class BufferPlan
{
    private readonly int[] _slots;
    private readonly List<int> _sizes = [];

    /// <summary>Plans the buffers of all values but the network's input.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="reuses">Whether a value may be overwritten once its last reader is done; the output never is.</param>
    internal BufferPlan(Network network, bool reuses)
    {
        var count = network.Nodes.Count;
        _slots = new int[count + 1];
        var last = LastReaders(network);
        var free = new List<int>();
        for (var i = 0; i < count; i++)
        {
            _slots[i + 1] = Take(free, network.Shapes[i + 1].Size);
            for (var v = 1; reuses && v <= i + 1; v++)
            {
                // A value that nobody reads is free at once, but for the output.
                if (v < count && last[v] == i)
                    free.Add(_slots[v]);
            }
        }
    }

    /// <summary>The doubles of one example in all buffers.</summary>
    internal long SizePerExample => _sizes.Sum(static s => (long)s);

    /// <summary>Buffers for a number of examples, one for each value; several values may get the same one.</summary>
    internal double[][] Allocate(int capacity)
    {
        var buffers = _sizes.Select(s => new double[checked(capacity * s)]).ToArray();
        return [[], .. _slots.Skip(1).Select(s => buffers[s])];
    }

    private static int[] LastReaders(Network network)
    {
        var last = Enumerable.Range(-1, network.Nodes.Count + 1).ToArray();
        for (var i = 0; i < network.Nodes.Count; i++)
            foreach (var v in network.Nodes[i].Inputs)
                last[v] = i;
        return last;
    }

    // The smallest free buffer that is large enough, else the largest one made larger, else a new one.
    private int Take(List<int> free, int size)
    {
        if (free.Count == 0)
        {
            _sizes.Add(size);
            return _sizes.Count - 1;
        }

        var fitting = free.Where(s => _sizes[s] >= size).ToArray();
        var slot = fitting.Length > 0 ? fitting.MinBy(s => _sizes[s]) : free.MaxBy(s => _sizes[s]);
        _sizes[slot] = Math.Max(_sizes[slot], size);
        free.Remove(slot);
        return slot;
    }
}

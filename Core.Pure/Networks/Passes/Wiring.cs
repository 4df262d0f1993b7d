namespace Marginalia.Networks;

/// <summary>Who reads what in a network, worked out once per tape.</summary>
internal sealed class Wiring
{
    private readonly bool[][] _accumulates;
    private readonly bool[] _masked;

    internal Wiring(Network network)
    {
        var count = network.Nodes.Count;
        var consumers = new int[count + 1];
        foreach (var node in network.Nodes)
            foreach (var v in node.Inputs)
                consumers[v]++;
        _accumulates = new bool[count][];
        _masked = new bool[count + 1];
        var written = new bool[count + 1];
        for (var i = count - 1; i >= 0; i--)
        {
            var node = network.Nodes[i];
            _accumulates[i] = new bool[node.Inputs.Count];
            for (var j = 0; j < node.Inputs.Count; j++)
            {
                var v = node.Inputs[j];
                _accumulates[i][j] = written[v];
                written[v] = true;
                // Only a single consumer sees the whole cotangent, so only then may it multiply by the derivative of the producer.
                _masked[v] = v > 0 && consumers[v] == 1 && node.Operation.AppliesMasks && network.Nodes[v - 1].Operation.DerivativeIsMask;
            }
        }

        Idle = [.. Enumerable.Range(0, count).Where(v => consumers[v] == 0)];
    }

    /// <summary>Values that nobody reads, except the output: their cotangent is zero.</summary>
    internal int[] Idle { get; }

    /// <summary>For each input of a node, whether another consumer has already written the cotangent in the backward order.</summary>
    internal bool[] Accumulates(int node) => _accumulates[node];

    /// <summary>Whether the consumer of a value multiplies its cotangent by the derivative of the producer's activation.</summary>
    internal bool IsMasked(int value) => _masked[value];
}

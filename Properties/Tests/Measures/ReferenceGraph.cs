using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Tests;

/// <summary>A graph of single units given by its edges, as a network of dense layers of one unit each; edges that are not there have weight 0.</summary>
public sealed class ReferenceGraph
{
    public ReferenceGraph(JsonElement c)
    {
        var (inputs, hidden, outputs) = (c.GetProperty("inputs").GetInt32(), c.GetProperty("hidden").GetInt32(), c.GetProperty("outputs").GetInt32());
        var biases = c.GetProperty("bias").EnumerateObject().ToDictionary(static b => int.Parse(b.Name), static b => b.Value.GetDouble());
        var nodes = new List<Node>();
        var values = new Dictionary<int, int>();
        for (var v = inputs; v < inputs + hidden + outputs; v++)
        {
            // A unit reads the inputs and all hidden units before it.
            int[] sources = [0, .. Enumerable.Range(inputs, hidden).Where(u => u < v).Select(u => values[u])];
            if (sources.Length > 1)
                nodes.Add(new Node($"join{v}", new Concatenate(0), sources.ToArr()));
            var from = sources.Length > 1 ? nodes.Count : 0;
            Activation activation = v < inputs + hidden ? new Activation.Relu() : new Activation.Linear();
            nodes.Add(new Node($"unit{v}", new Dense(1, biases.ContainsKey(v), activation), Prelude.Array(from)));
            values[v] = nodes.Count;
        }

        nodes.Add(new Node("outputs", new Concatenate(0), Enumerable.Range(inputs + hidden, outputs).Select(v => values[v]).ToArr()));
        Network = NetworkInstances.Valid(Network.Create(Shape.Of(inputs), nodes.ToArr()));
        var numbers = new double[Network.ParameterCount];
        var blocks = Network.Layout.Blocks.ToDictionary(static b => b.Name);
        foreach (var edge in c.GetProperty("edges").EnumerateArray())
        {
            var at = blocks[$"unit{edge[1].GetInt32()}.W"].Offset + edge[0].GetInt32();
            EdgeParameters.Add(at);
            numbers[at] = edge[2].GetDouble();
        }

        foreach (var (v, b) in biases)
        {
            BiasParameters[v] = blocks[$"unit{v}.b"].Offset;
            numbers[BiasParameters[v]] = b;
        }

        Parameters = ReferenceNetworks.ParametersOf(Network, numbers);
    }

    public Network Network { get; }

    public Parameters Parameters { get; }

    public List<int> EdgeParameters { get; } = [];

    public Dictionary<int, int> BiasParameters { get; } = [];
}

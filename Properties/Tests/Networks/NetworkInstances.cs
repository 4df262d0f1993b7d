using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>The table of networks that every property of the passes runs over: a new operation adds rows here.</summary>
public static class NetworkInstances
{
    private static readonly Activation[] Activations =
    [
        new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1), new Activation.LeakyRelu(-0.3), new Activation.Power(2),
        new Activation.Power(3), new Activation.ReluPower(2), new Activation.ReluPower(3), new Activation.Tanh(), new Activation.Logistic(), new Activation.Softplus(),
    ];

    private static readonly SortedDictionary<string, Network> Table = Build();

    /// <summary>The names of all instances.</summary>
    public static TheoryData<string> All
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var name in Table.Keys)
                names.Add(name);
            return names;
        }
    }

    public static IEnumerable<string> Names => Table.Keys;

    public static Network Of(string name) => Table[name];

    public static Network Valid(Validation<Error, Network> created) =>
        created.Match(static n => n, static e => throw new InvalidOperationException(string.Join(" ", e)));

    public static string[] Failures(Validation<Error, Network> created) => created.Match(static _ => System.Array.Empty<string>(), static e => e.Map(static x => x.Sentence).ToArray());

    private static SortedDictionary<string, Network> Build()
    {
        var table = new SortedDictionary<string, Network>(StringComparer.Ordinal);
        foreach (var activation in Activations)
            foreach (var bias in Enum.GetValues<BiasPlacement>())
                table.Add($"dense {activation.Text} {bias.Word}", Valid(Network.Dense([3, 5, 4, 2], activation, bias)));
        table.Add("dense one layer", Valid(Network.Dense([4, 3], new Activation.Tanh(), BiasPlacement.None)));
        table.Add("dense propagated one layer", Valid(Network.Dense([4, 3], new Activation.Tanh(), BiasPlacement.Propagated)));
        table.Add("dense one output", Valid(Network.Dense([3, 6, 1], new Activation.Relu(), BiasPlacement.First)));
        table.Add("dense active output", Valid(Network.Dense([3, 4, 2], [new Activation.Relu(), new Activation.Softplus()], BiasPlacement.All)));
        table.Add("dense masked output", Valid(Network.Dense([3, 4, 3], [new Activation.Tanh(), new Activation.LeakyRelu(0.2)], BiasPlacement.All)));
        foreach (var (name, activation) in new (string, Activation)[] { ("relu", new Activation.Relu()), ("tanh", new Activation.Tanh()), ("linear", new Activation.Linear()) })
            table.Add("residual " + name, Residual(activation));
        table.Add("same value twice", Valid(Network.Create(Shape.Of(3), Array(
            Layer("a", 4, new Activation.Relu(), 0), new Node("s", new Sum(), Array(1, 1)), Layer("b", 2, new Activation.Linear(), 2)))));
        table.Add("unused branch", Valid(Network.Create(Shape.Of(3), Array(
            Layer("a", 4, new Activation.Relu(), 0), Layer("idle", 4, new Activation.Relu(), 1), Layer("b", 2, new Activation.Linear(), 1)))));
        table.Add("sum with input", Valid(Network.Create(Shape.Of(3), Array(
            Layer("a", 3, new Activation.Relu(), 0), new Node("s", new Sum(), Array(0, 1)), Layer("b", 2, new Activation.Linear(), 2)))));
        foreach (var (name, network) in ImageInstances.All.Concat(RecurrentTests.Instances))
            table.Add(name, network);
        return table;
    }

    private static Node Layer(string name, int width, Activation activation, int input) => new(name, new Dense(width, name == "a", activation), Array(input));

    // Two blocks of x + phi(W phi(V x)); the first value is read by two nodes, one of them through a fused product.
    private static Network Residual(Activation activation) => Valid(Network.Create(Shape.Of(3), Array(
        Layer("a", 4, activation, 0),
        Layer("v1", 5, activation, 1),
        Layer("w1", 4, activation, 2),
        new Node("s1", new Sum(), Array(3, 1)),
        Layer("v2", 3, activation, 4),
        Layer("w2", 4, new Activation.Linear(), 5),
        new Node("s2", new Sum(), Array(4, 6, 1)),
        Layer("out", 2, new Activation.Linear(), 7))));
}

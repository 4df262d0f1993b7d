using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>A node of a network: an operation and where its inputs come from.</summary>
/// <param name="Name">A name, unique in the network; prefixes the names of its blocks.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">Value numbers: 0 is the input of the network, i + 1 the output of node i; only earlier values.</param>
public sealed record Node(string Name, Operation Operation, Arr<int> Inputs);

/// <summary>An architecture: a directed acyclic graph of operations in topological order. It holds no parameters.</summary>
/// <remarks>The last node is the output. Equal architectures are equal values.</remarks>
public sealed record Network
{
    private Network(Shape input, Arr<Node> nodes, Arr<Shape> shapes, Layout layout, Homogeneity homogeneity) =>
        (Input, Nodes, Shapes, Layout, Homogeneity, Layers) = (input, nodes, shapes, layout, homogeneity, Layer.Of(layout, homogeneity));

    /// <summary>The shape of one example.</summary>
    public Shape Input { get; }

    /// <summary>The nodes; a node uses only values before it.</summary>
    public Arr<Node> Nodes { get; }

    /// <summary>The shapes of all values: 0 the input, i + 1 the output of node i.</summary>
    public Arr<Shape> Shapes { get; }

    /// <summary>Where the parameters live.</summary>
    public Layout Layout { get; }

    /// <summary>The degrees of homogeneity in each weight layer, or why there are none.</summary>
    public Homogeneity Homogeneity { get; }

    /// <summary>The weight layers with what is scaled together with each; as many as <see cref="Depth"/>.</summary>
    public Arr<Layer> Layers { get; }

    /// <summary>The degrees of homogeneity, or none when the network is not homogeneous; <see cref="Homogeneity"/> has the reason.</summary>
    public Option<Arr<int>> HomogeneityDegrees => Homogeneity.Match(Some, static _ => None);

    /// <summary>Whether scaling any one layer by c &gt; 0 scales the outputs by a power of c.</summary>
    public bool IsHomogeneous => Homogeneity is Homogeneity.Degrees;

    /// <summary>The number of features of one example.</summary>
    public int InputSize => Input.Size;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => Shapes[Shapes.Count - 1].Size;

    /// <summary>The number of parameters, biases included.</summary>
    public int ParameterCount => Layout.ParameterCount;

    /// <summary>The number of weight layers.</summary>
    public int Depth => Layout.Depth;

    /// <summary>The architecture in one line, for records and reports: "64 -> dense 50 relu -> dense 10".</summary>
    /// <remarks>Where a node reads other values than the one before it, these follow in parentheses by name.</remarks>
    public string Text => Input + string.Concat(Nodes.Map((i, node) => $" -> {node.Operation.Text}{Sources(i, node)}"));

    /// <summary>Checks a graph and gives every parameter its place.</summary>
    /// <param name="input">The shape of one example.</param>
    /// <param name="nodes">The nodes in topological order, at least one.</param>
    /// <returns>Every error of the graph: duplicate names, inputs that come later, shapes that do not fit.</returns>
    public static Validation<Error, Network> Create(Shape input, Arr<Node> nodes)
    {
        var errors = new List<Error>();
        var shapes = new List<Shape> { input };
        var blocks = new List<Block>();
        var size = 0L;
        var degrees = new List<Homogeneity> { new Homogeneity.Degrees(Arr<int>.Empty) };
        if (nodes.Count == 0)
            errors.Add(new Error.EmptyData("The network"));
        foreach (var group in nodes.GroupBy(static n => n.Name).Where(static g => g.Count() > 1))
            errors.Add(new Error.ParameterDomain("node name", $"'{group.Key}'", "a name that occurs once"));
        for (var i = 0; i < nodes.Count && errors.Count == 0; i++)
        {
            var node = nodes[i];
            if (node.Inputs.Count == 0 || node.Inputs.Exists(v => v < 0 || v > i))
            {
                errors.Add(new Error.ParameterDomain($"the inputs of node '{node.Name}'", string.Join(", ", node.Inputs), $"values from 0 to {i}"));
                break;
            }

            var inputs = node.Inputs.Map(v => shapes[v]);
            node.Operation.Output(inputs).Match(shapes.Add, e => errors.AddRange(e.Map(x => At(node, x))));
            if (errors.Count > 0)
                break;
            var own = node.Operation.Blocks(inputs);
            var seen = blocks.Count(static b => b.Kind == BlockKind.Weight);
            foreach (var b in own)
            {
                if (size + b.Size > System.Array.MaxLength)
                    errors.Add(new Error.Unsupported($"A network of {size + b.Size} parameters", $"one vector holds at most {System.Array.MaxLength}", "use narrower layers"));
                if (errors.Count > 0)
                    break;
                blocks.Add(new Block($"{node.Name}.{b.Name}", b.Kind, b.Dimensions, (int)size, i, blocks.Count));
                size += b.Size;
            }

            degrees.Add(DegreesOf(node, degrees, seen, own.Count(static b => b.Kind == BlockKind.Weight)));
        }

        return errors.Count == 0
            ? Success<Error, Network>(new(input, nodes, shapes.ToArr(), Layout.Of(blocks.ToArr()), degrees[^1]))
            : Validation<Error, Network>.Fail(errors.ToSeq());
    }

    private string Sources(int index, Node node) => node.Inputs.Count == 1 && node.Inputs[0] == index
        ? ""
        : $" ({string.Join(", ", node.Inputs.Map(v => v == 0 ? "input" : Nodes[v - 1].Name))})";

    // Every value's degrees refer to all weight layers of the nodes before it, in layout order; a branch that does not pass through
    // a layer has degree 0 in it.
    private static Homogeneity DegreesOf(Node node, List<Homogeneity> degrees, int seen, int own)
    {
        var inputs = new List<Arr<int>>();
        foreach (var v in node.Inputs)
        {
            if (degrees[v] is not Homogeneity.Degrees d)
                return degrees[v];
            inputs.Add(d.Values.AddRange(Enumerable.Repeat(0, seen - d.Values.Count)));
        }

        return node.Operation.Degrees(inputs.ToArr(), own) switch
        {
            Homogeneity.Absent absent => new Homogeneity.Absent($"in node '{node.Name}' {absent.Reason}"),
            var found => found,
        };
    }

    // A network has many layers of one kind, so an error names the node.
    private static Error At(Node node, Error error) => error switch
    {
        Error.ParameterDomain e => e with { Parameter = $"{e.Parameter} '{node.Name}'" },
        Error.ShapeMismatch e => e with { What = $"{e.What} '{node.Name}'" },
        _ => error,
    };
}

using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>A network while it is told in the operators of ONNX: nodes, constant tensors and the names that are taken.</summary>
internal sealed class OnnxExport
{
    /// <summary>The set of standard operators, and the version of the format that came with it.</summary>
    public const int Opset = 17, IrVersion = 8;

    private const string InputName = "input", OutputName = "output";

    private readonly System.Collections.Generic.HashSet<string> _taken = [InputName, OutputName];
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _tensors = [];
    private readonly string[] _values;
    private readonly Parameters _parameters;
    private readonly ElementType _type;
    private int _current;

    private OnnxExport(Network network, Parameters parameters, ElementType type)
    {
        (Network, _parameters, _type) = (network, parameters, type);
        _values = new string[network.Nodes.Count + 1];
        _values[0] = InputName;
    }

    public Network Network { get; }

    /// <summary>The node that is told now.</summary>
    public Node Node => Network.Nodes[_current];

    /// <summary>The shape of its first input.</summary>
    public Shape InputShape => Network.Shapes[Node.Inputs[0]];

    /// <summary>The names of the values that it reads.</summary>
    public IReadOnlyList<string> Inputs => [.. Node.Inputs.Map(v => _values[v])];

    /// <summary>Tells a network; a fault when an operation has no counterpart.</summary>
    public static OnnxModel Model(Network network, Parameters parameters, ElementType type)
    {
        var export = new OnnxExport(network, parameters, type);
        for (var i = 0; i < network.Nodes.Count; i++)
        {
            export._current = i;
            OnnxSpelling.Write(export);
        }

        return new(
            IrVersion, "marginalia", Array(new OnnxOpset("", Opset)),
            new OnnxGraph("network", export._nodes.ToArr(), export._tensors.ToArr(),
                Array(export.Value(InputName, network.Input)), Array(export.Value(OutputName, network.Shapes[network.Shapes.Count - 1])), Arr<string>.Empty),
            Arr<string>.Empty, Arr<(string, string)>.Empty);
    }

    /// <summary>A block of the parameters as a constant, under its name in the layout.</summary>
    public string Block(int index, params int[] shape)
    {
        var block = Network.Layout.OfNode(_current)[index];
        return Constant(block.Name, _parameters.Of(block).ToArray(), shape.Length > 0 ? shape : [.. block.Dimensions]);
    }

    /// <summary>The numbers of a block.</summary>
    public ReadOnlySpan<double> Numbers(int index) => _parameters.Of(Network.Layout.OfNode(_current)[index]);

    /// <summary>A constant of the type of the weights.</summary>
    public string Constant(string wanted, double[] values, params int[] shape) => Constant(wanted, NumericArray.Of(_type, shape.ToArr(), Vector.Of(values)));

    /// <summary>Whole numbers as a constant.</summary>
    public string Integers(string wanted, params int[] values) =>
        Constant(wanted, NumericArray.Of(ElementType.Int64, Array(values.Length), Vector.Of([.. values.Select(static v => (double)v)])));

    /// <summary>One operator whose output is an intermediate value.</summary>
    public string Add(string wanted, string op, IEnumerable<string> inputs, params OnnxAttribute[] attributes) => Append(Free(wanted), wanted, op, inputs, attributes);

    /// <summary>The operator whose output is that of the node.</summary>
    public void End(string op, IEnumerable<string> inputs, params OnnxAttribute[] attributes) =>
        _values[_current + 1] = Append(_current == Network.Nodes.Count - 1 ? OutputName : Free(Node.Name), Node.Name, op, inputs, attributes);

    public static OnnxAttribute Attribute(string name, params int[] values) => new(name, new OnnxAttributeValue.Integers(values.Select(static v => (long)v).ToArr()));

    public static OnnxAttribute Setting(string name, int value) => new(name, new OnnxAttributeValue.Integer(value));

    private string Append(string output, string name, string op, IEnumerable<string> inputs, OnnxAttribute[] attributes)
    {
        _nodes.Add(new(name, op, "", inputs.ToArr(), Array(output), attributes.ToArr()));
        return output;
    }

    /// <summary>An operator of which a later output is used.</summary>
    public string AddLater(int output, string wanted, string op, IEnumerable<string> inputs, params OnnxAttribute[] attributes)
    {
        var name = Free(wanted);
        _nodes.Add(new(wanted, op, "", inputs.ToArr(), Range(0, output).Map(static _ => "").Append([name]).ToArr(), attributes.ToArr()));
        return name;
    }

    private string Constant(string wanted, NumericArray array)
    {
        var name = Free(wanted);
        _tensors.Add(OnnxTensor.Of(name, array));
        return name;
    }

    private OnnxValue Value(string name, Shape shape) => new(name, _type, Some(Array(Option<int>.None) + shape.Dimensions.Map(static d => Some(d))));

    private string Free(string wanted)
    {
        var name = wanted;
        for (var i = 2; !_taken.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }
}

using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Writes the tree of an ONNX file, entries of tensors as raw bytes; field numbers are those of onnx.proto.</summary>
internal static class OnnxWriter
{
    public static ProtoWriter Model(OnnxModel model)
    {
        var writer = new ProtoWriter().Integer(1, model.IrVersion).OptionalText(2, model.Producer).Message(7, Graph(model.Graph));
        foreach (var opset in model.Opsets)
            writer.Message(8, new ProtoWriter().OptionalText(1, opset.Domain).Integer(2, opset.Version));
        foreach (var (name, text) in model.Metadata)
            writer.Message(14, new ProtoWriter().Text(1, name).Text(2, text));
        return writer;
    }

    private static ProtoWriter Graph(OnnxGraph graph)
    {
        var writer = new ProtoWriter();
        foreach (var node in graph.Nodes)
            writer.Message(1, Node(node));
        writer.Text(2, graph.Name);
        foreach (var initializer in graph.Initializers)
            writer.Message(5, Tensor(initializer));
        foreach (var input in graph.Inputs)
            writer.Message(11, Value(input));
        foreach (var output in graph.Outputs)
            writer.Message(12, Value(output));
        return writer;
    }

    private static ProtoWriter Node(OnnxNode node)
    {
        var writer = new ProtoWriter();
        foreach (var input in node.Inputs)
            writer.Text(1, input);
        foreach (var output in node.Outputs)
            writer.Text(2, output);
        writer.OptionalText(3, node.Name).Text(4, node.Operator);
        foreach (var attribute in node.Attributes)
            writer.Message(5, Attribute(attribute));
        return writer.OptionalText(7, node.Domain);
    }

    private static ProtoWriter Attribute(OnnxAttribute attribute)
    {
        var writer = new ProtoWriter().Text(1, attribute.Name);
        return attribute.Value.Match(
            real => writer.Single(2, real).Integer(20, 1),
            integer => writer.Integer(3, integer).Integer(20, 2),
            text => writer.Text(4, text).Integer(20, 3),
            tensor => writer.Message(5, Tensor(tensor)).Integer(20, 4),
            reals => reals.Fold(writer, static (w, v) => w.Single(7, v)).Integer(20, 6),
            integers => integers.Fold(writer, static (w, v) => w.Integer(8, v)).Integer(20, 7),
            texts => texts.Fold(writer, static (w, v) => w.Text(9, v)).Integer(20, 8),
            kind => throw FileFault.Unsupported("model", $"writing the attribute '{attribute.Name}'", $"it is {kind}", "leave it out"));
    }

    private static ProtoWriter Value(OnnxValue value)
    {
        var tensor = new ProtoWriter();
        value.Type.IfSome(type => tensor.Integer(1, OnnxElementType.Code(type)));
        value.Shape.IfSome(shape =>
        {
            var dimensions = new ProtoWriter();
            for (var axis = 0; axis < shape.Count; axis++)
                dimensions.Message(1, shape[axis].Match(size => new ProtoWriter().Integer(1, size), () => new ProtoWriter().Text(2, $"axis{axis}")));
            tensor.Message(2, dimensions);
        });
        return new ProtoWriter().Text(1, value.Name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private static ProtoWriter Tensor(OnnxTensor tensor)
    {
        var array = tensor.Load().Match(static a => a, static error => throw new FileFault(error));
        var bytes = new byte[(long)array.Values.Length * array.Type.Size];
        if (array.Type.Encode(array.Values.Span, bytes) is >= 0 and var bad)
            throw new ArgumentException(FormattableString.Invariant($"Entry {bad} of '{tensor.Name}' is {array.Values[bad]:R}, which the type {array.Type} cannot hold."), nameof(tensor));
        var writer = new ProtoWriter();
        foreach (var size in array.Shape)
            writer.Integer(1, size);
        return writer.Integer(2, OnnxElementType.Code(array.Type)).OptionalText(8, tensor.Name).Bytes(9, bytes);
    }
}

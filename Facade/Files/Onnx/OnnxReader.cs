using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Reads the tree of an ONNX file; field numbers are those of onnx.proto.</summary>
internal sealed class OnnxReader(ByteWindow window, OnnxTensorReader tensors, ReadLimits limits)
{
    private int _things;

    private string Source => window.Source.Name;

    public OnnxModel Model()
    {
        var reader = new ProtoReader(window, new(0, window.Source.Length));
        var (ir, producer, version) = (0L, "", "");
        var graph = Option<OnnxGraph>.None;
        var opsets = new List<OnnxOpset>();
        var functions = new List<string>();
        var metadata = new List<(string, string)>();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: ir = Integer(reader); break;
                case 2: producer = Text(reader); break;
                case 3: version = Text(reader); break;
                case 7: graph = graph.IsNone ? Graph(Message(reader)) : throw FileFault.Malformed(Source, "has two graphs"); break;
                case 8: opsets.Add(Opset(Message(reader))); break;
                case 14: metadata.Add(Pair(Message(reader))); break;
                case 25: functions.Add(Named(Message(reader), 1)); break;
                default: reader.Skip(); break;
            }
        }

        return new(
            ir, version.Length > 0 ? $"{producer} {version}" : producer, opsets.ToArr(),
            graph.IfNone(() => throw FileFault.Malformed(Source, "has no graph, so it is not an ONNX model", "give a model that was exported to ONNX")),
            functions.ToArr(), metadata.ToArr());
    }

    private OnnxGraph Graph(ProtoReader reader)
    {
        var name = "";
        var nodes = new List<OnnxNode>();
        var initializers = new List<OnnxTensor>();
        var (inputs, outputs) = (new List<OnnxValue>(), new List<OnnxValue>());
        var sparse = new List<string>();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: nodes.Add(Node(Message(reader))); break;
                case 2: name = Text(reader); break;
                case 5: initializers.Add(Tensor(reader)); break;
                case 11: inputs.Add(Value(Message(reader))); break;
                case 12: outputs.Add(Value(Message(reader))); break;
                case 15: sparse.Add(SparseName(Message(reader))); break;
                default: reader.Skip(); break;
            }
        }

        var graph = new OnnxGraph(name, nodes.ToArr(), initializers.ToArr(), inputs.ToArr(), outputs.ToArr(), sparse.ToArr());
        OnnxGraphCheck.Check(Source, graph);
        return graph;
    }

    private OnnxNode Node(ProtoReader reader)
    {
        var (name, operation, domain) = ("", "", "");
        var (inputs, outputs) = (new List<string>(), new List<string>());
        var attributes = new List<OnnxAttribute>();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: inputs.Add(Text(reader)); break;
                case 2: outputs.Add(Text(reader)); break;
                case 3: name = Text(reader); break;
                case 4: operation = Text(reader); break;
                case 5: attributes.Add(Attribute(Message(reader))); break;
                case 7: domain = Text(reader); break;
                default: reader.Skip(); break;
            }
        }

        return new(name, operation, domain is "ai.onnx" ? "" : domain, inputs.ToArr(), outputs.ToArr(), attributes.ToArr());
    }

    private OnnxAttribute Attribute(ProtoReader reader)
    {
        var (name, kind, reference) = ("", 0L, false);
        var (real, integer, text) = (0f, 0L, "");
        var tensor = Option<OnnxTensor>.None;
        var (reals, integers, texts) = (new List<float>(), new List<long>(), new List<string>());
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: name = Text(reader); break;
                case 2: reader.Require(WireType.Fixed32); real = BitConverter.UInt32BitsToSingle(reader.Fixed32()); break;
                case 3: integer = Integer(reader); break;
                case 4: text = Text(reader); break;
                case 5: tensor = Tensor(reader); break;
                case 7: reader.Numbers(WireType.Fixed32, b => { Thing(); reals.Add(BitConverter.UInt32BitsToSingle((uint)b)); }); break;
                case 8: reader.Numbers(WireType.Varint, b => { Thing(); integers.Add((long)b); }); break;
                case 9: texts.Add(Text(reader)); break;
                case 20: kind = Integer(reader); break;
                case 21: reference = Text(reader).Length > 0; break;
                default: reader.Skip(); break;
            }
        }

        return new(name, reference ? new OnnxAttributeValue.Other("a reference to an attribute of a function") : kind switch
        {
            1 => new OnnxAttributeValue.Real(real),
            2 => new OnnxAttributeValue.Integer(integer),
            3 => new OnnxAttributeValue.Text(text),
            4 => tensor.Match(static t => (OnnxAttributeValue)new OnnxAttributeValue.Tensor(t), () => throw FileFault.Malformed(Source, $"the attribute '{name}' lacks its tensor")),
            6 => new OnnxAttributeValue.Reals(reals.ToArr()),
            7 => new OnnxAttributeValue.Integers(integers.ToArr()),
            8 => new OnnxAttributeValue.Texts(texts.ToArr()),
            5 or 10 => new OnnxAttributeValue.Other("a graph"),
            9 => new OnnxAttributeValue.Other("several tensors"),
            11 or 12 => new OnnxAttributeValue.Other("a sparse tensor"),
            13 or 14 => new OnnxAttributeValue.Other("a type"),
            _ => throw FileFault.Malformed(Source, $"the attribute '{name}' has the kind {kind}"),
        });
    }

    private OnnxValue Value(ProtoReader reader)
    {
        var name = "";
        var type = Option<ElementType>.None;
        var shape = Option<Arr<Option<int>>>.None;
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = Text(reader);
            else if (reader.Field == 2)
                (type, shape) = TensorType(Message(reader));
            else
                reader.Skip();
        }

        return new(name, type, shape);
    }

    /// <summary>TypeProto, of which only tensors are of interest.</summary>
    private (Option<ElementType> Type, Option<Arr<Option<int>>> Shape) TensorType(ProtoReader reader)
    {
        var type = Option<ElementType>.None;
        var shape = Option<Arr<Option<int>>>.None;
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var tensor = Message(reader);
            while (tensor.Next())
            {
                if (tensor.Field == 1)
                    type = OnnxElementType.Of(Integer(tensor));
                else if (tensor.Field == 2)
                    shape = Shape(Message(tensor));
                else
                    tensor.Skip();
            }
        }

        return (type, shape);
    }

    private Arr<Option<int>> Shape(ProtoReader reader)
    {
        var shape = new List<Option<int>>();
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var dimension = Message(reader);
            var size = Option<int>.None;
            while (dimension.Next())
            {
                if (dimension.Field == 1 && Integer(dimension) is var value)
                    size = value is > 0 and <= int.MaxValue ? (int)value : None; // 0 and -1 are how some programs write an open axis
                else if (dimension.Field != 1)
                    dimension.Skip();
            }

            shape.Add(size);
        }

        return shape.ToArr();
    }

    private OnnxOpset Opset(ProtoReader reader)
    {
        var (domain, version) = ("", 0L);
        while (reader.Next())
        {
            if (reader.Field == 1)
                domain = Text(reader);
            else if (reader.Field == 2)
                version = Integer(reader);
            else
                reader.Skip();
        }

        return new(domain, version);
    }

    private (string, string) Pair(ProtoReader reader)
    {
        var (name, text) = ("", "");
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = Text(reader);
            else if (reader.Field == 2)
                text = Text(reader);
            else
                reader.Skip();
        }

        return (name, text);
    }

    /// <summary>The text in one field of a message of which nothing else is read.</summary>
    private string Named(ProtoReader reader, int field)
    {
        var name = "";
        while (reader.Next())
        {
            if (reader.Field == field)
                name = Text(reader);
            else
                reader.Skip();
        }

        return name;
    }

    /// <summary>SparseTensorProto: the name is that of its tensor of values.</summary>
    private string SparseName(ProtoReader reader)
    {
        var name = "";
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = Named(Message(reader), 8);
            else
                reader.Skip();
        }

        return name;
    }

    private OnnxTensor Tensor(ProtoReader reader)
    {
        Thing();
        reader.Require(WireType.Length);
        return tensors.Read(window, reader.Range());
    }

    private ProtoReader Message(ProtoReader reader)
    {
        Thing();
        reader.Require(WireType.Length);
        return reader.Message();
    }

    private string Text(ProtoReader reader)
    {
        Thing();
        reader.Require(WireType.Length);
        return reader.Text(limits.MaximumHeader);
    }

    private static long Integer(ProtoReader reader)
    {
        reader.Require(WireType.Varint);
        return (long)reader.Varint();
    }

    /// <summary>Counts whatever takes memory, so that a file of tiny messages is bounded too.</summary>
    private void Thing()
    {
        if (++_things / 20 > limits.MaximumArrays)
            throw FileFault.TooLarge(Source, "holds too many nodes, names and attributes", 20L * limits.MaximumArrays);
    }
}

using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>An ONNX file as a tree of records: what it says, not what it means.</summary>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="Producer">The program that wrote it, with its version; may be empty.</param>
/// <param name="Opsets">The operator sets that the nodes refer to.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Functions">The names of functions that the file defines; their bodies are not read.</param>
/// <param name="Metadata">Further text, by name.</param>
public sealed record OnnxModel(
    long IrVersion, string Producer, Arr<OnnxOpset> Opsets, OnnxGraph Graph, Arr<string> Functions, Arr<(string Name, string Text)> Metadata)
{
    /// <summary>The version of the standard operators, or 1 when the file does not say.</summary>
    public long OpsetVersion => Opsets.Find(static o => o.Domain is "" or "ai.onnx").Map(static o => o.Version).IfNone(1);
}

/// <summary>A set of operators and its version.</summary>
/// <param name="Domain">Empty for the standard operators.</param>
/// <param name="Version">The version.</param>
public sealed record OnnxOpset(string Domain, long Version);

/// <summary>A graph of operators; nodes come after those whose outputs they use.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">The nodes, in the order of execution; no two make the same output.</param>
/// <param name="Initializers">Constant tensors, by distinct names.</param>
/// <param name="Inputs">What the graph is given; before IR version 4 also the initializers.</param>
/// <param name="Outputs">What the graph returns.</param>
/// <param name="SparseInitializers">The names of constant tensors in sparse form, which is not read.</param>
public sealed record OnnxGraph(
    string Name, Arr<OnnxNode> Nodes, Arr<OnnxTensor> Initializers, Arr<OnnxValue> Inputs, Arr<OnnxValue> Outputs, Arr<string> SparseInitializers);

/// <summary>One application of an operator.</summary>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Operator">The operator, for instance "Gemm".</param>
/// <param name="Domain">The set it is of; empty for the standard operators.</param>
/// <param name="Inputs">The names of its inputs; an empty name is an optional input left out.</param>
/// <param name="Outputs">The names of its outputs.</param>
/// <param name="Attributes">Its attributes, by distinct names.</param>
public sealed record OnnxNode(string Name, string Operator, string Domain, Arr<string> Inputs, Arr<string> Outputs, Arr<OnnxAttribute> Attributes)
{
    /// <summary>What messages call the node: its name, or its operator and first output.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.Count > 0 ? $"{Operator} -> {Outputs[0]}" : Operator;

    /// <summary>The value of an attribute, if the node has it.</summary>
    /// <param name="name">The attribute's name.</param>
    public Option<OnnxAttributeValue> Attribute(string name) => Attributes.Find(a => a.Name == name).Map(static a => a.Value);
}

/// <summary>A named input or output with what the file says about it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type, if it is a tensor of a type that is read.</param>
/// <param name="Shape">The length of each axis, none where it is open; absent when the file gives no shape.</param>
public sealed record OnnxValue(string Name, Option<ElementType> Type, Option<Arr<Option<int>>> Shape);

/// <summary>A constant tensor, its entries not read yet.</summary>
/// <param name="Name">Its name; empty for the value of an attribute.</param>
/// <param name="Type">Its element type, if it is one that is read.</param>
/// <param name="Shape">The length of each axis; empty for a single number.</param>
/// <param name="Load">Reads the entries, from the file or from one beside it.</param>
public sealed record OnnxTensor(string Name, Option<ElementType> Type, Arr<int> Shape, Func<Either<Error, NumericArray>> Load)
{
    /// <summary>The number of entries.</summary>
    public long Count => Shape.Fold(1L, static (n, s) => n * s);

    /// <summary>The same, with an integer that no double equals read as the nearest one: the end of a range may be the largest integer.</summary>
    internal Func<Either<Error, NumericArray>> LoadNearest { get; init; } = Load;

    /// <summary>A tensor that is in memory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="array">Its entries.</param>
    public static OnnxTensor Of(string name, NumericArray array) => new(name, array.Type, array.Shape, () => array);
}

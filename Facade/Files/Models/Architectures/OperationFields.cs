using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>The members of a node and the tensors that feed it, from which sizes follow that the node does not say.</summary>
/// <param name="Fields">The members.</param>
/// <param name="Tensors">The tensors.</param>
internal sealed record OperationFields(JsonFields Fields, TensorChoices Tensors)
{
    /// <summary>No layer of a network in memory has more units.</summary>
    public const int MostUnits = 1 << 28;

    /// <summary>The number of output units: as it is said, else the length of the first axis of the weights.</summary>
    public int Outputs(string name, string block, string axes)
    {
        var said = Fields.FindInteger(name, 1, MostUnits);
        return said ?? (Tensors.HasFile ? Tensors.Get(block, axes).Dimensions[0] : throw Fields.Fault($"lacks '{name}'"));
    }

    /// <summary>Whether there is a bias: as it is said, else whether there is a tensor for it.</summary>
    public bool HasBias(string block) =>
        Fields.FindFlag("bias") ?? (Tensors.HasFile ? Tensors.Find(block, "o") is not null : throw Fields.Fault("lacks 'bias'"));

    /// <summary>The window of a convolution, its size given by the kernel where there is one.</summary>
    public Window KernelWindow() =>
        WindowForm.Read(Fields, Tensors.HasFile && Tensors.Get("K", "oihw").Dimensions is [_, _, var rows, var columns] ? (rows, columns) : null, needsStride: false);

    public Window PoolWindow() => WindowForm.Read(Fields, null, needsStride: true);

    /// <summary>The activation of the node.</summary>
    /// <param name="usual">The one in force when nothing is said; null when it has to be said.</param>
    public Activation Activation(string? usual)
    {
        var text = (usual is null ? Fields.GetText("activation") : Fields.FindText("activation")) ?? usual!;
        return Networks.Activation.Parse(text).Match(static a => a, errors => throw Fields.Fault($"has an activation that is not known: {FileFault.Clean(errors.Head.Sentence.TrimEnd('.'))}"));
    }

    /// <summary>A shape of at least one axis.</summary>
    public Shape ShapeOf(string name) => ShapeOf(Fields, name);

    /// <summary>A shape of at least one axis, none of them empty.</summary>
    public static Shape ShapeOf(JsonFields fields, string name)
    {
        var sizes = fields.GetIntegers(name, 1, MostUnits);
        return sizes.Length > 0 && sizes.Aggregate(1L, static (n, s) => n > MostUnits ? n : n * s) <= MostUnits
            ? new Shape(sizes.ToArr())
            : throw fields.Fault($"has the shape [{string.Join(", ", sizes)}] in '{name}'", $"use 1 to {MostUnits} numbers in all");
    }
}

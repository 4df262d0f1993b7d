using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>A node of a network that is being built: later nodes of the file may still fold something into it.</summary>
/// <remarks>The operation is absent for the input of the network and for the result of a node that is not understood.</remarks>
internal sealed class OnnxDraft(string name, Operation? operation, OnnxDraft[] inputs, OnnxBlock[] blocks, Shape? shape)
{
    /// <summary>The name in the network; made unique at the end.</summary>
    public string Name { get; set; } = name;

    /// <summary>Whether the name is that of a tensor, which no better one replaces.</summary>
    public bool HasTensorName { get; init; }

    public Operation? Operation { get; set; } = operation;

    public OnnxDraft[] Inputs { get; } = inputs;

    /// <summary>In the order of <see cref="Operation.Blocks"/>.</summary>
    public OnnxBlock[] Blocks { get; set; } = blocks;

    /// <summary>The shape of an example as the network has it; absent after something that is not understood.</summary>
    public Shape? Shape { get; set; } = shape;

    /// <summary>A draft with the same weights that gives another output of the same node; a network can hold only one of the two.</summary>
    public OnnxDraft? Twin { get; init; }

    /// <summary>Whether a batch normalization went into its weights.</summary>
    public bool HasFoldedNormalization { get; set; }
}

namespace Marginalia.Measures;

/// <summary>Which way a measure points.</summary>
public enum Direction
{
    /// <summary>A smaller value speaks for better generalization.</summary>
    SmallerIsSimpler,

    /// <summary>A larger value speaks for better generalization.</summary>
    LargerIsSimpler,

    /// <summary>The value describes and does not rank.</summary>
    Descriptive,
}

/// <summary>Changes of a network that a measure claims not to see; each claim is a law.</summary>
/// <remarks>Measures that read the initial weights claim what holds when these are changed in the same way.</remarks>
[Flags]
public enum Invariances
{
    /// <summary>None claimed.</summary>
    None = 0,

    /// <summary>Incoming weights of a hidden unit times c, outgoing ones divided by c (N).</summary>
    NodeRescaling = 1,

    /// <summary>The same factor for all units of a layer (L).</summary>
    LayerRescaling = 2,

    /// <summary>Permuting hidden units (P).</summary>
    UnitPermutation = 4,

    /// <summary>Appending hidden units whose weights are all zero (Z).</summary>
    ZeroPadding = 8,

    /// <summary>One common factor on all weights of a network without biases (G = 0).</summary>
    GlobalScaling = 16,
}

/// <summary>What a measure needs beyond the weights.</summary>
[Flags]
public enum Needs
{
    /// <summary>Weights alone.</summary>
    Weights = 0,

    /// <summary>Examples with targets.</summary>
    Data = 1,

    /// <summary>The initial weights.</summary>
    Initialization = 2,

    /// <summary>A key for random draws.</summary>
    Key = 4,

    /// <summary>The history of the training run; a network alone leaves the measure undefined.</summary>
    History = 8,
}

/// <summary>How the time of a measure grows.</summary>
public enum Cost
{
    /// <summary>A pass over the weights; part of <c>--fast</c>.</summary>
    Weights,

    /// <summary>Decompositions or Krylov iterations of the layers; part of <c>--fast</c>.</summary>
    Spectra,

    /// <summary>A pass over the data; part of <c>--fast</c>.</summary>
    Data,

    /// <summary>Many passes over the data; only with <c>--full</c>.</summary>
    ManyPasses,
}

using System.Diagnostics;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>Which layers of a dense network have a bias.</summary>
/// <remarks>What each choice does to homogeneity: docs/theory/normalized-flow.md, 1.4.</remarks>
public enum BiasPlacement
{
    /// <summary>No layer; the network is homogeneous.</summary>
    None,

    /// <summary>The first layer only, as if the input had a further feature 1: homogeneous, and the first layer is [W b] in its norm.</summary>
    First,

    /// <summary>Every layer, the output included: not homogeneous when there is more than one layer.</summary>
    All,

    /// <summary>Every layer, each bias multiplied by a unit that carries the constant forward through trainable weights: homogeneous (see <see cref="CarriedDense"/>).</summary>
    Propagated,

    /// <summary>The output only: not homogeneous when there is more than one layer.</summary>
    Output,
}

/// <summary>The names of <see cref="BiasPlacement"/>.</summary>
public static class BiasPlacementModule
{
    private const string Known = "none, first, all, propagated, output";

    extension(BiasPlacement placement)
    {
        /// <summary>The word on the command line and in JSON: none, first, all, propagated or output.</summary>
        public string Word => placement switch
        {
            BiasPlacement.None => "none",
            BiasPlacement.First => "first",
            BiasPlacement.All => "all",
            BiasPlacement.Propagated => "propagated",
            BiasPlacement.Output => "output",
            _ => throw new UnreachableException(),
        };

        /// <summary>Reads a word; upper and lower case are the same.</summary>
        /// <param name="word">One of none, first, all, propagated, output.</param>
        /// <returns>The placement, or an unknownName error.</returns>
        public static Validation<Error, BiasPlacement> Parse(string word) => word.Trim().ToLowerInvariant() switch
        {
            "none" => Success<Error, BiasPlacement>(BiasPlacement.None),
            "first" => Success<Error, BiasPlacement>(BiasPlacement.First),
            "all" => Success<Error, BiasPlacement>(BiasPlacement.All),
            "propagated" => Success<Error, BiasPlacement>(BiasPlacement.Propagated),
            "output" => Success<Error, BiasPlacement>(BiasPlacement.Output),
            _ => Fail<Error, BiasPlacement>(new Error.UnknownName("bias placement", word, Known)),
        };
    }
}

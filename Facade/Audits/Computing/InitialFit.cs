using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Whether a network is another one before training.</summary>
internal static class InitialFit
{
    /// <summary>The initial parameters in the layout of the trained network; an error names the first layer that differs.</summary>
    internal static Either<Error, Parameters> Of(string source, LoadedNetwork initial, LoadedNetwork trained, string model)
    {
        var (before, after) = (initial.Network.Layout.Blocks, trained.Network.Layout.Blocks);
        for (var i = 0; i < Math.Min(before.Count, after.Count); i++)
        {
            if (before[i].Dimensions != after[i].Dimensions || before[i].Kind != after[i].Kind)
                return new Error.ShapeMismatch($"'{before[i].Name}' of {source}", Text(before[i]), $"{Text(after[i])}, as '{after[i].Name}' of {model},");
        }

        return before.Count == after.Count
            ? Parameters.Create(trained.Network.Layout, initial.Parameters.Flat).ToEither().MapLeft(static e => e.Head())
            : Left<Error, Parameters>(new Error.ShapeMismatch($"The initial network {source}", $"{before.Count} blocks of parameters", $"{after.Count}, as in {model},"));
    }

    private static string Text(Block block) => string.Join(" x ", block.Dimensions);
}

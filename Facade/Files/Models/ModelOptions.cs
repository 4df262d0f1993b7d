using LanguageExt;

namespace Marginalia.Files;

/// <summary>How a network is read from a file.</summary>
/// <param name="Architecture">A file that says how tensors make a network, for formats that hold tensors only; none to guess it from names and shapes.</param>
/// <param name="Limits">How much is read at most.</param>
public sealed record ModelOptions(Option<string> Architecture, ReadLimits Limits)
{
    /// <summary>No architecture file and the usual limits.</summary>
    public static ModelOptions Default { get; } = new(Option<string>.None, ReadLimits.Default);
}

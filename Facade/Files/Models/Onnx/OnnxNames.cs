namespace Marginalia.Files;

/// <summary>What layers are called: as in the program that made the file, where its names show it.</summary>
internal static class OnnxNames
{
    private static readonly string[] Endings = [".weight", "_weight", "/weight", ".kernel", "_kernel", "/kernel", ".W", ".K", ".w", ".bias", "_bias", "/bias", ".b"];

    /// <summary>"features.0" for the tensor "features.0.weight"; none for a tensor with a name of another kind.</summary>
    public static string? OfTensor(string tensor)
    {
        var ending = Array.Find(Endings, e => tensor.Length > e.Length && tensor.EndsWith(e, StringComparison.Ordinal));
        return ending is null ? null : FileFault.Clean(tensor[..^ending.Length]);
    }

    /// <summary>"features.0" for a layer and "features.0.Relu" for another node named "/features/0/Relu"; the operator and a number where there is no name.</summary>
    /// <param name="node">The node.</param>
    /// <param name="index">Its place in the file.</param>
    /// <param name="isLayer">Whether it has weights, so that it stands for its whole module.</param>
    public static string OfNode(OnnxNode node, int index, bool isLayer)
    {
        var parts = node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return FileFault.Clean($"{node.Operator}_{index}");
        var kept = new List<string>();
        foreach (var part in isLayer && parts.Length > 1 && parts[^1].StartsWith(node.Operator, StringComparison.Ordinal) ? parts[..^1] : parts)
        {
            // A module in a list repeats the name of the list: "/layers/layers.0/conv".
            if (kept.Count > 0 && part.StartsWith(kept[^1] + ".", StringComparison.Ordinal))
                kept.RemoveAt(kept.Count - 1);
            kept.Add(part);
        }

        return FileFault.Clean(string.Join('.', kept));
    }
}

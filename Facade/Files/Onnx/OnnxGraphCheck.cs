namespace Marginalia.Files;

/// <summary>What the format demands of every graph: names that are unique, and nodes that use only what is there before them.</summary>
internal static class OnnxGraphCheck
{
    public static void Check(string source, OnnxGraph graph)
    {
        var known = new HashSet<string> { "" };
        foreach (var initializer in graph.Initializers)
            if (!known.Add(initializer.Name))
                throw FileFault.Malformed(source, initializer.Name.Length == 0 ? "has an initializer without a name" : $"has two initializers named '{initializer.Name}'");
        known.UnionWith(graph.SparseInitializers);
        var inputs = new HashSet<string>();
        foreach (var input in graph.Inputs)
        {
            if (!inputs.Add(input.Name))
                throw FileFault.Malformed(source, $"has two inputs named '{input.Name}'");
            known.Add(input.Name);
        }

        foreach (var node in graph.Nodes)
        {
            if (node.Attributes.GroupBy(static a => a.Name).FirstOrDefault(static g => g.Count() > 1) is { } repeated)
                throw FileFault.Malformed(source, $"the node '{node.Label}' has two attributes named '{repeated.Key}'");
            foreach (var input in node.Inputs)
                if (!known.Contains(input))
                    throw FileFault.Malformed(source, $"the node '{node.Label}' uses '{input}', which nothing before it makes", "export the model again, its nodes form a cycle or are out of order");
            foreach (var output in node.Outputs)
                if (output.Length > 0 && !known.Add(output))
                    throw FileFault.Malformed(source, $"the node '{node.Label}' makes '{output}', which is there already");
        }

        foreach (var output in graph.Outputs)
            if (output.Name.Length == 0 || !known.Contains(output.Name))
                throw FileFault.Malformed(source, $"returns '{output.Name}', which no node makes");
    }
}

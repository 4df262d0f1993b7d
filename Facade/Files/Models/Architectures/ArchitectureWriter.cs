using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Writes a network as the document of an architecture file, every size written out, so that it is read back without tensors.</summary>
internal static class ArchitectureWriter
{
    public static string Text(Network network, bool indented = false)
    {
        var nodes = new JsonArray();
        for (var i = 0; i < network.Nodes.Count; i++)
            nodes.Add(NodeOf(network, i));
        var document = new JsonObject
        {
            ["schema"] = ArchitectureReader.Schema,
            ["input"] = new JsonArray([.. network.Input.Dimensions.Map(static s => (JsonNode)JsonValue.Create(s))]),
            ["nodes"] = nodes,
        };
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented }))
            document.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static JsonObject NodeOf(Network network, int index)
    {
        var node = network.Nodes[index];
        var json = new JsonObject { ["name"] = node.Name, ["kind"] = node.Operation.Kind };
        if (node.Inputs.Count != 1 || node.Inputs[0] != index)
            json["inputs"] = new JsonArray([.. node.Inputs.Map(v => Value(network, v))]);
        OperationForm.All.First(f => f.Kind == node.Operation.Kind).Write(node.Operation, json);
        return json;
    }

    // A node that is called as the input of the network is named by its number.
    private static JsonNode Value(Network network, int value) => value == 0
        ? network.Nodes.Exists(static n => n.Name == "input") ? JsonValue.Create(0) : JsonValue.Create("input")
        : network.Nodes[value - 1].Name == "input" ? JsonValue.Create(value) : JsonValue.Create(network.Nodes[value - 1].Name);
}

using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>How an operation is written in an architecture file.</summary>
/// <param name="Kind">The name of the operation, <see cref="Operation.Kind"/>.</param>
/// <param name="Read">Makes the operation of its members.</param>
/// <param name="Write">Adds the members of an operation.</param>
internal sealed record OperationForm(string Kind, Func<OperationFields, Operation> Read, Action<Operation, JsonObject> Write)
{
    /// <summary>One row for each member of the family of operations.</summary>
    public static IReadOnlyList<OperationForm> All { get; } =
    [
        Of<Dense>("dense",
            static f => new Dense(f.Outputs("outputs", "W", "oi"), f.HasBias("b"), f.Activation("linear")),
            static (o, json) => Put(json, ("outputs", o.Outputs), ("bias", o.HasBias), ("activation", o.Activation.Text))),
        Of<CarriedDense>("carriedDense",
            static f => new CarriedDense(f.Outputs("outputs", "W", "oi"), f.Activation("linear"), f.Fields.GetFlag("readsCarrier"), f.Fields.GetFlag("writesCarrier")),
            static (o, json) => Put(json, ("outputs", o.Outputs), ("activation", o.Activation.Text), ("readsCarrier", o.ReadsCarrier), ("writesCarrier", o.WritesCarrier))),
        Of<Convolution>("convolution",
            static f => new Convolution(
                f.Outputs("channels", "K", "oihw"), f.KernelWindow(), f.HasBias("b"), f.Fields.FindInteger("groups", 1, OperationFields.MostUnits) ?? 1,
                f.Fields.FindFlag("circular") == true ? Padding.Circular : Padding.Zero),
            static (o, json) =>
            {
                Put(json, ("channels", o.Channels));
                WindowForm.Write(o.Window, json);
                Put(json, ("groups", o.Groups), ("circular", o.Padding == Padding.Circular), ("bias", o.HasBias));
            }),
        Of<AffineChannel>("affineChannel", static _ => new AffineChannel(), Nothing),
        Of<MaxPool>("maxPool", static f => new MaxPool(f.PoolWindow()), static (o, json) => WindowForm.Write(o.Window, json)),
        Of<AveragePool>("averagePool", static f => AveragePoolOf(f), static (o, json) =>
        {
            WindowForm.Write(o.Window, json);
            Put(json, ("countsPadding", o.CountsPadding));
        }),
        Of<GlobalAveragePool>("globalAveragePool", static _ => new GlobalAveragePool(), Nothing),
        Of<Flatten>("flatten", static _ => new Flatten(), Nothing),
        Of<Reshape>("reshape",
            static f => new Reshape(f.ShapeOf("shape")),
            static (o, json) => json["shape"] = List(o.Target.Dimensions)),
        Of<Permute>("permute",
            static f => new Permute(f.Fields.GetIntegers("order", 0, 63).ToArr()),
            static (o, json) => json["order"] = List(o.Order)),
        Of<Concatenate>("concatenate", static f => new Concatenate(f.Fields.GetInteger("axis", 0, 63)), static (o, json) => Put(json, ("axis", o.Axis))),
        Of<Sum>("sum", static _ => new Sum(), Nothing),
        Of<Elementwise>("elementwise", static f => new Elementwise(f.Activation(null)), static (o, json) => Put(json, ("activation", o.Activation.Text))),
        Of<Recurrent>("recurrent",
            static f => new Recurrent(f.Outputs("hidden", "Win", "oi"), f.HasBias("bh"), f.Activation(null), f.Fields.GetFlag("returnsSequence")),
            static (o, json) => Put(json, ("hidden", o.Hidden), ("bias", o.HasBias), ("activation", o.Activation.Text), ("returnsSequence", o.ReturnsSequence))),
    ];

    private static OperationForm Of<T>(string kind, Func<OperationFields, Operation> read, Action<T, JsonObject> write)
        where T : Operation => new(kind, read, (operation, json) => write((T)operation, json));

    private static void Nothing(Operation operation, JsonObject json) { }

    private static AveragePool AveragePoolOf(OperationFields f)
    {
        var window = f.PoolWindow();
        var isPadded = window.PadTop + window.PadLeft + window.PadBottom + window.PadRight > 0;
        // Programs differ in this, so with padding it has to be said.
        return new(window, isPadded ? f.Fields.GetFlag("countsPadding") : f.Fields.FindFlag("countsPadding") ?? false);
    }

    private static JsonArray List(IEnumerable<int> numbers) => new([.. numbers.Select(static n => (JsonNode)JsonValue.Create(n))]);

    private static void Put(JsonObject json, params ReadOnlySpan<(string Name, object Value)> members)
    {
        foreach (var (name, value) in members)
            json[name] = value switch
            {
                int number => JsonValue.Create(number),
                bool flag => JsonValue.Create(flag),
                _ => JsonValue.Create((string)value),
            };
    }
}

using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public class NetworkFilesTests
{
    public static TheoryData<string> Networks => NetworkInstances.All;

    [Fact]
    public void Every_operation_is_drawn_and_has_a_form_in_architecture_files()
    {
        var drawn = new System.Collections.Generic.HashSet<string>();
        Sample.ForAll(300, sample => drawn.UnionWith(GeneratedNetwork.Of(sample).Nodes.Map(static n => n.Operation.Kind)));
        string[] kinds = [.. typeof(Operation).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(Operation)) && !t.IsAbstract).Select(static t => char.ToLowerInvariant(t.Name[0]) + t.Name[1..])];
        Assert.Equal(kinds.Order(), drawn.Order());
        Assert.Equal(kinds.Order(), OperationForm.All.Select(static f => f.Kind).Order());
    }

    [Fact]
    public void A_generated_network_comes_back_from_safetensors_and_npz_as_the_same_value_with_the_same_bits() => Sample.ForAll(400, static sample =>
    {
        var network = GeneratedNetwork.Of(sample);
        ComesBack(network, GeneratedNetwork.Point(network, sample));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_of_the_table_comes_back_from_safetensors_and_npz(string name) =>
        ComesBack(NetworkInstances.Of(name), GeneratedNetwork.Point(NetworkInstances.Of(name), new Sample(new Key(3))));

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Narrow_types_come_back_rounded_and_a_second_time_unchanged(ElementType type)
    {
        var network = NetworkInstances.Of("two convolutions relu");
        var once = Right(Open(Right(NetworkFiles.ToSafetensors(network, GeneratedNetwork.Point(network, new Sample(new Key(5))), type))).Load());
        var twice = Right(Open(Right(NetworkFiles.ToSafetensors(network, once.Parameters, type))).Load());
        Assert.Equal(once.Parameters.Flat, twice.Parameters.Flat);
        Assert.Equal(network, once.Network);
    }

    [Fact]
    public void What_a_type_cannot_hold_and_parameters_of_another_network_are_refused()
    {
        var network = NetworkInstances.Of("dense one layer");
        var large = Valid(Parameters.Create(network.Layout, Vector.Of([.. Enumerable.Repeat(1e5, network.ParameterCount)])));
        Refused(NetworkFiles.ToSafetensors(network, large, ElementType.Float16), "parameterDomain", "100000", "layer1.W", "float16");
        Refused(NetworkFiles.ToNpz(network, large, ElementType.Int32), "parameterDomain", "int32");
        Refused(NetworkFiles.ToNpz(NetworkInstances.Of("dense one output"), large), "shapeMismatch", "layout");
    }

    [Fact]
    public void The_text_of_an_architecture_with_the_bare_tensors_gives_the_network_back() => Sample.ForAll(100, static sample =>
    {
        var network = GeneratedNetwork.Of(sample);
        if (network.ParameterCount == 0)
            return;
        var parameters = GeneratedNetwork.Point(network, sample);
        using var folder = new Folder();
        var architecture = folder.Put("a.json", Utf8(NetworkFiles.ToArchitecture(network)));
        var bare = Safetensors.ToBytes(network.Layout.Blocks.Map(b => (b.Name, NumericArray.Of(ElementType.Float64, b.Dimensions, Vector.Of(parameters.Of(b))))));
        var model = Right(TensorNetworks.Parse(bare, "m.safetensors", ModelOptions.Default with { Architecture = architecture }));
        Assert.Equal(network, Right(model.Load()).Network);
        Assert.Equal(parameters.Flat, Right(model.Load()).Parameters.Flat);
    });

    private static ModelFile Open(byte[] bytes) => Right(TensorNetworks.Parse(bytes, "m"));

    private static void ComesBack(Network network, Parameters parameters)
    {
        foreach (var bytes in new[] { Right(NetworkFiles.ToSafetensors(network, parameters)), Right(NetworkFiles.ToNpz(network, parameters)) })
        {
            var model = Open(bytes);
            Assert.True(model.IsCovered);
            Assert.Empty(model.Assumptions);
            var loaded = Right(model.Load());
            Assert.Equal(network, loaded.Network);
            Assert.Equal(parameters.Flat, loaded.Parameters.Flat);
            Assert.Equal(network.Layout.Blocks.Map(static b => (b.Name, b.Kind, b.Dimensions)), model.Weights.Map(static w => (w.Layer, w.Kind, w.Shape)));
            foreach (var (weight, block) in model.Weights.Zip(network.Layout.Blocks))
                Assert.Equal(parameters.MatrixOf(block), Right(weight.Load()));
        }
    }
}

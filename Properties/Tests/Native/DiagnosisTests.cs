using Marginalia.Native;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class DiagnosisTests
{
    private static readonly Processor Modern = new("A processor", 2, ["AVX2", "FMA"], HasFusedMultiplyAdd: true);

    private static readonly MklDiscovery Missing = new MklDiscovery.Missing(
        "Intel MKL was not found", "install it", [new("MKLROOT", "/m", "holds no libmkl_rt.so"), new("oneAPI", "/o", "lacks libmkl_core.so beside libmkl_rt.so")]);

    private static readonly MklDiscovery Found = new MklDiscovery.Found(
        new("/lib/libmkl_rt.so", "system libraries", "2020.0.4", "AVX2"), [new("MKLROOT", "/m", "holds no libmkl_rt.so")]);

    private static Diagnosis Of(MklDiscovery mkl, Processor processor) => Diagnosis.Of(mkl, processor, "managed", "0.1.0", ".NET 10.0.0", "Linux X64");

    [Fact]
    public void With_MKL_the_default_is_mkl_and_the_report_names_file_version_and_branch()
    {
        var diagnosis = Of(Found, Modern);
        Assert.Equal(PolicyKind.Mkl, diagnosis.DefaultPolicy);
        var text = diagnosis.ToString();
        Assert.Contains("2020.0.4", text, StringComparison.Ordinal);
        Assert.Contains("/lib/libmkl_rt.so (system libraries)", text, StringComparison.Ordinal);
        Assert.Contains("Default policy  mkl:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/m", text, StringComparison.Ordinal);
        Assert.Empty(diagnosis.Warnings);
    }

    [Fact]
    public void Without_MKL_the_default_is_portable_and_the_report_says_where_it_looked_and_what_is_broken()
    {
        var diagnosis = Of(Missing, Modern);
        Assert.Equal(PolicyKind.Portable, diagnosis.DefaultPolicy);
        Assert.Contains("tried /m (MKLROOT) holds no libmkl_rt.so", diagnosis.ToString(), StringComparison.Ordinal);
        Assert.Contains("/o (oneAPI) lacks libmkl_core.so", Assert.Single(diagnosis.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_processor_without_fused_multiply_add_is_warned_about() =>
        Assert.Contains("fused multiply-add", Assert.Single(Of(Found, Modern with { HasFusedMultiplyAdd = false }).Warnings), StringComparison.Ordinal);

    [Fact]
    public void A_processor_wider_than_its_MKL_leaves_products_to_our_own_kernels()
    {
        Assert.Contains("products run on our own kernels", Of(Found, Modern with { InstructionSets = ["AVX-512", "AVX2", "FMA"] }).ToString(), StringComparison.Ordinal);
        Assert.Contains("decompositions and large products", Of(Found, Modern with { InstructionSets = ["AVX2", "FMA"] }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_diagnosis_of_this_machine_agrees_with_the_discovery()
    {
        var diagnosis = Diagnosis.Run();
        Assert.Equal(NativeMkl.IsAvailable, diagnosis.DefaultPolicy == PolicyKind.Mkl);
        Assert.Equal(NativeMkl.Initialize(), diagnosis.MathNetProvider);
        Assert.StartsWith(".NET 10", diagnosis.Runtime, StringComparison.Ordinal);
        Assert.All(diagnosis.Lines, static line => Assert.NotEmpty(line.Trim()));
    }
}

using Xunit;

namespace Marginalia.Tests;

/// <summary>The promise of the portable policy, checked in child processes that see less of the processor than this one.</summary>
public sealed class NumericsPortabilityTests
{
    [Theory]
    [InlineData("")]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableAVX=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    [InlineData("GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA")]
    [InlineData("DOTNET_EnableAVX2=0;GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F")]
    [InlineData("DOTNET_TieredCompilation=0")]
    public void Results_have_the_recorded_bits_whatever_the_processor_offers(string environment)
    {
        var recorded = File.ReadAllLines(Path.Combine(ReferenceFiles.ProjectDirectory, "Numerics", "Tables", "hashes.txt"));
        Assert.NotEmpty(recorded);
        Assert.Equal(recorded, RestrictedProcess.Hashes("numerics", environment));
    }

    [Fact]
    public void Results_in_this_process_have_the_recorded_bits() =>
        Assert.Equal(File.ReadAllLines(Path.Combine(ReferenceFiles.ProjectDirectory, "Numerics", "Tables", "hashes.txt")), NumericsHashes.Lines());
}

using Marginalia.Laws;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Law H7 in child processes that see less of the processor than this one.</summary>
public sealed class PortableRunTests
{
    [Theory]
    [InlineData("")]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0;GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    [InlineData("DOTNET_TieredCompilation=0")]
    public void Training_runs_have_the_recorded_bits_whatever_the_processor_offers(string environment) =>
        Assert.Equal(RecordedRun.All.Map(static r => r.Hash), RestrictedProcess.Hashes("runs", environment));
}

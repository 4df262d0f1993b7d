using System.Diagnostics;
using Marginalia.Laws;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Law H7 in child processes that see less of the processor than this one.</summary>
public sealed class PortableRunTests
{
    private static readonly string[] Switches =
        ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableAVX", "DOTNET_EnableHWIntrinsic", "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "GLIBC_TUNABLES"];

    [Theory]
    [InlineData("")]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0;GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    [InlineData("DOTNET_TieredCompilation=0")]
    public void Training_runs_have_the_recorded_bits_whatever_the_processor_offers(string environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "exec", typeof(PortableRunTests).Assembly.Location, "hash", "runs" })
            start.ArgumentList.Add(argument);
        foreach (var name in Switches)
            start.Environment.Remove(name);
        foreach (var setting in environment.Split(';', StringSplitOptions.RemoveEmptyEntries))
            start.Environment[setting[..setting.IndexOf('=')]] = setting[(setting.IndexOf('=') + 1)..];
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"child with '{environment}' ended with {process.ExitCode}: {errors.Result}");
        Assert.Equal(RecordedRun.All.Map(static r => r.Hash), output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}

using System.Diagnostics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>This program in a child process that sees less of the processor than this one.</summary>
internal static class RestrictedProcess
{
    private static readonly string[] Switches =
        ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableAVX", "DOTNET_EnableHWIntrinsic", "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "GLIBC_TUNABLES"];

    /// <summary>The lines that <c>hash what</c> prints under these settings of the environment: <c>NAME=value;NAME=value</c>.</summary>
    internal static string[] Hashes(string what, string environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "exec", typeof(RestrictedProcess).Assembly.Location, "hash", what })
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
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Native;

/// <summary>Loads MKL and gives it the settings that must come before anything is computed.</summary>
internal static unsafe class MklSetup
{
    internal sealed record Ready(string Path, string Version, string Branch);

    private const int NarrowIntegers = 0;
    private const int Sequential = 1;
    private const int ReproducibleAuto = 2;

    /// <summary>Left: why the file cannot be used, as a clause after its path.</summary>
    /// <remarks>
    /// The order matters: without the layers the first computation ends the process, and after it the reproducible mode is refused. The
    /// layers must be set from here, because MKL reads its own variables only when they were there before the process began.
    /// </remarks>
    internal static Either<string, Ready> Load(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var handle))
            return Left<string, Ready>("cannot be loaded by the system's loader");
        if (!NativeLibrary.TryGetExport(handle, "MKL_Set_Threading_Layer", out _) || !NativeLibrary.TryGetExport(handle, "MKL_CBWR_Set", out _))
            return Left<string, Ready>("is not the single dynamic library of Intel MKL");
        MklApi.Bind(handle);
        MklApi.MKL_Set_Interface_Layer(NarrowIntegers);
        if (MklApi.MKL_Set_Threading_Layer(Sequential) is var layer && layer != Sequential)
            return Left<string, Ready>($"kept its threading layer {layer} instead of the sequential one");
        return MklApi.MKL_CBWR_Set(ReproducibleAuto) is var refusal && refusal == 0
            ? Right<string, Ready>(new(path, Version(), Branch()))
            : Left<string, Ready>($"refused its reproducible mode (code {refusal.ToString(CultureInfo.InvariantCulture)})");
    }

    /// <summary>The number in "... Math Kernel Library Version 2020.0.4 Product Build ...".</summary>
    private static string Version()
    {
        var buffer = stackalloc byte[256];
        MklApi.MKL_Get_Version_String(buffer, 256);
        var text = Marshal.PtrToStringAnsi((nint)buffer) ?? "";
        var start = text.IndexOf("Version ", StringComparison.Ordinal);
        var number = start < 0 ? "" : new string([.. text.Skip(start + 8).TakeWhile(static c => char.IsAsciiDigit(c) || c == '.')]);
        return number.Length > 0 ? number : "of unknown version";
    }

    private static string Branch() => MklApi.MKL_CBWR_Get_Auto_Branch() switch
    {
        2 => "AUTO",
        3 => "COMPATIBLE",
        4 => "SSE2",
        6 => "SSSE3",
        7 => "SSE4.1",
        8 => "SSE4.2",
        9 => "AVX",
        10 => "AVX2",
        11 or 13 => "AVX-512 (many-core)",
        12 or 14 => "AVX-512",
        var other => string.Create(CultureInfo.InvariantCulture, $"number {other}"),
    };
}

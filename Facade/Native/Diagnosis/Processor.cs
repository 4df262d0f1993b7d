using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Marginalia.Native;

/// <summary>What the kernels can use of this processor.</summary>
/// <param name="Name">The name it gives itself, or its architecture.</param>
/// <param name="Count">How many threads this process may run at once.</param>
/// <param name="InstructionSets">The instruction sets that matter here and that the run time uses, widest first.</param>
/// <param name="HasFusedMultiplyAdd">Whether a fused multiply-add is one instruction; without it results are the same and about 100 times slower.</param>
public sealed record Processor(string Name, int Count, IReadOnlyList<string> InstructionSets, bool HasFusedMultiplyAdd)
{
    /// <summary>The processor that this process runs on.</summary>
    public static Processor Current { get; } = new(
        BrandName() is { Length: > 0 } brand ? brand : RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        [.. Sets().Where(static set => set.Present).Select(static set => set.Name)],
        Fma.IsSupported || AdvSimd.IsSupported);

    private static IEnumerable<(string Name, bool Present)> Sets() =>
    [
        ("AVX-512", Avx512F.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX", Avx.IsSupported),
        ("SSE4.2", Sse42.IsSupported), ("AdvSimd", AdvSimd.IsSupported),
    ];

    /// <summary>The 48 letters of leaves 0x80000002 to 0x80000004.</summary>
    private static string BrandName()
    {
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < 0x80000004)
            return "";
        Span<int> words = stackalloc int[12];
        for (var leaf = 0; leaf < 3; leaf++)
            (words[4 * leaf], words[(4 * leaf) + 1], words[(4 * leaf) + 2], words[(4 * leaf) + 3]) = X86Base.CpuId(unchecked((int)(0x80000002 + leaf)), 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words)).Replace("\0", "", StringComparison.Ordinal).Trim();
    }
}

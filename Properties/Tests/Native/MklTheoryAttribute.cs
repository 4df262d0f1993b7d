using Marginalia.Native;
using Xunit;

namespace Marginalia.Tests;

/// <summary>A theory about Intel MKL; skipped, visibly, on a machine without it.</summary>
public sealed class MklTheoryAttribute : TheoryAttribute
{
    public MklTheoryAttribute() => Skip = NativeMkl.Discovery.Match(static _ => null!, static missing => missing.Sentence);
}

using Marginalia.Native;
using Xunit;

namespace Marginalia.Tests;

/// <summary>A fact about Intel MKL; skipped, visibly, on a machine without it.</summary>
public sealed class MklFactAttribute : FactAttribute
{
    public MklFactAttribute() => Skip = NativeMkl.Discovery.Match(static _ => null!, static missing => missing.Sentence);
}

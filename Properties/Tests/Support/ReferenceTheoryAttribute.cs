using Xunit;

namespace Marginalia.Tests;

/// <summary>A theory over the cases of a reference file; skipped, visibly, when another set lacks the file.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceTheoryAttribute : TheoryAttribute
{
    public ReferenceTheoryAttribute(string part, string file)
    {
        if (ReferenceFiles.Cases(part, file).Count == 0)
            Skip = $"The set in MARGINALIA_REFERENCE has no {part}/{file}.";
    }
}

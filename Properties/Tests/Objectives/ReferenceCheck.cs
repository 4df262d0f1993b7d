using System.Text.Json;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Compares with the members of one case of normalized-flow/1 that are present, normwise at the case's own tolerance.</summary>
internal sealed class ReferenceCheck(JsonElement reference)
{
    private readonly JsonElement _expected = reference.GetProperty("expected");

    private readonly Tolerance _tolerance = new(
        reference.GetProperty("absTol").GetDouble(), reference.GetProperty("relTol").GetDouble(), ToleranceScale.PerArray);

    internal bool Has(string member) => _expected.TryGetProperty(member, out _);

    internal void Array(string member, ReadOnlySpan<double> actual)
    {
        if (_expected.TryGetProperty(member, out var e))
            Compare(member, actual, ReferenceFiles.Flat(e));
    }

    /// <summary>One comparison per entry of the outermost array: matrices of layers are compared on their own.</summary>
    internal void Each(string member, IReadOnlyList<double[]> actual)
    {
        if (!_expected.TryGetProperty(member, out var e))
            return;
        Assert.Equal(e.GetArrayLength(), actual.Count);
        for (var k = 0; k < actual.Count; k++)
            Compare($"{member}[{k}]", actual[k], ReferenceFiles.Flat(e[k]));
    }

    internal void Layers(string member, Network network, Vector flat) =>
        Each(member, [.. network.Layout.Weights.Map(b => flat.Span.Slice(b.Offset, b.Size).ToArray())]);

    private void Compare(string member, ReadOnlySpan<double> actual, double[] expected)
    {
        var at = _tolerance.FirstDifference(actual, expected);
        Assert.True(at < 0, at < 0 ? "" : $"{reference.GetProperty("id").GetString()}: {member} at {at} is {actual[at]:R}, expected {expected[at]:R}");
    }
}

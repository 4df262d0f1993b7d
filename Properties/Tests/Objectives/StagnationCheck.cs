using System.Text.Json;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Compares with the members of one case of marginalia.stagnation/1 that are present and not null, number by number.</summary>
internal sealed class StagnationCheck(JsonElement reference)
{
    private readonly JsonElement _allowed = reference.GetProperty("tolerance");

    internal void Member(string member, ReadOnlySpan<double> actual)
    {
        if (reference.GetProperty("expected").TryGetProperty(member, out var e) && e.ValueKind != JsonValueKind.Null)
            Compare(member, actual, ReferenceFiles.Flat(e));
    }

    internal void Compare(string member, ReadOnlySpan<double> actual, double[] expected)
    {
        var absolute = Entry(member) ?? Entry("others") ?? Entry("absolute") ?? 0;
        var at = new Tolerance(absolute, Entry("relative") ?? 0).FirstDifference(actual, expected);
        Assert.True(at < 0, at < 0 ? "" : $"{reference.GetProperty("id").GetString()}: {member} at {at} is {actual[at]:R}, expected {expected[at]:R}");
    }

    private double? Entry(string name) => _allowed.TryGetProperty(name, out var e) ? e.GetDouble() : null;
}

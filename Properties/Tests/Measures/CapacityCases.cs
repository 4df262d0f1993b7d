using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Reads the networks and data of the capacity reference set, and compares by its rule.</summary>
public static class CapacityCases
{
    public static Network NetworkOf(JsonElement layers)
    {
        var list = layers.EnumerateArray().ToArray();
        int[] sizes = [list[0].GetProperty("W")[0].GetArrayLength(), .. list.Select(static l => l.GetProperty("W").GetArrayLength())];
        return NetworkInstances.Valid(Network.Dense(sizes, new Activation.Relu(), HasBias(list[0]) ? BiasPlacement.All : BiasPlacement.None));
    }

    public static Parameters ParametersOf(Network network, JsonElement layers) => ReferenceNetworks.ParametersOf(network, FlatOf(layers));

    /// <summary>Parameter-shaped numbers in the order of the layout.</summary>
    public static double[] FlatOf(JsonElement layers) => [.. layers.EnumerateArray().SelectMany(static l => ReferenceFiles.Flat(l.GetProperty("W")).Concat(HasBias(l) ? ReferenceFiles.Flat(l.GetProperty("b")) : []))];

    public static Matrix MatrixOf(JsonElement rows) => Matrix.Of(rows.GetArrayLength(), ReferenceFiles.Flat(rows[0]).Length, ReferenceFiles.Flat(rows));

    public static Dataset DataOf(JsonElement x, JsonElement y, int classes) =>
        Unwrap.Valid(Dataset.Create("reference", MatrixOf(x), new Targets.Classes(Labels.Of(ReferenceFiles.Integers(y)), classes), ""));

    /// <summary>max |actual - expected| at most rel times max |expected|; an entry expected to be 0 may differ by 1e-12.</summary>
    public static void Check(string what, double[] expected, ReadOnlySpan<double> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < expected.Length; i++)
        {
            var allowed = Math.Max(relative * scale, expected[i] == 0 ? 1e-12 : 0);
            Assert.True(Math.Abs(actual[i] - expected[i]) <= allowed, FormattableString.Invariant($"{what}[{i}]: {actual[i]:R} where {expected[i]:R} is expected, within {allowed:R}."));
        }
    }

    public static void Check(string what, double expected, double actual, double relative) => Check(what, [expected], [actual], relative);

    /// <summary>The numbers of a member; a set may lack it.</summary>
    public static void CheckMember(JsonElement expected, string member, ReadOnlySpan<double> actual, double relative)
    {
        if (expected.TryGetProperty(member, out var numbers))
            Check(member, ReferenceFiles.Flat(numbers), actual, relative);
    }

    public static void CheckMember(JsonElement expected, string member, double actual, double relative) => CheckMember(expected, member, [actual], relative);

    /// <summary>null must be undefined, a number must be that number.</summary>
    public static void Check(string what, JsonElement expected, Number actual, double relative)
    {
        if (expected.ValueKind == JsonValueKind.Null)
            Assert.True(actual is Number.Undefined, $"{what} is {actual} where it has to be undefined.");
        else
            Check(what, expected.GetDouble(), actual.Match(static v => v, why => throw new InvalidOperationException($"{what}: {why}")), relative);
    }

    /// <summary>"numerator/denominator" of a dyadic rational, and whether the double is that number: those of larger sets need not fit.</summary>
    public static (double Value, bool Fits) Rational(JsonElement text)
    {
        var parts = text.GetString()!.Split('/').Select(static part => BigInteger.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var (numerator, denominator) = (parts[0], parts.Length > 1 ? parts[1] : BigInteger.One);
        return ((double)numerator / (double)denominator, new BigInteger((double)numerator) == numerator);
    }

    /// <summary>p of a key such as "phi(1.5)" or "kappa(inf)".</summary>
    public static double Exponent(string key)
    {
        var inside = key[(key.IndexOf('(') + 1)..key.IndexOf(')')];
        return inside == "inf" ? double.PositiveInfinity : double.Parse(inside, CultureInfo.InvariantCulture);
    }

    private static bool HasBias(JsonElement layer) => layer.TryGetProperty("b", out var b) && b.ValueKind == JsonValueKind.Array;
}

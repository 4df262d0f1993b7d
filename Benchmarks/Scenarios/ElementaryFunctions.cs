using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>Our elementary functions over spans against the C library's, entry by entry.</summary>
internal static class ElementaryFunctions
{
    private const int Count = 10_000;

    internal static Scenario Scenario { get; } = new(
        "elementary", "What do our elementary functions cost over those of the system, for 10,000 numbers?", Variants);

    private static IReadOnlyList<Variant> Variants()
    {
        var numbers = new double[Count];
        Draws.Gaussian(new Key(3), RandomStream.Data, 0, numbers);
        double[] positive = [.. numbers.Select(static x => Math.Exp(x))];
        var target = new double[Count];
        return
        [
            .. Pair("exp", Math.Exp, () => Elementary.Exp(numbers, target), numbers),
            .. Pair("log", Math.Log, () => Elementary.Log(positive, target), positive),
            .. Pair("log1p", static x => Math.Log(1 + x), () => Elementary.Log1p(positive, target), positive),
            .. Pair("expm1", static x => Math.Exp(x) - 1, () => Elementary.Expm1(numbers, target), numbers),
            .. Pair("tanh", Math.Tanh, () => Elementary.Tanh(numbers, target), numbers),
            .. Pair("sin", Math.Sin, () => Elementary.Sin(numbers, target), numbers),
            .. Pair("cos", Math.Cos, () => Elementary.Cos(numbers, target), numbers),
        ];
    }

    private static IEnumerable<Variant> Pair(string name, Func<double, double> system, Action own, double[] numbers)
    {
        var target = new double[Count];
        yield return Variant.Of($"{name}, system", () =>
        {
            for (var i = 0; i < numbers.Length; i++)
                target[i] = system(numbers[i]);
        });
        yield return Variant.Of($"{name}, ours", own) with { Over = $"{name}, system" };
    }
}

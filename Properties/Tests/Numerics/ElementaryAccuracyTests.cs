using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class ElementaryAccuracyTests
{
    public static TheoryData<string> Names => ElementaryFunction.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Error_stays_below_the_documented_units_in_the_last_place(string name)
    {
        var function = ElementaryFunction.Named(name);
        AssertErrors(name, function.LargestError, line => function.Scalar(line.Arguments[0]));
    }

    [Fact]
    public void Error_of_the_power_stays_below_the_documented_units_in_the_last_place() =>
        AssertErrors("pow", 0.8, static line => Elementary.Pow(line.Arguments[0], line.Arguments[1]));

    private static void AssertErrors(string table, double largest, Func<ElementaryLine, double> evaluate)
    {
        var lines = ElementaryLine.Load(table).ToArray();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var result = evaluate(line);
            // A subnormal result is rounded a second time when its scale is applied.
            var allowed = Math.Abs(line.High) < 2.3e-308 ? largest + 0.5 : largest;
            var error = line.ErrorOf(result);
            Assert.True(error <= allowed, $"{table}({string.Join(", ", line.Arguments)}) = {result:R}, {error:G4} units from {line.High:R}; allowed {allowed}");
        }
    }
}

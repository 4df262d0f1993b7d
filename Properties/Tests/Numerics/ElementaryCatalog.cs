using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Every elementary function of one variable with its table and the largest error that its documentation allows.</summary>
internal sealed record ElementaryFunction(string Name, double LargestError, Func<double, double> Scalar, ElementaryFunction.OnSpans Spans)
{
    internal delegate void OnSpans(ReadOnlySpan<double> x, Span<double> y);

    internal static IReadOnlyList<ElementaryFunction> All { get; } =
    [
        new("exp", 0.6, Elementary.Exp, Elementary.Exp),
        new("expm1", 0.8, Elementary.Expm1, Elementary.Expm1),
        new("log", 0.85, Elementary.Log, Elementary.Log),
        new("log1p", 0.85, Elementary.Log1p, Elementary.Log1p),
        new("tanh", 0.7, Elementary.Tanh, Elementary.Tanh),
        new("sigmoid", 0.7, Elementary.Sigmoid, Elementary.Sigmoid),
        new("softplus", 0.75, Elementary.Softplus, Elementary.Softplus),
        new("erf", 1, Elementary.Erf, Elementary.Erf),
        new("erfc", 5, Elementary.Erfc, Elementary.Erfc),
        new("sin", 0.7, Elementary.Sin, Elementary.Sin),
        new("cos", 0.7, Elementary.Cos, Elementary.Cos),
        new("sinTwoPi", 0.75, static u => Elementary.SinCosTwoPi(u).Sin, static (u, y) => Elementary.SinCosTwoPi(u, y, new double[u.Length])),
        new("cosTwoPi", 0.75, static u => Elementary.SinCosTwoPi(u).Cos, static (u, y) => Elementary.SinCosTwoPi(u, new double[u.Length], y)),
    ];

    internal static TheoryData<string> Names => [.. All.Select(static f => f.Name)];

    internal static ElementaryFunction Named(string name) => All.Single(f => f.Name == name);
}

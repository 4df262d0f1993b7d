namespace Marginalia.Objectives;

/// <summary>The targets of a batch.</summary>
/// <param name="numbers">Signs (1 per example) or values (K per example), offsets included.</param>
/// <param name="signs">The signs without offsets, by which the residual losses count errors.</param>
/// <param name="classes">Class indices, offsets included.</param>
internal readonly ref struct TargetView(ReadOnlySpan<double> numbers, ReadOnlySpan<double> signs, ReadOnlySpan<int> classes)
{
    internal ReadOnlySpan<double> Numbers { get; } = numbers;

    internal ReadOnlySpan<double> Signs { get; } = signs;

    internal ReadOnlySpan<int> Classes { get; } = classes;
}

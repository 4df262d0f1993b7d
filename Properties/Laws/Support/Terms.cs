using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>How large the terms are whose sums the outputs of a homogeneous network are, so that a check can tell round-off of a sum that cancels from
/// an error.</summary>
/// <remarks>The activations at hand grow with the size of their argument, so the outputs at |W| on |x| bound every partial sum.</remarks>
internal static class Terms
{
    private const int Cancelling = 1000;
    private const double Smallest = 1e-280;
    private const double Largest = 1e280;

    /// <summary>Why an error relative to the largest output would not be round-off, or null.</summary>
    /// <param name="objective">A network whose activations grow with the size of their argument.</param>
    /// <param name="parameters">The point.</param>
    /// <param name="outputs">Its outputs there.</param>
    /// <param name="cancelling">By which factor the largest output may fall short of its terms.</param>
    internal static string? Objection(Objective objective, Parameters parameters, Matrix outputs, int cancelling = Cancelling)
    {
        var terms = Size(objective, parameters);
        var largest = Size(outputs.Span);
        return terms switch
        {
            0 => null,
            < Smallest => "the outputs are at the lower end of the range of doubles",
            > Largest or double.NaN => "the outputs are at the upper end of the range of doubles",
            _ => cancelling * largest < terms ? $"the outputs cancel to less than 1/{cancelling} of their terms" : null,
        };
    }

    /// <summary>The largest output at |W| on |x|.</summary>
    internal static double Size(Objective objective, Parameters parameters)
    {
        var (flat, inputs) = (parameters.Flat, objective.Data.Inputs);
        var data = Dataset.Create("terms", Matrix.Build(inputs.Rows, inputs.Columns, x => Absolute(inputs.Span, x)), objective.Data.Targets, "").Made();
        var point = Parameters.Create(parameters.Layout, Vector.Build(flat.Length, x => Absolute(flat.Span, x))).Made();
        return Size(objective.On(data).Made().Evaluate(point).Outputs.Span);
    }

    /// <summary>The largest size of an entry, 0 for none, NaN when there is one.</summary>
    internal static double Size(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static void Absolute(ReadOnlySpan<double> from, Span<double> to)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = Math.Abs(from[i]);
    }
}

using Marginalia.Files;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>What files compute from logits at their end.</summary>
internal static class Endings
{
    /// <summary>The word for sentences.</summary>
    internal static string Word(OutputEnding ending) => ending switch
    {
        OutputEnding.Softmax => "softmax",
        OutputEnding.LogSoftmax => "log-softmax",
        OutputEnding.Logistic => "logistic function",
        _ => "identity",
    };

    /// <summary>The ending of every row.</summary>
    internal static Matrix Apply(OutputEnding ending, Matrix logits) => ending == OutputEnding.Logits ? logits : Matrix.Build(logits.Rows, logits.Columns, target =>
    {
        for (var i = 0; i < logits.Rows; i++)
            Row(ending, logits.Row(i), target.Slice(i * logits.Columns, logits.Columns));
    });

    private static void Row(OutputEnding ending, ReadOnlySpan<double> logits, Span<double> target)
    {
        if (ending == OutputEnding.Logistic)
        {
            for (var k = 0; k < logits.Length; k++)
                target[k] = logits[k] >= 0 ? 1 / (1 + Elementary.Exp(-logits[k])) : Elementary.Exp(logits[k]) / (1 + Elementary.Exp(logits[k]));
            return;
        }

        var (largest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        foreach (var logit in logits)
            sum += Elementary.Exp(logit - largest);
        for (var k = 0; k < logits.Length; k++)
            target[k] = ending == OutputEnding.Softmax ? Elementary.Exp(logits[k] - largest) / sum : logits[k] - largest - Elementary.Log(sum);
    }
}

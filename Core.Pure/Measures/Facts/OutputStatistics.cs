using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>What the outputs say about the data.</summary>
/// <param name="Logits">One row per example.</param>
/// <param name="Margins">The signed margins.</param>
/// <param name="Probabilities">Softmax rows; for one output the probabilities of +1 and -1.</param>
/// <param name="CrossEntropy">The mean of -ln of the label's probability.</param>
/// <param name="NegativeEntropy">The mean of sum p ln p.</param>
public sealed record OutputStatistics(Matrix Logits, MarginDistribution Margins, Matrix Probabilities, double CrossEntropy, double NegativeEntropy)
{
    /// <summary>The first output that is not a finite number, in a sentence; an example without finite outputs has no margin, and leaving it out would count it as right.</summary>
    public LanguageExt.Option<string> Problem
    {
        get
        {
            for (var i = 0; i < Logits.Rows; i++)
                foreach (var output in Logits.Row(i))
                {
                    if (!double.IsFinite(output))
                        return FormattableString.Invariant($"An output on example {i} is {output}, so that there are no margins.");
                }

            return LanguageExt.Option<string>.None;
        }
    }

    /// <summary>The statistics of outputs against signs or classes.</summary>
    /// <param name="logits">One row per example.</param>
    /// <param name="targets">As many signs or classes.</param>
    /// <returns>An unsupported error for targets that are values.</returns>
    public static LanguageExt.Either<Error, OutputStatistics> Of(Matrix logits, Targets targets) =>
        MarginDistribution.Of(logits, targets).Map(margins => Of(logits, targets, margins));

    private static OutputStatistics Of(Matrix logits, Targets targets, MarginDistribution margins)
    {
        var classes = Math.Max(2, logits.Columns);
        var probabilities = new double[logits.Rows * classes];
        var logs = new double[classes];
        var (loss, entropy) = (0.0, 0.0);
        for (var i = 0; i < logits.Rows; i++)
        {
            if (logits.Columns == 1)
                (logs[0], logs[1]) = (logits[i, 0], 0);
            else
                logits.Row(i).CopyTo(logs);
            LogSoftmax(logs);
            var row = probabilities.AsSpan(i * classes, classes);
            for (var k = 0; k < classes; k++)
            {
                row[k] = Elementary.Exp(logs[k]);
                entropy += row[k] > 0 ? row[k] * logs[k] : 0;
            }

            loss -= targets switch
            {
                Targets.Classes c => logs[c.Labels[i]],
                Targets.Signs s => logs[s.Labels[i] > 0 ? 0 : 1],
                _ => 0,
            };
        }

        return new(logits, margins, Matrix.Own(logits.Rows, classes, probabilities), loss / logits.Rows, entropy / logits.Rows);
    }

    private static void LogSoftmax(Span<double> row)
    {
        var largest = double.NegativeInfinity;
        foreach (var entry in row)
            largest = Math.Max(largest, entry);
        var sum = 0.0;
        foreach (var entry in row)
            sum += Elementary.Exp(entry - largest);
        // The largest term is 1, so log1p of the rest keeps the accuracy of confident rows.
        var shift = largest + Elementary.Log1p(Rest(row, largest, sum));
        foreach (ref var entry in row)
            entry -= shift;
    }

    private static double Rest(ReadOnlySpan<double> row, double largest, double sum)
    {
        var (rest, seen) = (0.0, false);
        foreach (var entry in row)
        {
            if (entry == largest && !seen)
                seen = true;
            else
                rest += Elementary.Exp(entry - largest);
        }

        return seen ? rest : sum - 1;
    }
}

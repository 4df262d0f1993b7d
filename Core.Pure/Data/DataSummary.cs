using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Data;

/// <summary>What one wants to know of a data set before training on it.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Minimum">The smallest input.</param>
/// <param name="Maximum">The largest input.</param>
/// <param name="Mean">The mean of all inputs.</param>
/// <param name="ConstantFeatures">How many features have one value in all examples.</param>
/// <param name="Duplicates">How many examples have the same input, bit by bit, as an earlier one.</param>
/// <param name="Contradictions">How many of the duplicates have another target than the first example with their input: no network fits both.</param>
/// <param name="TargetCounts">For classes the examples of each class, for signs those with -1 and with +1, for values nothing.</param>
public sealed record DataSummary(
    Dataset Data, double Minimum, double Maximum, double Mean, int ConstantFeatures, int Duplicates, int Contradictions, Arr<int> TargetCounts)
{
    /// <summary>Summarizes a data set; linear in its size.</summary>
    /// <param name="data">The data set.</param>
    public static DataSummary Of(Dataset data)
    {
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity, mean = 0;
        var span = data.Inputs.Span;
        for (var i = 0; i < span.Length; i++)
        {
            (minimum, maximum) = (Math.Min(minimum, span[i]), Math.Max(maximum, span[i]));
            mean += (span[i] - mean) / (i + 1);
        }

        var (duplicates, contradictions) = Repeated(data);
        return new(data, minimum, maximum, mean, Constant(data.Inputs), duplicates, contradictions, Counts(data.Targets));
    }

    private static int Constant(Matrix inputs)
    {
        var constant = 0;
        for (var j = 0; j < inputs.Columns; j++)
        {
            var i = 1;
            while (i < inputs.Rows && inputs[i, j] == inputs[0, j])
                i++;
            constant += i == inputs.Rows ? 1 : 0;
        }

        return constant;
    }

    private static (int Duplicates, int Contradictions) Repeated(Dataset data)
    {
        var first = new Dictionary<Vector, int>();
        int duplicates = 0, contradictions = 0;
        for (var i = 0; i < data.Count; i++)
        {
            if (first.TryAdd(Vector.Of(data.Inputs.Row(i)), i))
                continue;
            duplicates++;
            var earlier = first[Vector.Of(data.Inputs.Row(i))];
            contradictions += data.Targets.Rows([earlier]) == data.Targets.Rows([i]) ? 0 : 1;
        }

        return (duplicates, contradictions);
    }

    private static Arr<int> Counts(Targets targets) => targets.Match(
        static s => new Arr<int>([s.Labels.ToArray().Count(static y => y < 0), s.Labels.ToArray().Count(static y => y > 0)]),
        static c =>
        {
            var counts = new int[c.Count];
            foreach (var label in c.Labels.Span)
                counts[label]++;
            return new Arr<int>(counts);
        },
        static _ => Arr<int>.Empty);
}

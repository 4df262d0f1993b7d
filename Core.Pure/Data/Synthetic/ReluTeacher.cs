using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary><c>teacher(D, R, K)</c>: Gaussian inputs labelled by the largest output of a random two-layer ReLU network, outputs centered.</summary>
/// <remarks>
/// The teacher of the studies of capacity, docs/theory/capacity-and-path.md. Hidden row r: the Gaussian vector of <c>key.For("hidden")</c> at step r; output row k: that of
/// <c>key.For("output")</c> at step k. Each output is centered by its population mean <c>sum_r v_kr |w_r| / sqrt(2 pi)</c>, exact for Gaussian inputs.
/// </remarks>
public static class ReluTeacher
{
    /// <summary>The family member.</summary>
    public static SyntheticSet Set { get; } = new(
        "teacher",
        "Gaussian inputs labelled by the largest output of a random two-layer ReLU teacher whose outputs have mean 0.",
        "teacher(D,R,K) of docs/theory/capacity-and-path.md",
        Array(
            DataParameter.Integer("n", 1000, 1, 1_000_000, "number of examples"),
            DataParameter.Integer("d", 20, 1, 100_000, "number of features"),
            DataParameter.Integer("units", 8, 1, 10_000, "hidden units of the teacher"),
            DataParameter.Integer("classes", 5, 2, 1_000, "number of classes")),
        static (s, key) =>
        {
            int n = s.Integer("n"), d = s.Integer("d"), units = s.Integer("units"), classes = s.Integer("classes");
            var inputs = TeacherLabels.GaussianInputs(n, d, key);
            return TeacherLabels.Targets(Outputs(inputs, units, classes, key), TeacherTargets.LargestOutput)
                .Map(t => new SyntheticExamples(inputs, t, $"standard Gaussian inputs, largest of {classes} centered outputs of {units} random ReLU units"));
        });

    /// <summary>The centered outputs of the teacher of a key.</summary>
    /// <param name="inputs">Inputs, n x d.</param>
    /// <param name="units">The number of hidden units.</param>
    /// <param name="outputs">The number of outputs K.</param>
    /// <param name="key">The key of the data.</param>
    /// <returns>n x K.</returns>
    public static Matrix Outputs(Matrix inputs, int units, int outputs, Key key)
    {
        int n = inputs.Rows, d = inputs.Columns;
        var hidden = Rows(units, d, key.For("hidden"));
        var output = Rows(outputs, units, key.For("output"));
        return Matrix.Build(n, outputs, target =>
        {
            var z = new double[units];
            for (var i = 0; i < n; i++)
            {
                for (var r = 0; r < units; r++)
                    z[r] = Math.Max(0, Inner(inputs.Row(i), hidden.Row(r))) - (Math.Sqrt(Inner(hidden.Row(r), hidden.Row(r))) / Math.Sqrt(2 * Math.PI));
                for (var k = 0; k < outputs; k++)
                    target[(i * outputs) + k] = Inner(z, output.Row(k));
            }
        });
    }

    private static Matrix Rows(int rows, int columns, Key key) => Matrix.Build(rows, columns, target =>
    {
        for (var r = 0; r < rows; r++)
            Draws.Gaussian(key, RandomStream.Data, (ulong)r, target.Slice(r * columns, columns));
    });

    private static double Inner(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}

using LanguageExt;
using Marginalia.Flows;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Studies;

/// <summary>One contender of <see cref="MarginRace"/> with everything measured on its way.</summary>
/// <param name="Name">The name in legends.</param>
/// <param name="Time">The completed steps of each row; for the flow its time.</param>
/// <param name="Rows">The quantities of <see cref="MarginRaceRuler.Columns"/>.</param>
/// <param name="Weights">w at the end.</param>
/// <param name="LogTime">log t at the end, t the time of gradient flow; NaN for contenders that do not go along it.</param>
internal sealed record MarginRacer(string Name, Vector Time, IReadOnlyList<Vector> Rows, Vector Weights, double LogTime)
{
    /// <summary>How many rows of a decade of steps are drawn and fitted.</summary>
    private const int PerDecade = 60;

    internal static MarginRacer Of(string name, Trajectory run, double logTime) => new(
        name, Vector.Of([.. run.Rows.Map(static r => (double)r.Step)]), [.. run.Rows.Map(static r => r.Numbers)], run.Final.Parameters.Flat, logTime);

    internal static MarginRacer Of(string name, FlowTrajectory path, MarginRaceRuler ruler, bool isGradientFlow) => new(
        name, Vector.Of([.. path.Points.Map(static p => p.Time)]), [.. path.Points.Map(p => ruler.Measure(p.Parameters.Flat.Span))], path.Final.Parameters.Flat,
        isGradientFlow ? path.Final.LogPhysicalTime : double.NaN);

    internal int Last => Rows.Count - 1;

    internal Vector Column(string name)
    {
        var index = Index(name);
        return Vector.Build(Rows.Count, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = Rows[i][index];
        });
    }

    internal double At(int row, string column) => Rows[row][Index(column)];

    internal double Final(string column) => At(Last, column);

    /// <summary>The row of a step, or of the last one before it.</summary>
    internal int RowOf(double time)
    {
        var row = 0;
        while (row < Last && Time[row + 1] <= time)
            row++;
        return row;
    }

    /// <summary>Rows at about equal distances on a logarithmic axis, each decade of steps weighing the same.</summary>
    internal MarginRacer Thinned()
    {
        if (Rows.Count <= 5 * PerDecade)
            return this;
        var keep = new List<int>();
        var observed = new ObservationSchedule.Logarithmic(PerDecade);
        for (var i = 0; i <= Last; i++)
        {
            if (i == Last || observed.Contains((long)Time[i]))
                keep.Add(i);
        }

        return this with { Time = Vector.Of([.. keep.Select(i => Time[i])]), Rows = [.. keep.Select(i => Rows[i])] };
    }

    private static int Index(string name)
    {
        for (var i = 0; i < MarginRaceRuler.Columns.Count; i++)
        {
            if (MarginRaceRuler.Columns[i].Name == name)
                return i;
        }

        throw new KeyNotFoundException(name);
    }
}

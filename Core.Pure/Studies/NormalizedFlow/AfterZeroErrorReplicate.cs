using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Studies;

/// <summary>The columns of one run of <see cref="AfterZeroError"/>, and the places in it that outcomes refer to.</summary>
internal sealed class AfterZeroErrorReplicate(Trajectory run, int examples, int classes)
{
    internal Vector Psi { get; } = Column(run, "psi");

    internal Vector TrainError { get; } = Column(run, "error");

    internal Vector TrainLoss { get; } = Column(run, "train.loss");

    internal Vector TestLoss { get; } = Column(run, "test.loss");

    internal Vector TestError { get; } = Column(run, "test.error");

    internal Vector NormalizedTrainLoss { get; } = Column(run, "train.normalizedLoss");

    internal Vector NormalizedTestLoss { get; } = Column(run, "test.normalizedLoss");

    internal Vector ProductNorm { get; } = Column(run, "productNorm");

    internal Vector NormalizedMargin { get; } = Column(run, "normalizedMargin");

    internal Vector SmoothedMargin { get; } = Column(run, "smoothedMargin");

    internal Vector Forced { get; } = Column(run, "forced");

    internal Vector Accepted { get; } = Column(run, "accepted");

    internal int Last => Psi.Length - 1;

    internal long Step(int row) => run.Rows[row].Step;

    /// <summary>The first row without a training error, or -1.</summary>
    internal int FirstZeroError => TrainError.Span.IndexOf(0.0);

    /// <summary>The last row with a training error, or -1.</summary>
    internal int LastTrainError => TrainError.Span.LastIndexOfAnyExcept(0.0);

    /// <summary>psi above which the training set counts as separated under the cross-entropy: L below log 2.</summary>
    internal static double SeparatedPsi => -Elementary.Log(0.6931471805599453);

    /// <summary>The smallest slack of N18 over the separated rows, in units of the margin; NaN when none is separated.</summary>
    internal double SandwichSlack
    {
        get
        {
            var least = double.NaN;
            var kappa = Elementary.Log(examples * (classes - 1.0)) + SeparatedPsi;
            for (var i = 0; i <= Last; i++)
            {
                if (Psi[i] <= SeparatedPsi)
                    continue;
                var slack = NormalizedMargin[i] - SmoothedMargin[i];
                least = Math.Min(double.IsNaN(least) ? double.PositiveInfinity : least, Math.Min(slack, (kappa / ProductNorm[i]) - slack));
            }

            return least;
        }
    }

    /// <summary>The largest rise of the normalized test loss from one step to the next after the last training error; NaN when there is none.</summary>
    internal double LargestStepRise
    {
        get
        {
            var rise = double.NaN;
            for (var i = LastTrainError + 2; i <= Last; i++)
                rise = Math.Max(double.IsNaN(rise) ? double.NegativeInfinity : rise, NormalizedTestLoss[i] - NormalizedTestLoss[i - 1]);
            return rise;
        }
    }

    /// <summary>The row of the smallest test loss.</summary>
    internal int BestTestLoss
    {
        get
        {
            var best = 0;
            for (var i = 1; i <= Last; i++)
                best = TestLoss[i] < TestLoss[best] ? i : best;
            return best;
        }
    }

    /// <summary>The first row with psi above a level, or -1.</summary>
    internal int FirstAbove(double level)
    {
        for (var i = 0; i <= Last; i++)
        {
            if (Psi[i] > level)
                return i;
        }

        return -1;
    }

    /// <summary>The correlation of P and psi over the rows with psi above 1.</summary>
    internal double NormCorrelation
    {
        get
        {
            var from = FirstAbove(1);
            return from < 0 ? double.NaN : Statistics.Correlation(ProductNorm.Span[from..], Psi.Span[from..]);
        }
    }

    private static Vector Column(Trajectory run, string name) => run.Column(name).IfNone(() => throw new KeyNotFoundException(name));
}

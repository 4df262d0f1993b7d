using Marginalia.Numerics;

namespace Marginalia.Studies;

/// <summary>Descriptive statistics that outcomes are judged by.</summary>
internal static class Statistics
{
    /// <summary>Pearson's correlation coefficient; NaN when one side is constant.</summary>
    internal static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double meanX = Mean(x), meanY = Mean(y), xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }

        return xy / Math.Sqrt(xx * yy);
    }

    /// <summary>Spearman's rank correlation; equal numbers share the mean of their ranks.</summary>
    internal static double RankCorrelation(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Correlation(Ranks(x), Ranks(y));

    private static double[] Ranks(ReadOnlySpan<double> x)
    {
        var ranks = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            foreach (var other in x)
                ranks[i] += other < x[i] ? 1 : other == x[i] ? 0.5 : 0;
        }

        return ranks;
    }

    /// <summary>The slope of the least-squares line.</summary>
    internal static double Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double meanX = Mean(x), meanY = Mean(y), xx = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }

        return xy / xx;
    }

    /// <summary>The arithmetic mean; NaN of nothing.</summary>
    internal static double Mean(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var value in x)
            sum += value;
        return sum / x.Length;
    }

    /// <summary>The least-squares slope of log y against log x over the points with x in a range.</summary>
    internal static double LogLogSlope(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double from, double to)
    {
        List<double> logX = [], logY = [];
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] >= from && x[i] <= to && y[i] > 0)
            {
                logX.Add(Elementary.Log(x[i]));
                logY.Add(Elementary.Log(y[i]));
            }
        }

        return Slope(logX.ToArray(), logY.ToArray());
    }
}

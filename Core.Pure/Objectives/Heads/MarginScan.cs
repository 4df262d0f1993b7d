namespace Marginalia.Objectives;

/// <summary>The smallest margin and the number of errors.</summary>
internal static class MarginScan
{
    /// <summary>The first index of the smallest margin; NaN is never smaller.</summary>
    /// <param name="margins">At least one.</param>
    /// <param name="errors">The number of margins of 0 or less, or NaN.</param>
    internal static int Least(ReadOnlySpan<double> margins, out int errors)
    {
        var (least, smallest, positive) = (0, margins[0], 0);
        for (var n = 0; n < margins.Length; n++)
        {
            var q = margins[n];
            positive += q > 0 ? 1 : 0;
            if (q < smallest)
                (least, smallest) = (n, q);
        }

        errors = margins.Length - positive;
        return least;
    }
}

using System.Diagnostics;
using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>What the hard-margin problem <c>min |w| : z_n . w >= 1</c> has for an answer.</summary>
public abstract record HardMargin
{
    private HardMargin() { }

    /// <summary>A separator through the origin exists.</summary>
    /// <param name="Weights">w, the shortest vector with functional margins of at least 1.</param>
    /// <param name="Margin">gamma* = 1/|w|, the largest normalized margin, in units of the inputs.</param>
    /// <param name="Direction">V* = w/|w|.</param>
    /// <param name="Dual">alpha, one per point, w = sum alpha_n z_n; 0 off the support.</param>
    /// <param name="NormalizedDual">alpha divided by its sum.</param>
    /// <param name="Support">The indices with positive alpha, ascending.</param>
    /// <param name="FunctionalMargins">z_n . w; 1 on the support.</param>
    /// <param name="DualEntropy">H of the normalized dual, in nats.</param>
    /// <param name="MarginGapConstant">c = H + log max of the normalized dual; 0 iff all support vectors weigh the same.</param>
    public sealed record Separable(
        Vector Weights,
        double Margin,
        Vector Direction,
        Vector Dual,
        Vector NormalizedDual,
        Labels Support,
        Vector FunctionalMargins,
        double DualEntropy,
        double MarginGapConstant) : HardMargin
    {
        /// <summary>The smallest functional margin off the support minus 1; infinite when all points support.</summary>
        public double MinimumSlack
        {
            get
            {
                var least = double.PositiveInfinity;
                for (var i = 0; i < FunctionalMargins.Length; i++)
                    least = Dual[i] > 0 ? least : Math.Min(least, FunctionalMargins[i] - 1);
                return least;
            }
        }

        /// <summary>The smallest positive entry of the normalized dual.</summary>
        public double MinimumDual
        {
            get
            {
                var least = double.PositiveInfinity;
                foreach (var i in Support.Span)
                    least = Math.Min(least, NormalizedDual[i]);
                return least;
            }
        }
    }

    /// <summary>The origin is in the convex hull of the points: no separator through the origin exists.</summary>
    /// <param name="Certificate">Convex weights a with sum a_n z_n = 0 up to <paramref name="Residual"/>.</param>
    /// <param name="Residual">The norm of that sum.</param>
    public sealed record NotSeparable(Vector Certificate, double Residual) : HardMargin;

    /// <summary>Maps both cases to one result.</summary>
    /// <param name="separable">Used with the solution.</param>
    /// <param name="notSeparable">Used with the certificate.</param>
    public T Match<T>(Func<Separable, T> separable, Func<NotSeparable, T> notSeparable) => this switch
    {
        Separable s => separable(s),
        NotSeparable n => notSeparable(n),
        _ => throw new UnreachableException(),
    };
}

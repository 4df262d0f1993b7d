using Marginalia.Flows;
using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC14 and N29: diagonal linear networks end at the l1 margin, fully connected ones at the l2 margin.</summary>
public static class DiagonalNetworksFavorL1
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC14",
        "diagonal networks have another limit",
        "Deep linear networks have the implicit bias of the support vector machine.",
        "Fully connected ones have; the diagonal network sum_i u_i v_i x_i ends in the direction of the largest l1 margin.",
        "diagonal: direction (4/7, 3/7, 0), l1 margin 0.6; fully connected: within an angle of 0.02 of the l2 direction, which is 0.145 away from the other",
        "direction 1e-4, margin 1e-4 at psi = 2000",
        new("Gunasekar, Lee, Soudry, Srebro", "Implicit Bias of Gradient Descent on Linear Convolutional Networks", "arXiv:1806.00468", "docs/theory/normalized-flow.md, NC14"),
        "z = (1, 0.4, 0.2), (0.3, 1, -0.5), (0.9, 0.2, 0.6); diagonal from u = 0.1, v = 0; 3-3-1 from scale 0.5",
        Parts);

    /// <summary>N29: the same limit from two starts, with the numbers of the theory.</summary>
    public static Counterexample NegativeControl { get; } = new(
        "N29",
        "diagonal networks tend to the l1 margin",
        "The direction that a linear network of depth two tends to does not depend on how its layers are connected.",
        "The diagonal network sum_i u_i v_i x_i tends to the largest l1 margin from every start, the fully connected network on the same data to the l2 direction.",
        "psi = 2000: (0.571423, 0.428573, 4e-6), l1 margin 0.5999977 (start 0.1) and 0.59970 (start 1), largest l1 margin 0.6; fully connected: 1 - cos = 2e-6 against the l2 direction",
        "direction 1e-6 and margin 2e-7 from start 0.1; margin 1e-5 from start 1; 1 - cos <= 1e-5 at psi = 2000",
        new("Gunasekar, Lee, Soudry, Srebro", "Implicit Bias of Gradient Descent on Linear Convolutional Networks", "arXiv:1806.00468", "docs/theory/normalized-flow.md, N29"),
        "z = (1, 0.4, 0.2), (0.3, 1, -0.5), (0.9, 0.2, 0.6); diagonal from u = v = 0.1 and u = v = 1; 3-3-1 from scale 0.5",
        Control);

    private static Matrix Points => Matrix.Of(3, 3, 1, 0.4, 0.2, 0.3, 1, -0.5, 0.9, 0.2, 0.6);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var (w, margin) = Diagonal(0.1, 0);
        yield return Outcome.Equal(w, [4.0 / 7, 3.0 / 7, 0], 1e-4, "direction of the diagonal network");
        yield return Outcome.Equal(margin, 0.6, 1e-4, "l1 margin");
        yield return Outcome.Equal(Instances.Angle(w, Best.Span), 0.145, 1e-3, "angle to the l2 direction");
        yield return Outcome.AtMost(FullyConnected(numerics, 300), 0.02, 0, "angle of the fully connected network");
    }

    private static IEnumerable<Outcome> Control(NumericsPolicy numerics)
    {
        var (w, margin) = Diagonal(0.1, 0.1);
        yield return Outcome.Equal(w, [0.571423, 0.428573, 4e-6], 1e-6, "direction from start 0.1");
        yield return Outcome.Equal(margin, 0.5999977, 2e-7, "l1 margin from start 0.1");
        yield return Outcome.Equal(Diagonal(1, 1).Margin, 0.59970, 1e-5, "l1 margin from start 1");
        var angle = FullyConnected(numerics, 2000);
        yield return Outcome.AtMost(angle * angle / 2, 1e-5, 0, "1 - cos of the fully connected network");
    }

    private static Vector Best => HardMarginSolver.Solve(Points).Match(static s => s.Direction, static _ => Vector.Empty);

    /// <summary>The direction of l1 norm 1 at psi = 2000 and its smallest margin.</summary>
    private static (double[] Direction, double Margin) Diagonal(double u, double v)
    {
        var w = DiagonalNetwork.Follow(Points, u, v, 2000).Made().ToArray();
        var size = w.Sum(Math.Abs);
        return ([.. w.Select(x => x / size)], Signed.Margins(Points, w).Min() / size);
    }

    private static double FullyConnected(NumericsPolicy numerics, double psi)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Points), [3]);
        var full = Instances.Follow(objective, Instances.Draw(objective, 0.5, 6), Flow.UnitLogLossFlow, 1e-7, psi).Final.Parameters;
        return Instances.Angle(full.EndToEnd().Span, Best.Span);
    }
}

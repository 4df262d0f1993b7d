using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>How fast the outputs can change with the inputs (2.9).</summary>
internal static class LipschitzMeasures
{
    // Numbers of Jacobians kept at once: 128 MB.
    private const long JacobianRoom = 1L << 24;

    internal static IEnumerable<Entry> All =>
    [
        Entry.Create("lipschitz.l2-l2.spectral", "A Lipschitz constant from l_2 to l_2: the product of the norms of the layers' true operators and the constants of activations and pools; branches of a sum add.",
            "prod sigma_max(A_k) Lip(phi_k); sum over the branches of a sum", Direction.SmallerIsSimpler, EntryValues.Layerwise, Needs.Weights, Cost.Spectra,
            "Holds for all inputs and is loose by orders of magnitude; not unchanged by rescaling, although its minimum over rescalings is a constant as well.", Works.SpectralMargin, Spectral),
        Entry.Create("lipschitz.linf-l1.path", "A Lipschitz constant from l_infinity to l_1: the l_1 path norm without biases, max pools by maximum.", "phi_1, paths from inputs",
            Direction.SmallerIsSimpler, EntryValues.Nodewise, Needs.Weights, Cost.Weights, "Holds for all inputs and for any graph; loose.", Works.PathMetric,
            static f => f.Paths(1, false, MaxPoolRule.Max).Map(static s => EntryValues.WithLog(s.Norm, s.LogNorm)).Value()),
        Entry.Create("robust.radius.order(0.1)", "A Euclidean distance by which nine tenths of the inputs can move without a change of class: the 10 % margin over the Lipschitz constant of a difference of two outputs.",
            "margin.order(0.1) / (sqrt 2 prod sigma_max(W_k)), without sqrt 2 for one output", Direction.LargerIsSimpler, EntryValues.Layerwise | Invariances.GlobalScaling, Needs.Data, Cost.Spectra,
            "Holds for these inputs; small, because the constant is loose.", Works.SpectralMargin,
            static f => f.Margin.Bind(g => Spectral(f) is var l && l.Value is Number.Value { Amount: > 0 } c
                ? Prelude.Right<string, double>(g / (c.Amount * (f.Network.OutputCount == 1 ? 1 : Math.Sqrt(2))))
                : Prelude.Left<string, double>(l.Value is Number.Undefined u ? u.Reason : "A layer is zero, so that no input changes its class.")).Number()),
        Entry.Create("robust.jacobian-fro.mean", "The mean over the examples of the Frobenius norm of the Jacobian of the outputs by the inputs.", "mean_i |J_i|_F", Direction.SmallerIsSimpler,
            EntryValues.Nodewise, Needs.Data, Cost.ManyPasses, "Local sensitivity follows test error across many trained networks; needs the data.", Works.Exploring,
            static f => Jacobians(f, static (j, k) => k.Norm(j.Span)).Map(static n => CurvatureMeasures.MeanOf(n) is var m ? MeasureValue.Of(m.Mean) with { StandardError = m.Error } : null!).Value()),
        Entry.Create("robust.jacobian-spec.max", "The largest spectral norm over the examples of the Jacobian of the outputs by the inputs.", "max_i sigma_max(J_i)", Direction.SmallerIsSimpler,
            EntryValues.Nodewise, Needs.Data, Cost.ManyPasses, "A lower estimate of the true Lipschitz constant, at the data.", Works.Exploring,
            static f => Jacobians(f, (j, k) => LargestSingularValue(f, j)).Map(static n => MeasureValue.Of(n.Max())).Value()),
    ];

    // Upper ends: an estimate from below would be no constant.
    private static MeasureValue Spectral(Facts facts) => LipschitzConstants.Of(facts).Map(l =>
        EntryValues.WithLog(l.Value, l.Log) with { PerLayer = facts.PerLayer(l.Factors), Note = facts.Operators.Match(Note, static _ => "") }).Value();

    private static string Note(Either<SpectralNorm, ConvolutionNorms>[] operators) =>
        operators.Any(static o => o.IsRight) ? "true operators of convolutions, upper ends where they were not decomposed" : "";

    private static Either<string, double[]> Jacobians(Facts facts, Func<Matrix, Kernels, double> norm) => facts.Data.Bind(data =>
    {
        if (data.InputSize != facts.Network.InputSize)
            return Prelude.Left<string, double[]>($"The examples have {data.InputSize} features, the network reads {facts.Network.InputSize}.");
        return Prelude.Right<string, double[]>(OfJacobians(facts.Network, facts.Parameters, data.Inputs, facts.Kernels, JacobianRoom, j => norm(j, facts.Kernels)));
    });

    /// <summary>A number made of each example's Jacobian, outputs x features; no more Jacobians are kept at once than have room, but always one.</summary>
    internal static double[] OfJacobians(Network network, Parameters parameters, Matrix inputs, Kernels kernels, long room, Func<Matrix, double> number)
    {
        var (k, d) = (network.OutputCount, network.InputSize);
        var most = (int)Math.Clamp(room / Math.Max(1, (long)k * d), 1, Math.Max(1, inputs.Rows));
        var numbers = new double[inputs.Rows];
        for (var start = 0; start < numbers.Length; start += most)
        {
            var count = Math.Min(most, numbers.Length - start);
            var rows = Passes.InputJacobians(network, parameters, Matrix.Of(count, d, inputs.Span.Slice(start * d, count * d)), kernels);
            for (var i = 0; i < count; i++)
                numbers[start + i] = number(Matrix.Of(k, d, rows.Row(i)));
        }

        return numbers;
    }

    private static double LargestSingularValue(Facts facts, Matrix jacobian) => facts.Input.Numerics.Decompositions.SingularValues(jacobian).Match(static s => s[0], static _ => double.NaN);
}

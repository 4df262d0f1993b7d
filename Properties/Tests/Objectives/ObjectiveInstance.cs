using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

/// <summary>Generated objectives: every loss, reduction, bias placement and depth; single examples, single outputs and repeated inputs included.</summary>
internal static class ObjectiveInstance
{
    private static readonly Activation[] Smooth =
        [new Activation.Linear(), new Activation.Tanh(), new Activation.Softplus(), new Activation.Logistic(), new Activation.Power(2)];

    private static readonly Activation[] Homogeneous =
        [new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1), new Activation.Power(2), new Activation.ReluPower(2)];

    private static readonly Loss[] Losses =
        [new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy(), Loss.Half, Loss.Square, Loss.Quarter, new Loss.Squared(0.3), new Loss.Robust()];

    private static readonly Loss[] ExponentialType = [new Loss.Exponential(), new Loss.Logistic(), new Loss.CrossEntropy()];

    internal static (Objective Objective, Parameters Parameters) Any(Sample sample) =>
        Of(sample, sample.Element<Loss>(Losses), sample.Element<Activation>([.. Smooth, .. Homogeneous]), sample.Element(Enum.GetValues<BiasPlacement>()));

    internal static (Objective Objective, Parameters Parameters) Differentiable(Sample sample) =>
        Of(sample, sample.Element<Loss>(Losses), sample.Element<Activation>(Smooth), sample.Element(Enum.GetValues<BiasPlacement>()));

    internal static (Objective Objective, Parameters Parameters) LogDifferentiable(Sample sample) =>
        Of(sample, sample.Element<Loss>(ExponentialType), sample.Element<Activation>(Smooth), sample.Element(Enum.GetValues<BiasPlacement>()));

    internal static (Objective Objective, Parameters Parameters) Scalable(Sample sample) =>
        Of(sample, sample.Element<Loss>(Losses), sample.Element<Activation>(Homogeneous), BiasPlacement.None);

    internal static (Objective Objective, Parameters Parameters) Of(Sample sample, Loss loss, Activation activation, BiasPlacement bias)
    {
        var count = sample.Integer(1, 6);
        var (kind, outputs) = loss switch
        {
            Loss.Logistic => ("signs", 1),
            Loss.CrossEntropy => ("classes", sample.Integer(2, 4)),
            Loss.Exponential => sample.Integer(0, 1) == 0 ? ("signs", 1) : ("classes", sample.Integer(2, 4)),
            _ => sample.Integer(0, 3) == 0 ? ("signs", 1) : ("values", sample.Integer(1, 3)),
        };
        int[] sizes = [sample.Integer(1, 4), .. Enumerable.Range(0, sample.Integer(0, 2)).Select(_ => sample.Integer(1, 5)), outputs];
        var network = Valid(Network.Dense(sizes, activation, bias));
        var inputs = Matrix.Of(count, sizes[0], sample.Gaussian(count * sizes[0]));
        if (count > 1 && sample.Integer(0, 3) == 0)
            inputs = Matrix.Of(count, sizes[0], [.. inputs.Row(1), .. inputs.Span[sizes[0]..]]);
        Targets targets = kind switch
        {
            "signs" => new Targets.Signs(Vector.Build(count, t => Fill(t, () => sample.Element(-1.0, 1.0)))),
            "classes" => new Targets.Classes(Labels.Build(count, _ => sample.Integer(0, outputs - 1)), outputs),
            _ => new Targets.Values(Matrix.Of(count, outputs, sample.Gaussian(count * outputs))),
        };
        var data = Valid(Dataset.Create("generated", inputs, targets, ""));
        var objective = Valid(Objective.Create(network, data, loss, sample.Element(Reduction.Sum, Reduction.Mean), Arithmetic));
        return (objective, Point(objective, sample, 0.8));
    }

    internal static Parameters Point(Objective objective, Sample sample, double scale) =>
        Valid(Parameters.Create(objective.Network.Layout, Vector.Of([.. sample.Gaussian(objective.Network.ParameterCount).Select(z => scale * z)])));

    /// <summary>A direction of norm 1.</summary>
    internal static Vector Direction(Objective objective, Sample sample)
    {
        var z = sample.Gaussian(objective.Network.ParameterCount);
        var norm = Arithmetic.Kernels.Norm(z);
        return Vector.Of([.. z.Select(x => x / norm)]);
    }

    internal static Parameters Moved(Parameters parameters, Vector direction, double step) =>
        parameters.With(Vector.Of([.. parameters.Flat.ToArray().Select((x, i) => x + (step * direction[i]))]));

    internal static double Dot(Vector x, Vector y) => Arithmetic.Kernels.Dot(x.Span, y.Span);

    /// <summary>The slope at 0 from four values: the error is of fourth order in the step, so that round-off decides.</summary>
    internal static double[] Slope(Func<double, double[]> function)
    {
        const double h = 1e-3;
        var (near, far, back, farBack) = (function(h), function(2 * h), function(-h), function(-2 * h));
        return [.. near.Select((_, i) => ((8 * (near[i] - back[i])) - (far[i] - farBack[i])) / (12 * h))];
    }

    private static void Fill(Span<double> target, Func<double> next)
    {
        foreach (ref var x in target)
            x = next();
    }
}

using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia.Benchmarks;

/// <summary>A network on data with a step size: what the scenarios of training share.</summary>
internal sealed record Problem(Objective Objective, Parameters Start, double Rate)
{
    private static readonly Key Key = new(2024);

    /// <summary>Layer sizes of the wide network.</summary>
    internal static int[] WideSizes { get; } = [784, 256, 256, 10];

    /// <summary>Examples of the wide network.</summary>
    internal const int WideBatch = 128;

    /// <summary>Layer sizes of the tiny network.</summary>
    internal static int[] TinySizes { get; } = [20, 50, 1];

    /// <summary>Examples of the tiny network.</summary>
    internal const int TinyBatch = 100;

    /// <summary>784-256-256-10 with biases, relu, cross-entropy as a mean over a batch of 128: what image classification costs.</summary>
    internal static Problem Wide(NumericsPolicy numerics, BiasPlacement bias = BiasPlacement.All) => Make(
        numerics, WideSizes, bias, WideBatch, new Loss.CrossEntropy(), Reduction.Mean, 1e-3,
        new Targets.Classes(Labels.Build(WideBatch, static i => i % 10), 10));

    /// <summary>20-50-1 without biases, relu, exponential loss summed over 100 examples: what the studies of theory run millions of times.</summary>
    internal static Problem Tiny(NumericsPolicy numerics) => Make(
        numerics, TinySizes, BiasPlacement.None, TinyBatch, new Loss.Exponential(), Reduction.Sum, 1e-6,
        new Targets.Signs(Vector.Build(TinyBatch, static y => Draws.Signs(Key, RandomStream.Data, 1, y))));

    /// <summary>The steps as one run in its arena.</summary>
    internal Variant Arena(string name, params Probe[] probes) => new(name, lap =>
    {
        var plan = Must.Be(Plan.Create(
            Objective, new GradientDescent(), new Constant(Rate), lap.Steps, probes: new LanguageExt.Arr<Probe>(probes),
            observations: probes.Length == 0 ? new ObservationSchedule.AtEnd() : new ObservationSchedule.Every(1)));
        Must.Be(Run.Continue(plan, Must.Be(Run.Start(plan, Start, Key)), new RunControl(Progress: _ => lap.Mark())));
    });

    /// <summary>The steps as one run in its arena, each judged by monitors.</summary>
    internal Variant Monitored(string name, LanguageExt.Arr<LawMonitor> monitors) => new(name, lap =>
    {
        var plan = Must.Be(Plan.Create(Objective, new GradientDescent(), new Constant(Rate), lap.Steps));
        var watch = new LawWatch(plan, monitors);
        Must.Be(Run.Continue(plan, Must.Be(Run.Start(plan, Start, Key)), watch.Beside(new RunControl(Progress: _ => lap.Mark()))));
        if (watch.Report.Verdicts.Exists(static v => v.Status == VerdictStatus.Violated))
            throw new ArgumentException("A law was violated: " + string.Join(" ", watch.Report.Verdicts));
    });

    /// <summary>The steps as single pure functions, every state an immutable value.</summary>
    internal Variant Pure(string name) => new(name, lap =>
    {
        var rule = new GradientDescent();
        var (parameters, memory) = (Start, rule.Init(Start));
        for (var step = 0L; step < lap.Steps; step++)
        {
            (parameters, memory, _) = rule.Step(new(Objective, new FullBatch(), Rate, parameters, memory, step, Key));
            lap.Mark();
        }
    });

    private static Problem Make(
        NumericsPolicy numerics, int[] sizes, BiasPlacement bias, int count, Loss loss, Reduction reduction, double rate, Targets targets)
    {
        var inputs = new double[count * sizes[0]];
        Draws.Gaussian(Key, RandomStream.Data, 0, inputs);
        var network = Must.Be(Network.Dense(sizes, new Activation.Relu(), bias));
        var data = Must.Be(Dataset.Create("benchmark", Matrix.Of(count, sizes[0], inputs), targets, "Gaussian inputs"));
        return new(Must.Be(Objective.Create(network, data, loss, reduction, numerics)), Must.Be(network.Initialize(Initialization.Standard, Key)), rate);
    }
}

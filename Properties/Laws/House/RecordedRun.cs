using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>A short run whose result was recorded.</summary>
/// <param name="Recipe">The run.</param>
/// <param name="Hash">FNV-1a, 64 bits, of the bits of the final parameters and of all recorded rows, as 16 hexadecimal digits.</param>
public sealed record RecordedRun(TrainingRecipe Recipe, string Hash)
{
    /// <summary>The table; results under the portable policy, the same on every x64 machine.</summary>
    public static Arr<RecordedRun> All { get; } = Prelude.Array(
        new RecordedRun(Run("gradientDescent", "full", new Activation.Relu(), new Loss.Exponential(), 1), "1c7ed55725107198"),
        new RecordedRun(Run("gradientDescent(1e-2)", "withReplacement(5)", new Activation.Tanh(), new Loss.Logistic(), 2), "c7d10517209aa0c4"),
        new RecordedRun(Run("momentum", "epochs(4)", new Activation.LeakyRelu(0.1), new Loss.CrossEntropy(), 3), "d28347b483de546e"),
        new RecordedRun(Run("nesterov", "withoutReplacement(3)", new Activation.Softplus(), Loss.Half, 4), "ec58ff1e3129c8b5"),
        new RecordedRun(Run("adam", "full", new Activation.Logistic(), new Loss.Robust(), 5), "ea710d981d1ecf41"),
        new RecordedRun(Run("logGradientDescent", "full", new Activation.Power(2), new Loss.Exponential(), 6), "0fc9901e247894ea"),
        new RecordedRun(Run("unitLogLossDescent", "full", new Activation.ReluPower(2), new Loss.CrossEntropy(), 7), "e6b052a2db30b2da"),
        new RecordedRun(Run("marginSafeController", "full", new Activation.Linear(), new Loss.Logistic(), 8), "0791760f676aebe3"));

    /// <summary>Runs the recipe and hashes what comes out.</summary>
    /// <param name="numerics">The arithmetic.</param>
    public string Compute(NumericsPolicy numerics)
    {
        var plan = Recipe.Plan(numerics).Made();
        var start = Recipe.Problem.Network.Initialize(Initialization.Standard, Recipe.Key).Made();
        var run = Training.Run.Continue(plan, Training.Run.Start(plan, start, Recipe.Key).Made()).Made();
        var hash = Append(14695981039346656037UL, run.Final.Parameters.Flat.Span);
        foreach (var row in run.Rows)
            hash = Append(hash, row.Numbers.Span);
        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static TrainingRecipe Run(string rule, string sampler, Activation activation, Loss loss, ulong seed)
    {
        var outputs = loss is Loss.CrossEntropy ? 3 : 1;
        var problem = new NetworkRecipe(4, Prelude.Array(5, 3), outputs, activation, BiasPlacement.First, loss, 9, 1, Awkwardness.None, seed);
        return new(problem, seed % 2 == 0 ? Reduction.Mean : Reduction.Sum, Rules.Parse(rule).Made(), Samplers.Parse(sampler).Made(), 0.05, 12);
    }

    // All NaN count as one: their payload is the processor's.
    private static ulong Append(ulong hash, ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            var bits = BitConverter.DoubleToUInt64Bits(double.IsNaN(value) ? double.NaN : value);
            for (var shift = 0; shift < 64; shift += 8)
                hash = (hash ^ ((bits >> shift) & 255)) * 1099511628211UL;
        }

        return hash;
    }
}

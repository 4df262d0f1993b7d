using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>A setting of <c>train</c>: an option of the command line and a line of the record.</summary>
/// <param name="Name">The name, lower case.</param>
/// <param name="Default">The text in force when nobody says anything.</param>
/// <param name="Description">What it does.</param>
public sealed record TrainSetting(string Name, string Default, string Description)
{
    /// <summary>Every setting, in the order of the record.</summary>
    public static Arr<TrainSetting> All { get; } = Array(
        new TrainSetting("data", "digits", "a data set by name or path, with options; see 'data list'"),
        new TrainSetting("train", "0", "training examples, the others test; 0 trains on all"),
        new TrainSetting("hidden", "64", "widths of the hidden layers separated by commas; none for a linear model"),
        new TrainSetting("activation", "relu", "linear, relu, leakyRelu(slope), power(p), reluPower(p), tanh, logistic, softplus"),
        new TrainSetting("bias", "none", "none, first, all, propagated or output"),
        new TrainSetting("loss", "auto", "exponential, logistic, crossEntropy, half, square, quarter, robust; auto fits the targets"),
        new TrainSetting("reduction", "sum", "sum or mean over the examples of a batch"),
        new TrainSetting("rule", "auto", "how parameters move; auto is marginSafeController, for losses without a logarithm gradientDescent"),
        new TrainSetting("schedule", "0.05", "step sizes: a number, or constant, power, inverseSqrt, steps with their numbers in parentheses"),
        new TrainSetting("sampler", "full", "full, withReplacement(B), withoutReplacement(B) or epochs(B)"),
        new TrainSetting("scale", "1", "initial weights have standard deviation scale * sqrt(2 / fan-in)"),
        new TrainSetting("steps", "1000", "the step at which the run ends at the latest"),
        new TrainSetting("stop", "", "further stopping rules separated by semicolons, for instance targetPsi(40)"),
        new TrainSetting("probes", "auto", "what is recorded, separated by commas; auto for all that applies and costs little, besides it kkt, windowedKkt, certificate, support, neuronBalances, alignment, spheres, rademacher and ids of measures"),
        new TrainSetting("observe", "10", "record at every so many steps"),
        new TrainSetting("monitor", "none", "laws judges the exact laws at every step and fails with exit code 3; or ids separated by commas: N5,N6"),
        new TrainSetting("checkpoint", "0", "write a resumable state at every so many steps; 0 at the end only"));
}

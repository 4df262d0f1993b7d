using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>What is known about each <see cref="Activation"/> besides its values.</summary>
public static class ActivationModule
{
    private const int LargestDegree = 1_000_000_000;

    extension(Activation activation)
    {
        /// <summary>The p with <c>phi(c z) = c^p phi(z)</c> for c &gt; 0; none when there is no such integer.</summary>
        public Option<int> HomogeneityPower => activation.Match(
            linear: static _ => Some(1),
            relu: static _ => Some(1),
            leakyRelu: static _ => Some(1),
            power: static a => Some(a.Exponent),
            reluPower: static a => Some(a.Exponent),
            tanh: static _ => None,
            logistic: static _ => None,
            softplus: static _ => None);

        /// <summary>The smallest L with <c>|phi(x) - phi(y)| &lt;= L |x - y|</c> for all x and y; infinite for powers.</summary>
        public double LipschitzConstant => activation.Match(
            linear: static _ => 1,
            relu: static _ => 1,
            leakyRelu: static a => Math.Max(1, Math.Abs(a.Slope)),
            power: static _ => double.PositiveInfinity,
            reluPower: static _ => double.PositiveInfinity,
            tanh: static _ => 1,
            logistic: static _ => 0.25,
            softplus: static _ => 1);

        /// <summary>Everything that is wrong with its parameters; empty when it may be used.</summary>
        public Seq<Error> Errors => activation.Match(
            linear: static _ => NoErrors,
            relu: static _ => NoErrors,
            leakyRelu: static a => double.IsFinite(a.Slope) ? NoErrors : Seq1<Error>(new Error.NonFinite("The slope of leakyRelu", a.Slope, "its parameter")),
            power: static a => ExponentErrors("power", a.Exponent),
            reluPower: static a => ExponentErrors("reluPower", a.Exponent),
            tanh: static _ => NoErrors,
            logistic: static _ => NoErrors,
            softplus: static _ => NoErrors);

        /// <summary>Whether the derivative can be read off the sign of the output: the slope of the mask where it is not positive, else 1.</summary>
        internal bool IsMask => activation is Activation.Relu or Activation.LeakyRelu { Slope: >= 0 };

        /// <summary>The slope on non-positive arguments of a piecewise linear activation.</summary>
        internal double MaskSlope => activation switch
        {
            Activation.Relu => 0,
            Activation.LeakyRelu a => a.Slope,
            _ => 1,
        };

        /// <summary>Whether the derivatives need the argument z, so that the forward pass must keep it.</summary>
        internal bool KeepsArgument => !activation.IsMask && activation is not Activation.Linear;

        /// <summary>The degrees after the activation, for those of its argument.</summary>
        internal Homogeneity Degrees(Arr<int> argument) => activation.HomogeneityPower.Match<Homogeneity>(
            p => argument.Exists(d => (long)d * p > LargestDegree)
                ? new Homogeneity.Absent($"its degree of homogeneity exceeds {LargestDegree}")
                : new Homogeneity.Degrees(argument.Map(d => d * p)),
            () => new Homogeneity.Absent($"the activation {activation.Text} is not homogeneous"));
    }

    private static Seq<Error> NoErrors => LanguageExt.Seq<Error>.Empty;

    private static Seq<Error> ExponentErrors(string name, int exponent) => exponent >= 2
        ? NoErrors
        : Seq1<Error>(new Error.ParameterDomain($"the exponent of {name}", $"{exponent}", "an integer of 2 or more, or the activation linear or relu for 1"));
}

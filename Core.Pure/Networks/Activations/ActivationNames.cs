using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The names of activations on the command line and in JSON (conventions, section 1).</summary>
public static class ActivationNames
{
    /// <summary>The names that <see cref="Create"/> knows, separated by commas.</summary>
    public const string Known = "linear, identity, relu, leakyRelu(slope), power(p), square, reluPower(p), tanh, logistic, sigmoid, softplus";

    extension(Activation activation)
    {
        /// <summary>The name in JSON, without parameters: linear, relu, leakyRelu, power, reluPower, tanh, logistic, softplus.</summary>
        public string Name => activation.Match(
            linear: static _ => "linear",
            relu: static _ => "relu",
            leakyRelu: static _ => "leakyRelu",
            power: static _ => "power",
            reluPower: static _ => "reluPower",
            tanh: static _ => "tanh",
            logistic: static _ => "logistic",
            softplus: static _ => "softplus");

        /// <summary>The parameter that goes with the name: the slope or the exponent.</summary>
        public Option<double> Parameter => activation switch
        {
            Activation.LeakyRelu a => Some(a.Slope),
            Activation.Power a => Some((double)a.Exponent),
            Activation.ReluPower a => Some((double)a.Exponent),
            _ => None,
        };

        /// <summary>Name and parameter as text that <see cref="Parse"/> reads back: "relu", "leakyRelu(0.1)".</summary>
        public string Text => activation.Parameter.Match(
            p => $"{activation.Name}({p.ToString("R", CultureInfo.InvariantCulture)})",
            () => activation.Name);

        /// <summary>Reads an activation such as "tanh", "square" or "leakyRelu(0.1)"; upper and lower case are the same.</summary>
        /// <param name="text">A name, for those that need one with a parameter in parentheses.</param>
        /// <returns>The activation, or an unknownName, malformed or parameterDomain error.</returns>
        public static Validation<Error, Activation> Parse(string text)
        {
            var trimmed = text.Trim();
            var open = trimmed.IndexOf('(', StringComparison.Ordinal);
            if (open < 0)
                return Activation.Create(trimmed, None);
            var inside = trimmed.EndsWith(')') ? trimmed[(open + 1)..^1] : "";
            return double.TryParse(inside, NumberStyles.Float, CultureInfo.InvariantCulture, out var parameter)
                ? Activation.Create(trimmed[..open].TrimEnd(), Some(parameter))
                : Fail<Error, Activation>(new Error.Malformed("The activation", $"'{text}' has no number in parentheses", "write a name like relu or leakyRelu(0.1)"));
        }

        /// <summary>The activation of a name and its parameter, as JSON stores them.</summary>
        /// <param name="name">One of <see cref="Known"/>; upper and lower case are the same.</param>
        /// <param name="parameter">The slope of leakyRelu or the exponent of a power; none for the others.</param>
        public static Validation<Error, Activation> Create(string name, Option<double> parameter) => name.ToLowerInvariant() switch
        {
            "linear" or "identity" => Without(name, parameter, new Activation.Linear()),
            "relu" => Without(name, parameter, new Activation.Relu()),
            "leakyrelu" => With(name, "slope", parameter, static s => new Activation.LeakyRelu(s)),
            "power" => With(name, "exponent", parameter, static p => new Activation.Power(Exponent(p))),
            "square" => Without(name, parameter, new Activation.Power(2)),
            "relupower" => With(name, "exponent", parameter, static p => new Activation.ReluPower(Exponent(p))),
            "tanh" => Without(name, parameter, new Activation.Tanh()),
            "logistic" or "sigmoid" => Without(name, parameter, new Activation.Logistic()),
            "softplus" => Without(name, parameter, new Activation.Softplus()),
            _ => Fail<Error, Activation>(new Error.UnknownName("activation", name, Known)),
        };
    }

    // A number that is no integer of int's range becomes 0, which the check of the exponent refuses; the message then names 0, so it is caught before.
    private static int Exponent(double p) => p is >= int.MinValue and <= int.MaxValue && p == Math.Floor(p) ? (int)p : 0;

    private static Validation<Error, Activation> Without(string name, Option<double> parameter, Activation activation) => parameter.Match(
        p => Fail<Error, Activation>(new Error.ParameterDomain($"the parameter of {name}", p.ToString("R", CultureInfo.InvariantCulture), "no parameter for this activation")),
        () => Success<Error, Activation>(activation));

    private static Validation<Error, Activation> With(string name, string what, Option<double> parameter, Func<double, Activation> create) => parameter.Match(
        p =>
        {
            if (what == "exponent" && Exponent(p) != p)
                return Fail<Error, Activation>(new Error.ParameterDomain($"the exponent of {name}", p.ToString("R", CultureInfo.InvariantCulture), "an integer of 2 or more"));
            var activation = create(p);
            return activation.Errors.IsEmpty ? Success<Error, Activation>(activation) : Validation<Error, Activation>.Fail(activation.Errors);
        },
        () => Fail<Error, Activation>(new Error.ParameterDomain($"the {what} of {name}", "(none)", $"a number in parentheses, as in {name}({(what == "slope" ? "0.1" : "2")})")));
}

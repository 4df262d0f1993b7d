using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Objectives;

/// <summary>The names of the losses.</summary>
public static class LossNames
{
    /// <summary>The names accepted by <see cref="Parse"/>, for help and error messages.</summary>
    public const string Known = "exponential (exp), logistic, crossEntropy (softmax), half (mse), square, quarter, squared(factor), robust";

    extension(Loss)
    {
        /// <summary>The loss of that name.</summary>
        /// <param name="name">A name of <see cref="Known"/>; letter case does not matter.</param>
        /// <returns>An unknownName error, or a parameterDomain error for a factor that is not positive.</returns>
        public static Validation<Error, Loss> Parse(string name) => name.ToLowerInvariant() switch
        {
            "exponential" or "exp" => Success<Error, Loss>(new Loss.Exponential()),
            "logistic" => Success<Error, Loss>(new Loss.Logistic()),
            "crossentropy" or "cross-entropy" or "softmax" => Success<Error, Loss>(new Loss.CrossEntropy()),
            "half" or "mse" => Success<Error, Loss>(Loss.Half),
            "square" => Success<Error, Loss>(Loss.Square),
            "quarter" => Success<Error, Loss>(Loss.Quarter),
            "robust" => Success<Error, Loss>(new Loss.Robust()),
            ['s', 'q', 'u', 'a', 'r', 'e', 'd', '(', .. var factor, ')'] => Squared(factor),
            _ => Fail<Error, Loss>(new Error.UnknownName("loss", name, Known)),
        };
    }

    private static Validation<Error, Loss> Squared(string factor) =>
        double.TryParse(factor, NumberStyles.Float, CultureInfo.InvariantCulture, out var alpha) && alpha > 0 && double.IsFinite(alpha)
            ? Success<Error, Loss>(new Loss.Squared(alpha))
            : Fail<Error, Loss>(new Error.ParameterDomain("the factor of the squared loss", factor, "a positive number"));
}

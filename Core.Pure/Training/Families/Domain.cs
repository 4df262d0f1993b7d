using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Domains of numbers, each violation an error with the number and what is allowed.</summary>
internal static class Domain
{
    internal static Arr<Error> Positive(string name, double number) => Check(name, number, number > 0 && double.IsFinite(number), "a positive number");

    internal static Arr<Error> NotNegative(string name, double number) => Check(name, number, number >= 0 && double.IsFinite(number), "0 or a positive number");

    internal static Arr<Error> Finite(string name, double number) => Check(name, number, double.IsFinite(number), "a finite number");

    internal static Arr<Error> Fraction(string name, double number) => Check(name, number, number is >= 0 and < 1, "a number from 0 to below 1");

    internal static Arr<Error> Count(string name, long number) =>
        Check(name, number, number >= 1, "1 or more");

    internal static Arr<Error> Check(string name, double number, bool holds, string domain) => holds
        ? Arr<Error>.Empty
        : new Arr<Error>([new Error.ParameterDomain(name, number.ToString("R", CultureInfo.InvariantCulture), domain)]);
}

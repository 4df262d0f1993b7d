using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>A parameter of a synthetic data set.</summary>
/// <param name="Name">The name in a specification such as <c>separable:n=20</c>.</param>
/// <param name="Default">The default; of a choice the position of its first option.</param>
/// <param name="Description">What it does.</param>
/// <param name="Minimum">The smallest value allowed.</param>
/// <param name="Maximum">The largest value allowed.</param>
/// <param name="IsInteger">Whether only integers are allowed.</param>
/// <param name="Options">The words of a choice, whose value is a position in this list; empty for a number.</param>
public sealed record DataParameter(
    string Name, double Default, string Description, double Minimum, double Maximum, bool IsInteger, Arr<string> Options)
{
    /// <summary>An integer.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The default.</param>
    /// <param name="minimum">The smallest value allowed.</param>
    /// <param name="maximum">The largest value allowed.</param>
    /// <param name="description">What it does.</param>
    public static DataParameter Integer(string name, int value, int minimum, int maximum, string description) =>
        new(name, value, description, minimum, maximum, true, Empty);

    /// <summary>A real number.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The default.</param>
    /// <param name="minimum">The smallest value allowed.</param>
    /// <param name="maximum">The largest value allowed.</param>
    /// <param name="description">What it does.</param>
    public static DataParameter Real(string name, double value, double minimum, double maximum, string description) =>
        new(name, value, description, minimum, maximum, false, Empty);

    /// <summary>One word out of a list; the first is the default.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="options">The words.</param>
    public static DataParameter Choice(string name, string description, params string[] options) =>
        new(name, 0, description, 0, options.Length - 1, true, options.ToArr());

    /// <summary>The values that are allowed, in words.</summary>
    public string Domain => Options.Count > 0
        ? "one of " + string.Join(", ", Options)
        : FormattableString.Invariant($"{(IsInteger ? "an integer" : "a number")} from {Minimum:R} to {Maximum:R}");

    /// <summary>A value as a user writes it.</summary>
    /// <param name="value">A value in the domain.</param>
    public string Text(double value) => Options.Count > 0 ? Options[(int)value] : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Whether a value is in the domain.</summary>
    /// <param name="value">Any double.</param>
    public bool Accepts(double value) => value >= Minimum && value <= Maximum && (!IsInteger || value == Math.Floor(value));

    /// <summary>Reads what a user wrote.</summary>
    /// <param name="text">A number, or a word of the choice.</param>
    /// <returns>The value, or a parameterDomain error with the text and the domain.</returns>
    internal Either<Error, double> Parse(string text)
    {
        for (var i = 0; i < Options.Count; i++)
            if (Options[i] == text)
                return (double)i;
        return Options.Count == 0 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Accepts(number)
            ? number
            : new Error.ParameterDomain(Name, text.Length == 0 ? "(nothing)" : text, Domain);
    }

    private static Arr<string> Empty => Arr<string>.Empty;
}

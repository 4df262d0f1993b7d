using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>A parameter of a study, set on the command line by <c>--set name=value</c>.</summary>
/// <param name="Name">The name, lower case with hyphens.</param>
/// <param name="Default">The default; a list has more than one number, a count is an integer.</param>
/// <param name="Description">What it does, with its unit.</param>
/// <param name="Minimum">The smallest value allowed.</param>
/// <param name="Maximum">The largest value allowed.</param>
/// <param name="IsInteger">Whether only integers are allowed.</param>
public sealed record StudyParameter(
    string Name, Arr<double> Default, string Description, double Minimum, double Maximum, bool IsInteger = false)
{
    /// <summary>A count, 1 or more.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The default.</param>
    /// <param name="description">What it does.</param>
    public static StudyParameter Count(string name, int value, string description) =>
        new(name, Array((double)value), description, 1, int.MaxValue, true);

    /// <summary>A positive real number.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The default.</param>
    /// <param name="description">What it does.</param>
    public static StudyParameter Positive(string name, double value, string description) =>
        new(name, Array(value), description, double.Epsilon, double.MaxValue);

    /// <summary>A list of numbers, given on the command line separated by commas.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The default.</param>
    /// <param name="description">What it does.</param>
    /// <param name="minimum">The smallest value allowed.</param>
    /// <param name="maximum">The largest value allowed.</param>
    public static StudyParameter List(string name, Arr<double> values, string description, double minimum, double maximum) =>
        new(name, values, description, minimum, maximum);
}

using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The table of schedules.</summary>
public static class Schedules
{
    /// <summary>Every schedule.</summary>
    public static Family<Schedule> All { get; } = new(
        "schedule", Array(Constant.Row, Power.Row, InverseSqrt.Row, Steps.Row), static s => s.Errors);

    /// <summary>Reads a schedule: "constant(0.1)", "steps(0.1, 1000, 0.01)"; a number alone is a constant.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The schedule, or every error.</returns>
    public static Validation<Error, Schedule> Parse(string text) => All.Parse(IsNumber(text) ? $"constant({text})" : text);

    private static bool IsNumber(string text) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
}

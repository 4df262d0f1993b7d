using System.Globalization;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Decides what the last column of a file is; labels are taken as they are, never remapped.</summary>
internal static class TargetReading
{
    /// <summary>More classes than this are taken for numbers to be fitted, unless the user says otherwise.</summary>
    private const int MostGuessedClasses = 10_000;

    public static readonly Arr<string> Kinds = Array("auto", "classes", "signs", "values");

    /// <summary>Reads one target per example.</summary>
    /// <param name="column">The numbers in the file.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="classes">The number of classes, when the user gave it.</param>
    /// <returns>The targets and what was decided, in words.</returns>
    public static Either<Error, (Targets Targets, string How)> Read(Vector column, string kind, Option<int> classes)
    {
        for (var i = 0; i < column.Length; i++)
            if (!double.IsFinite(column[i]))
                return new Error.NonFinite("The label column", column[i], $"example {i}");
        var chosen = kind != "auto" ? kind : classes.IsSome ? "classes" : Guess(column);
        var how = kind == chosen ? "" : " (recognized)";
        return chosen switch
        {
            "signs" => (new Targets.Signs(column), "labels -1 and +1" + how),
            "values" => (new Targets.Values(Matrix.Of(column.Length, 1, column.Span)), "values to be fitted" + how),
            _ => Classes(column, classes).Map(c => ((Targets)c, string.Create(CultureInfo.InvariantCulture, $"classes 0 to {c.Count - 1}{how}"))),
        };
    }

    private static string Guess(Vector column)
    {
        bool signs = true, negative = false, classes = true;
        foreach (var y in column.Span)
        {
            signs &= y is 1 or -1;
            negative |= y < 0;
            classes &= y >= 0 && y < MostGuessedClasses && y == Math.Floor(y);
        }

        return signs && negative ? "signs" : classes ? "classes" : "values";
    }

    private static Either<Error, Targets.Classes> Classes(Vector column, Option<int> classes)
    {
        var largest = 1;
        for (var i = 0; i < column.Length; i++)
        {
            var y = column[i];
            if (!(y >= 0 && y < int.MaxValue && y == Math.Floor(y)))
                return new Error.LabelDomain(y, i, classes.Match(static c => $"0 to {c - 1}", static () => "that are integers from 0"));
            largest = Math.Max(largest, (int)y);
        }

        return new Targets.Classes(Labels.Build(column.Length, i => (int)column[i]), classes.IfNone(largest + 1));
    }
}

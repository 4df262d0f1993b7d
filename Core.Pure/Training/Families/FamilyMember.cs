using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>A row of a family's table: how a member is named, described and made from numbers.</summary>
/// <typeparam name="T">The family: rules, samplers, schedules or stopping rules.</typeparam>
/// <param name="Name">The name on the command line and in records.</param>
/// <param name="Summary">What it is, in one sentence.</param>
/// <param name="Parameters">The numbers it is made with.</param>
/// <param name="Make">Makes it from one number per parameter; numbers outside their domain are found by the errors of the result.</param>
/// <param name="IsVariadic">Whether further numbers may follow those of <paramref name="Parameters"/>.</param>
public sealed record FamilyMember<T>(
    string Name, string Summary, Arr<FamilyParameter> Parameters, Func<Arr<double>, T> Make, bool IsVariadic = false)
{
    /// <summary>How it is called, with defaults: "momentum(mu=0.9, lambda=0)".</summary>
    public string Signature => TextOf(Parameters.Map(static p => p.Default)).Replace("NaN", "...", StringComparison.Ordinal);

    /// <summary>The text that makes a member with the given numbers.</summary>
    /// <param name="values">One number per parameter, and more when variadic.</param>
    internal string TextOf(Arr<double> values) => values.Count == 0
        ? Name
        : $"{Name}({string.Join(", ", values.Map((i, v) => (i < Parameters.Count ? Parameters[i].Name + "=" : "") + v.ToString("R", CultureInfo.InvariantCulture)))})";

    /// <summary>Reads the text between the parentheses.</summary>
    internal Validation<Error, T> Parse(string arguments)
    {
        var values = new List<double>(Parameters.Map(static p => p.Default));
        var errors = new List<Error>();
        var position = 0;
        foreach (var argument in arguments.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = argument.Split('=', 2, StringSplitOptions.TrimEntries);
            var place = parts.Length == 1 ? position++ : IndexOf(parts[0]);
            if (place < 0)
                errors.Add(new Error.UnknownName($"parameter of {Name}", parts[0], Known));
            else if (place >= Parameters.Count && !IsVariadic)
                errors.Add(new Error.ParameterDomain($"{Name}({arguments})", Parameters.Count switch { 0 => "a number", 1 => "more than one number", _ => $"more than {Parameters.Count} numbers" }, Signature));
            else if (!double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number))
                errors.Add(new Error.ParameterDomain(At(place), $"'{parts[^1]}'", "a number"));
            else if (place < Parameters.Count && Parameters[place].IsInteger && !(Math.Abs(number) < 1e15 && Math.Truncate(number) == number))
                errors.Add(new Error.ParameterDomain(At(place), parts[^1], "a whole number"));
            else if (place < values.Count)
                values[place] = number;
            else
                values.Add(number);
        }

        for (var i = 0; i < Parameters.Count && errors.Count == 0; i++)
        {
            if (double.IsNaN(values[i]))
                errors.Add(new Error.ParameterDomain(At(i), "nothing", Parameters[i].Meaning + ", for instance in " + Signature));
        }

        return errors.Count == 0 ? Success<Error, T>(Make(new Arr<double>(values))) : Validation<Error, T>.Fail(errors.ToSeq());
    }

    private string Known => Parameters.Count == 0 ? "none" : string.Join(", ", Parameters.Map(static p => p.Name));

    private string At(int place) => place < Parameters.Count ? $"{Parameters[place].Name} of {Name}" : $"number {place + 1} of {Name}";

    private int IndexOf(string name)
    {
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (string.Equals(Parameters[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}

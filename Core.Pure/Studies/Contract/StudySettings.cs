using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>The values of a study's parameters: its defaults, with what the user changed.</summary>
public sealed record StudySettings
{
    private StudySettings(Arr<(StudyParameter Parameter, Arr<double> Values)> values) => Values = values;

    /// <summary>Every parameter with its values, in the study's order.</summary>
    public Arr<(StudyParameter Parameter, Arr<double> Values)> Values { get; }

    /// <summary>The defaults.</summary>
    /// <param name="parameters">The parameters of the study.</param>
    public static StudySettings Defaults(Arr<StudyParameter> parameters) => new(parameters.Map(static p => (p, p.Default)));

    /// <summary>The defaults with changes; every error at once.</summary>
    /// <param name="parameters">The parameters of the study.</param>
    /// <param name="changes">Pairs of name and text, the text being numbers separated by commas.</param>
    /// <returns>The settings, or one error for each unknown name, unreadable number and value outside its domain.</returns>
    public static Validation<Error, StudySettings> Create(Arr<StudyParameter> parameters, Arr<(string Name, string Text)> changes)
    {
        var errors = new List<Error>();
        var values = parameters.ToDictionary(static p => p.Name, static p => p.Default);
        foreach (var (name, text) in changes)
        {
            parameters.Find(p => p.Name == name).Match(
                parameter => Parse(parameter, text).Match(v => { values[name] = v; }, errors.Add),
                () => errors.Add(new Error.UnknownName("parameter", name, string.Join(", ", parameters.Map(static p => p.Name)))));
        }

        return errors.Count == 0
            ? Success<Error, StudySettings>(new(parameters.Map(p => (p, values[p.Name]))))
            : Validation<Error, StudySettings>.Fail(errors.ToSeq());
    }

    /// <summary>One real number.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="KeyNotFoundException">The study has no such parameter: a broken invariant of the study.</exception>
    public double Real(string name) => Reals(name)[0];

    /// <summary>One integer.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="KeyNotFoundException">The study has no such parameter: a broken invariant of the study.</exception>
    public int Integer(string name) => (int)Real(name);

    /// <summary>All numbers of a list.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="KeyNotFoundException">The study has no such parameter: a broken invariant of the study.</exception>
    public Arr<double> Reals(string name) => Values.Find(v => v.Parameter.Name == name)
        .IfNone(() => throw new KeyNotFoundException($"The study has no parameter '{name}'.")).Values;

    private static Either<Error, Arr<double>> Parse(StudyParameter parameter, string text)
    {
        var numbers = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || !(number >= parameter.Minimum && number <= parameter.Maximum)
                || (parameter.IsInteger && number != Math.Floor(number)))
            {
                return Left<Error, Arr<double>>(new Error.ParameterDomain(parameter.Name, $"'{part}'", Domain(parameter)));
            }

            numbers.Add(number);
        }

        return parameter.Default.Count == 1 && numbers.Count != 1
            ? Left<Error, Arr<double>>(new Error.ParameterDomain(parameter.Name, $"'{text}'", "one number"))
            : Right<Error, Arr<double>>(numbers.ToArr());
    }

    private static string Domain(StudyParameter p)
    {
        var kind = p.IsInteger ? "an integer" : "a number";
        return p.Maximum is double.MaxValue or int.MaxValue
            ? FormattableString.Invariant($"{kind} from {(p.Minimum == double.Epsilon ? "above 0" : p.Minimum.ToString("R", CultureInfo.InvariantCulture))}")
            : FormattableString.Invariant($"{kind} from {p.Minimum} to {p.Maximum}");
    }
}

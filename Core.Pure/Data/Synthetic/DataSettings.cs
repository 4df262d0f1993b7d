using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>The values of the parameters of a synthetic set: its defaults with what the user changed, all in their domains.</summary>
public sealed record DataSettings
{
    private DataSettings(Arr<DataParameter> parameters, Arr<double> values) => (Parameters, Values) = (parameters, values);

    /// <summary>The parameters.</summary>
    public Arr<DataParameter> Parameters { get; }

    /// <summary>Their values, in the same order.</summary>
    public Arr<double> Values { get; }

    /// <summary>All values as in a specification: <c>n=20,d=5,gap=0.3</c>.</summary>
    public string Text => string.Join(",", Parameters.Zip(Values, static (p, v) => $"{p.Name}={p.Text(v)}"));

    /// <summary>The defaults with changes given as text.</summary>
    /// <param name="set">The name of the set, for messages.</param>
    /// <param name="parameters">The parameters of the set.</param>
    /// <param name="changes">Pairs of name and text.</param>
    /// <returns>The settings, or one error for each unknown or repeated name and each value outside its domain.</returns>
    public static Validation<Error, DataSettings> Create(string set, Arr<DataParameter> parameters, Arr<(string Name, string Text)> changes)
    {
        var errors = new List<Error>();
        var values = parameters.Map(static p => p.Default).ToArray();
        var seen = new System.Collections.Generic.HashSet<string>();
        foreach (var (name, text) in changes)
        {
            var index = parameters.ToList().FindIndex(p => p.Name == name);
            if (index < 0)
                errors.Add(new Error.UnknownName($"parameter of '{set}'", name, string.Join(", ", parameters.Map(static p => p.Name))));
            else if (!seen.Add(name))
                errors.Add(new Error.ParameterDomain(name, text, "each parameter once"));
            else
                parameters[index].Parse(text).Match(v => { values[index] = v; }, errors.Add);
        }

        return errors.Count == 0
            ? Success<Error, DataSettings>(new DataSettings(parameters, values.ToArr()))
            : Validation<Error, DataSettings>.Fail(errors.ToSeq());
    }

    /// <summary>An integer value.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such parameter: a broken invariant of the set.</exception>
    public int Integer(string name) => (int)Real(name);

    /// <summary>A real value.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such parameter: a broken invariant of the set.</exception>
    public double Real(string name)
    {
        for (var i = 0; i < Parameters.Count; i++)
            if (Parameters[i].Name == name)
                return Values[i];
        throw new KeyNotFoundException($"There is no parameter '{name}'.");
    }

    /// <summary>The word of a choice.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such parameter: a broken invariant of the set.</exception>
    public string Option(string name)
    {
        var value = Integer(name);
        return Parameters.Find(p => p.Name == name).Match(p => p.Options[value], static () => throw new KeyNotFoundException());
    }
}

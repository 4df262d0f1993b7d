using System.Diagnostics;
using System.Globalization;

namespace Marginalia.Numerics;

/// <summary>What can be wrong with an input; each case carries the offending values and reads as a sentence that says what to do.</summary>
/// <remarks>Categories are those of docs/theory/conventions.md, section 7; all of them are "bad input", exit code 2 of the program.</remarks>
public abstract record Error
{
    private Error() { }

    /// <summary>A label outside the domain of its loss.</summary>
    /// <param name="Label">The label found.</param>
    /// <param name="Example">The index of its example.</param>
    /// <param name="Domain">The labels that are allowed, in words.</param>
    public sealed record LabelDomain(double Label, int Example, string Domain) : Error;

    /// <summary>NaN or infinity where a finite number is needed.</summary>
    /// <param name="What">What holds the number.</param>
    /// <param name="Number">The number found.</param>
    /// <param name="Where">Its place, in words.</param>
    public sealed record NonFinite(string What, double Number, string Where) : Error;

    /// <summary>A layer whose weights are exactly zero where its direction is needed.</summary>
    /// <param name="Layer">The name of the layer.</param>
    public sealed record ZeroLayer(string Layer) : Error;

    /// <summary>Two shapes that do not fit each other.</summary>
    /// <param name="What">What was given.</param>
    /// <param name="Actual">The shape found, in words.</param>
    /// <param name="Expected">The shape needed, in words.</param>
    public sealed record ShapeMismatch(string What, string Actual, string Expected) : Error;

    /// <summary>No examples where at least one is needed.</summary>
    /// <param name="What">What is empty.</param>
    public sealed record EmptyData(string What) : Error;

    /// <summary>A parameter outside its domain.</summary>
    /// <param name="Parameter">The name of the parameter.</param>
    /// <param name="Given">The value given, in words.</param>
    /// <param name="Domain">The values that are allowed, in words.</param>
    public sealed record ParameterDomain(string Parameter, string Given, string Domain) : Error;

    /// <summary>A name that is not in the list it was looked up in.</summary>
    /// <param name="Kind">What was looked for: "study", "loss", "option".</param>
    /// <param name="Name">The name given.</param>
    /// <param name="Known">The names there are, separated by commas.</param>
    public sealed record UnknownName(string Kind, string Name, string Known) : Error;

    /// <summary>A file or text whose content breaks its format.</summary>
    /// <param name="Source">The file's name or what the text is.</param>
    /// <param name="Problem">What is wrong, with the offending value.</param>
    /// <param name="Advice">What to do.</param>
    public sealed record Malformed(string Source, string Problem, string Advice) : Error;

    /// <summary>A request that this network, loss or rule cannot serve.</summary>
    /// <param name="What">What was asked for.</param>
    /// <param name="Reason">Why it cannot be had.</param>
    /// <param name="Advice">What to do instead.</param>
    public sealed record Unsupported(string What, string Reason, string Advice) : Error;

    /// <summary>A file that cannot be read or written.</summary>
    /// <param name="Path">The path given.</param>
    /// <param name="Problem">What the system said.</param>
    public sealed record Inaccessible(string Path, string Problem) : Error;

    /// <summary>The sentence the user reads.</summary>
    public string Sentence => this switch
    {
        LabelDomain e => $"Label {Text(e.Label)} of example {e.Example} is outside the domain; use labels {e.Domain}.",
        NonFinite e => $"{e.What} holds {Text(e.Number)} at {e.Where}; remove or replace it, only finite numbers are accepted.",
        ZeroLayer e => $"Layer '{e.Layer}' is exactly zero, so its direction V is undefined; start from weights that are not zero.",
        ShapeMismatch e => $"{e.What} has shape {e.Actual} but {e.Expected} is needed; reshape it or change the network.",
        EmptyData e => $"{e.What} is empty; give at least one example.",
        ParameterDomain e => $"{e.Parameter} = {e.Given} is not allowed; use {e.Domain}.",
        UnknownName e => $"There is no {e.Kind} '{e.Name}'; known: {e.Known}.",
        Malformed e => $"{e.Source}: {e.Problem}; {e.Advice}.",
        Unsupported e => $"{e.What} is not supported: {e.Reason}; {e.Advice}.",
        Inaccessible e => $"Cannot use '{e.Path}': {e.Problem}; check the path, its permissions and the free space.",
        _ => throw new UnreachableException(),
    };

    /// <summary>The name of the case in lower camel case, as in the reference file <c>invalid_input.json</c>.</summary>
    public string Category
    {
        get
        {
            var name = GetType().Name;
            return char.ToLowerInvariant(name[0]) + name[1..];
        }
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Sentence;

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}

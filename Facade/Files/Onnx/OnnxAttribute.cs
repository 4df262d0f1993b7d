using System.Diagnostics;
using LanguageExt;

namespace Marginalia.Files;

/// <summary>A named attribute of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record OnnxAttribute(string Name, OnnxAttributeValue Value);

/// <summary>The value of an attribute.</summary>
public abstract record OnnxAttributeValue
{
    private OnnxAttributeValue() { }

    /// <summary>A number.</summary>
    /// <param name="Number">Single precision in the file.</param>
    public sealed record Real(float Number) : OnnxAttributeValue;

    /// <summary>An integer.</summary>
    /// <param name="Number">The integer.</param>
    public sealed record Integer(long Number) : OnnxAttributeValue;

    /// <summary>A text.</summary>
    /// <param name="Content">The text.</param>
    public sealed record Text(string Content) : OnnxAttributeValue;

    /// <summary>A tensor.</summary>
    /// <param name="Content">The tensor.</param>
    public sealed record Tensor(OnnxTensor Content) : OnnxAttributeValue;

    /// <summary>Numbers.</summary>
    /// <param name="Numbers">Single precision in the file.</param>
    public sealed record Reals(Arr<float> Numbers) : OnnxAttributeValue;

    /// <summary>Integers.</summary>
    /// <param name="Numbers">The integers.</param>
    public sealed record Integers(Arr<long> Numbers) : OnnxAttributeValue;

    /// <summary>Texts.</summary>
    /// <param name="Contents">The texts.</param>
    public sealed record Texts(Arr<string> Contents) : OnnxAttributeValue;

    /// <summary>Something that is not read: a graph, a sparse tensor, a type, or a reference to an attribute of a function.</summary>
    /// <param name="Kind">What it is, in words.</param>
    public sealed record Other(string Kind) : OnnxAttributeValue;

    /// <summary>Maps each case to one result.</summary>
    /// <param name="real">Used for a number.</param>
    /// <param name="integer">Used for an integer.</param>
    /// <param name="text">Used for a text.</param>
    /// <param name="tensor">Used for a tensor.</param>
    /// <param name="reals">Used for numbers.</param>
    /// <param name="integers">Used for integers.</param>
    /// <param name="texts">Used for texts.</param>
    /// <param name="other">Used for what is not read.</param>
    public T Match<T>(
        Func<float, T> real,
        Func<long, T> integer,
        Func<string, T> text,
        Func<OnnxTensor, T> tensor,
        Func<Arr<float>, T> reals,
        Func<Arr<long>, T> integers,
        Func<Arr<string>, T> texts,
        Func<string, T> other) =>
        this switch
        {
            Real v => real(v.Number),
            Integer v => integer(v.Number),
            Text v => text(v.Content),
            Tensor v => tensor(v.Content),
            Reals v => reals(v.Numbers),
            Integers v => integers(v.Numbers),
            Texts v => texts(v.Contents),
            Other v => other(v.Kind),
            _ => throw new UnreachableException(),
        };
}

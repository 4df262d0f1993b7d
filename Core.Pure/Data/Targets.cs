using System.Diagnostics;
using Marginalia.Numerics;

namespace Marginalia.Data;

/// <summary>What a network is to produce for each example: signs, classes or values.</summary>
/// <remarks>The cases are checked by <see cref="Dataset.Create"/>; labels are never remapped (docs/theory/conventions.md, section 1).</remarks>
public abstract record Targets
{
    private Targets() { }

    /// <summary>Labels of a network with one output.</summary>
    /// <param name="Labels">One label per example, each exactly -1 or +1.</param>
    public sealed record Signs(Vector Labels) : Targets;

    /// <summary>Labels of a network with one output per class.</summary>
    /// <param name="Labels">One label per example, each from 0 to <paramref name="Count"/> - 1; classes may be empty.</param>
    /// <param name="Count">The number of classes C, at least 2.</param>
    public sealed record Classes(Labels Labels, int Count) : Targets;

    /// <summary>Numbers to be fitted.</summary>
    /// <param name="Matrix">One row per example, one column per output.</param>
    public sealed record Values(Matrix Matrix) : Targets;

    /// <summary>The number of examples that have a target.</summary>
    public int Length => Match(static s => s.Labels.Length, static c => c.Labels.Length, static v => v.Matrix.Rows);

    /// <summary>The number of outputs a network needs: 1 for signs, C for classes, K for values.</summary>
    public int OutputCount => Match(static _ => 1, static c => c.Count, static v => v.Matrix.Columns);

    /// <summary>The kind in one word: signs, classes or values.</summary>
    public string Kind => Match(static _ => "signs", static _ => "classes", static _ => "values");

    /// <summary>Maps each case to one result.</summary>
    /// <param name="signs">Used for labels -1 and +1.</param>
    /// <param name="classes">Used for class labels.</param>
    /// <param name="values">Used for numbers.</param>
    public T Match<T>(Func<Signs, T> signs, Func<Classes, T> classes, Func<Values, T> values) => this switch
    {
        Signs s => signs(s),
        Classes c => classes(c),
        Values v => values(v),
        _ => throw new UnreachableException(),
    };

    /// <summary>The targets of the examples listed, in that order.</summary>
    internal Targets Rows(ReadOnlySpan<int> indices)
    {
        switch (this)
        {
            case Signs s:
                var signs = new double[indices.Length];
                for (var i = 0; i < signs.Length; i++)
                    signs[i] = s.Labels[indices[i]];
                return new Signs(Vector.Own(signs));
            case Classes c:
                var labels = new int[indices.Length];
                for (var i = 0; i < labels.Length; i++)
                    labels[i] = c.Labels[indices[i]];
                return new Classes(Data.Labels.Own(labels), c.Count);
            case Values v:
                return new Values(Dataset.SelectRows(v.Matrix, indices));
            default:
                throw new UnreachableException();
        }
    }
}

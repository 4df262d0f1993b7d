using LanguageExt;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;
using Matrix = Marginalia.Numerics.Matrix;

namespace Marginalia.Data;

/// <summary>Examples with targets, checked once and immutable from then on.</summary>
/// <remarks>
/// The only way in is <see cref="Create"/>, so every data set has at least one example, finite inputs, as many targets as examples, and labels
/// in their domain. Equality compares name, provenance and all bits. Safe to share between threads.
/// </remarks>
public sealed record Dataset
{
    private Dataset(string name, Matrix inputs, Targets targets, string provenance) =>
        (Name, Inputs, Targets, Provenance) = (name, inputs, targets, provenance);

    /// <summary>A short name for records and reports.</summary>
    public string Name { get; }

    /// <summary>The inputs, n x d: one example per row, one feature per column; all finite.</summary>
    public Matrix Inputs { get; }

    /// <summary>The targets, one per example.</summary>
    public Targets Targets { get; }

    /// <summary>How the data were made or read and scaled, in words, for the record of a run.</summary>
    public string Provenance { get; }

    /// <summary>The number of examples n, at least 1.</summary>
    public int Count => Inputs.Rows;

    /// <summary>The number of features d, at least 1.</summary>
    public int InputSize => Inputs.Columns;

    /// <summary>The number of outputs a network needs: 1 for signs, C for classes, K for values.</summary>
    public int OutputCount => Targets.OutputCount;

    /// <summary>The largest Euclidean norm of an example, R_x of the theory.</summary>
    public double InputRadius
    {
        get
        {
            var largest = 0.0;
            for (var i = 0; i < Count; i++)
                largest = Math.Max(largest, Norm(Inputs.Row(i)));
            return largest;
        }
    }

    /// <summary>SHA-256 of kind, shapes and bits of inputs and targets, as 64 lower-case hexadecimal digits; name and provenance do not enter.</summary>
    /// <remarks>The hashed bytes are those of <see cref="Data.ContentHash"/>. Linear in the size of the data.</remarks>
    public string ContentHash => Data.ContentHash.Of(Inputs, Targets);

    /// <summary>Checks and builds a data set.</summary>
    /// <param name="name">A short name, not empty.</param>
    /// <param name="inputs">The inputs, one example per row.</param>
    /// <param name="targets">One target per example.</param>
    /// <param name="provenance">How the data were made and scaled.</param>
    /// <returns>The data set, or every error: emptyData, shapeMismatch, nonFinite (the first place), labelDomain (the first place), parameterDomain.</returns>
    public static Validation<Error, Dataset> Create(string name, Matrix inputs, Targets targets, string provenance)
    {
        var errors = DatasetChecks.Errors(name, inputs, targets);
        return errors.Count == 0
            ? Success<Error, Dataset>(new Dataset(name, inputs, targets, provenance))
            : Validation<Error, Dataset>.Fail(errors.ToSeq());
    }

    /// <summary>The same data under another name.</summary>
    /// <param name="name">The new name.</param>
    public Dataset Named(string name) => new(name, Inputs, Targets, Provenance);

    /// <summary>The first examples.</summary>
    /// <param name="count">How many, from 1 to <see cref="Count"/>; another number is a parameterDomain error.</param>
    public Either<Error, Dataset> Take(int count)
    {
        if (count < 1 || count > Count)
            return new Error.ParameterDomain("number of examples", $"{count}", $"1 to {Count}, the number of examples in '{Name}'");
        var indices = new int[count];
        for (var i = 0; i < count; i++)
            indices[i] = i;
        return count == Count ? this : Rows(indices, $"the first {count} examples");
    }

    /// <summary>The examples listed, in that order; repetitions are allowed.</summary>
    /// <param name="indices">At least one index, each from 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentException">The list is empty or an index is out of range: a broken invariant of the caller.</exception>
    public Dataset Rows(ReadOnlySpan<int> indices) => Rows(indices, $"{indices.Length} selected examples");

    /// <summary>The examples listed, with the words that the provenance gets.</summary>
    internal Dataset Rows(ReadOnlySpan<int> indices, string step)
    {
        if (indices.Length == 0)
            throw new ArgumentException("A data set needs at least one example.", nameof(indices));
        foreach (var index in indices)
            if ((uint)index >= (uint)Count)
                throw new ArgumentException($"Index {index} is outside 0..{Count - 1}.", nameof(indices));
        return new(Name, SelectRows(Inputs, indices), Targets.Rows(indices), Extended(step));
    }

    /// <summary>The same examples with other targets or inputs that the caller knows to be valid.</summary>
    internal Dataset Trusted(Matrix inputs, Targets targets, string step) => new(Name, inputs, targets, Extended(step));

    internal static Matrix SelectRows(Matrix matrix, ReadOnlySpan<int> indices)
    {
        var values = new double[indices.Length * matrix.Columns];
        for (var i = 0; i < indices.Length; i++)
            matrix.Row(indices[i]).CopyTo(values.AsSpan(i * matrix.Columns));
        return Matrix.Own(indices.Length, matrix.Columns, values);
    }

    private string Extended(string step) => Provenance.Length == 0 ? step : Provenance + "; " + step;

    /// <summary>The Euclidean norm, summed in order; scaled by a power of two when the plain sum would leave the range.</summary>
    private static double Norm(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var value in x)
            sum += value * value;
        if (sum is > 1e-280 and < double.PositiveInfinity)
            return Math.Sqrt(sum);
        var largest = 0.0;
        foreach (var value in x)
            largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0)
            return 0;
        sum = 0.0;
        foreach (var value in x)
            sum += (value / largest) * (value / largest);
        return largest * Math.Sqrt(sum);
    }
}

using LanguageExt;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Data;

/// <summary>The affine map of each feature that was fitted on one data set and is applied to others: <c>(x - mean) / scale</c>.</summary>
/// <param name="Means">The mean of each feature.</param>
/// <param name="Scales">The standard deviation of each feature (divisor n), or 1 where the feature is constant; all positive.</param>
/// <param name="FittedOn">The name of the data set it was fitted on.</param>
public sealed record Standardization(Vector Means, Vector Scales, string FittedOn)
{
    /// <summary>Fits the map: two passes, each summed in the order of the examples.</summary>
    /// <param name="data">The data set, usually the training part.</param>
    /// <returns>The map, or a nonFinite error where the mean or the deviation of a feature overflows.</returns>
    public static Either<Error, Standardization> Fit(Dataset data)
    {
        int n = data.Count, d = data.InputSize;
        var means = new double[d];
        var scales = new double[d];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < d; j++)
                means[j] += data.Inputs[i, j];
        for (var j = 0; j < d; j++)
            means[j] /= n;
        var constant = new bool[d];
        Array.Fill(constant, true);
        for (var i = 0; i < n; i++)
            for (var j = 0; j < d; j++)
            {
                var x = data.Inputs[i, j];
                constant[j] &= x == data.Inputs[0, j];
                scales[j] += (x - means[j]) * (x - means[j]);
            }

        for (var j = 0; j < d; j++)
        {
            // The rounded mean of equal numbers may miss them by an ulp: the feature is then 0 exactly, not noise of size one.
            means[j] = constant[j] ? data.Inputs[0, j] : means[j];
            scales[j] = constant[j] ? 1 : Math.Sqrt(scales[j] / n);
            if (!double.IsFinite(means[j]) || !double.IsFinite(scales[j]))
                return new Error.NonFinite($"The spread of '{data.Name}'", double.PositiveInfinity, $"feature {j}");
            scales[j] = scales[j] == 0 ? 1 : scales[j];
        }

        return new Standardization(Vector.Own(means), Vector.Own(scales), data.Name);
    }

    /// <summary>Applies the map to a data set with as many features.</summary>
    /// <param name="data">Any data set, for instance the test part.</param>
    /// <returns>The data set with mapped inputs; a shapeMismatch error, or nonFinite where a quotient overflows.</returns>
    public Either<Error, Dataset> Apply(Dataset data)
    {
        if (data.InputSize != Means.Length)
            return new Error.ShapeMismatch($"'{data.Name}'", $"{data.Count} x {data.InputSize}", $"{data.Count} x {Means.Length}, as '{FittedOn}',");
        var values = new double[data.Count * data.InputSize];
        for (var i = 0; i < values.Length; i++)
        {
            var j = i % data.InputSize;
            values[i] = (data.Inputs.Span[i] - Means[j]) / Scales[j];
        }

        return data.WithInputs(Matrix.Own(data.Count, data.InputSize, values), $"standardized by the means and deviations of '{FittedOn}'");
    }
}

/// <summary>Standardization and scaling as steps of a pipeline.</summary>
public static class ScalingModule
{
    extension(Dataset data)
    {
        /// <summary>Subtracts the mean of each feature and divides by its standard deviation; constant features become 0.</summary>
        public Either<Error, (Dataset Data, Standardization Map)> Standardized() =>
            Standardization.Fit(data).Bind(map => map.Apply(data).Map(d => (d, map)));

        /// <summary>Divides every input by one number.</summary>
        /// <param name="divisor">A finite number other than 0, for instance 16 for the digits or 255 for bytes.</param>
        /// <returns>The data set; a parameterDomain error, or nonFinite where a quotient overflows.</returns>
        public Either<Error, Dataset> DividedBy(double divisor)
        {
            if (!double.IsFinite(divisor) || divisor == 0)
                return new Error.ParameterDomain("divisor", FormattableString.Invariant($"{divisor:R}"), "a finite number other than 0");
            var values = data.Inputs.Span.ToArray();
            for (var i = 0; i < values.Length; i++)
                values[i] /= divisor;
            return data.WithInputs(Matrix.Own(data.Count, data.InputSize, values), FormattableString.Invariant($"inputs / {divisor:R}"));
        }

        /// <summary>The same targets with other inputs of the same shape, checked to be finite.</summary>
        internal Either<Error, Dataset> WithInputs(Matrix inputs, string step)
        {
            var span = inputs.Span;
            for (var i = 0; i < span.Length; i++)
                if (!double.IsFinite(span[i]))
                    return new Error.NonFinite($"'{data.Name}' after the step '{step}'", span[i], $"row {i / inputs.Columns}, column {i % inputs.Columns}");
            return data.Trusted(inputs, data.Targets, step);
        }
    }
}

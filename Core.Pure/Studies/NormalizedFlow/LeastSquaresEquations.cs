using LanguageExt;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>Equations A x = b with more unknowns than equations, and the solutions that rules end at.</summary>
internal sealed class LeastSquaresEquations
{
    private readonly Matrix _a, _b, _gram;
    private readonly NumericsPolicy _numerics;

    private LeastSquaresEquations(Matrix a, Matrix b, Matrix gram, double stepSize, Vector shortest, NumericsPolicy numerics) =>
        (_a, _b, _gram, StepSize, Shortest, _numerics) = (a, b, gram, stepSize, shortest, numerics);

    /// <summary>The inverse of the largest curvature.</summary>
    internal double StepSize { get; }

    /// <summary>The solution of smallest norm.</summary>
    internal Vector Shortest { get; }

    internal static Either<Error, LeastSquaresEquations> Create(Matrix a, Matrix b, NumericsPolicy numerics)
    {
        var gram = Gram(a, 0);
        return
            from eigen in numerics.Decompositions.SymmetricEigen(gram)
            from dual in numerics.Decompositions.Solve(gram, b)
            select new LeastSquaresEquations(a, b, gram, 1 / eigen.Values[a.Rows - 1], Combination(a, dual), numerics);
    }

    /// <summary>The minimizer of <c>|A x - b|^2 + penalty |x|^2</c>.</summary>
    internal Either<Error, Vector> Ridge(double penalty) => _numerics.Decompositions.Solve(Gram(_a, penalty), _b).Map(dual => Combination(_a, dual));

    /// <summary>The part of x that no equation sees.</summary>
    internal Either<Error, Vector> NullPart(Vector x)
    {
        var image = Matrix.Build(_a.Rows, 1, y =>
        {
            for (var i = 0; i < _a.Rows; i++)
                for (var k = 0; k < _a.Columns; k++)
                    y[i] += _a[i, k] * x[k];
        });
        return _numerics.Decompositions.Solve(_gram, image).Map(dual => Combination(_a, dual)).Map(seen => Vector.Of([.. x.ToArray().Select((v, k) => v - seen[k])]));
    }

    internal static double Distance(Vector x, Vector y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        return Math.Sqrt(sum);
    }

    private static Matrix Gram(Matrix a, double penalty) => Matrix.Build(a.Rows, a.Rows, g =>
    {
        for (var i = 0; i < a.Rows; i++)
        {
            for (var j = 0; j < a.Rows; j++)
                for (var k = 0; k < a.Columns; k++)
                    g[(i * a.Rows) + j] += a[i, k] * a[j, k];
            g[(i * a.Rows) + i] += penalty;
        }
    });

    private static Vector Combination(Matrix a, Matrix dual) => Vector.Build(a.Columns, x =>
    {
        for (var i = 0; i < a.Rows; i++)
            for (var k = 0; k < a.Columns; k++)
                x[k] += a[i, k] * dual[i, 0];
    });
}

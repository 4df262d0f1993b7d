namespace Marginalia.Measures;

/// <summary>Adds, or takes the maximum of, what flows along the edges into a value.</summary>
internal struct ForwardVisitor : IEdgeVisitor
{
    internal double[] Powers;
    internal double[][] Inputs;
    internal double[] Target;
    internal double One;
    internal double P;
    internal bool Maximizes;
    internal bool PoolsByMaximum;

    public readonly void Weight(int target, int slot, int source, int parameter) => Add(target, Powers[parameter] * Inputs[slot][source], Maximizes);

    public readonly void Fixed(int target, int slot, int source, double weight) => Add(target, PathPowers.Of(weight, P) * Inputs[slot][source], Maximizes);

    public readonly void Pooled(int target, int slot, int source) => Add(target, Inputs[slot][source], Maximizes || PoolsByMaximum);

    public readonly void Bias(int target, int parameter)
    {
        if (One > 0)
            Add(target, Powers[parameter] * One, Maximizes);
    }

    private readonly void Add(int target, double term, bool maximum) =>
        Target[target] = maximum ? Math.Max(Target[target], term) : Target[target] + term;
}

/// <summary>The same against the direction of the edges: what flows from a unit to the outputs.</summary>
internal struct BackwardVisitor : IEdgeVisitor
{
    internal double[] Powers;
    internal double[] Output;
    internal double[][] Inputs;
    internal double P;
    internal bool Maximizes;

    public readonly void Weight(int target, int slot, int source, int parameter) => Add(slot, source, Powers[parameter] * Output[target]);

    public readonly void Fixed(int target, int slot, int source, double weight) => Add(slot, source, PathPowers.Of(weight, P) * Output[target]);

    public readonly void Pooled(int target, int slot, int source) => Add(slot, source, Output[target]);

    public readonly void Bias(int target, int parameter) { }

    private readonly void Add(int slot, int source, double term) =>
        Inputs[slot][source] = Maximizes ? Math.Max(Inputs[slot][source], term) : Inputs[slot][source] + term;
}

/// <summary>Adds to every parameter the kappa of its edges.</summary>
internal struct KappaVisitor : IEdgeVisitor
{
    internal double[][] Inputs;
    internal long[] InputExponents;
    internal double[] Output;
    internal long OutputExponent;
    internal double[] Kappa;
    internal double P;

    public readonly void Weight(int target, int slot, int source, int parameter) =>
        Kappa[parameter] += Of(Inputs[slot][source] * Output[target], InputExponents[slot] + OutputExponent);

    public readonly void Fixed(int target, int slot, int source, double weight) { }

    public readonly void Pooled(int target, int slot, int source) { }

    public readonly void Bias(int target, int parameter) => Kappa[parameter] += Of(Output[target], OutputExponent);

    // (in out)^(2/p); the square for a maximum over paths.
    private readonly double Of(double product, long exponent)
    {
        if (P == 2)
            return Scale(product, exponent);
        if (P == 1 || double.IsPositiveInfinity(P))
        {
            var path = Scale(product, exponent);
            return path * path;
        }

        return PathPowers.Of(Scale(product, exponent), 2 / P);
    }

    private static double Scale(double mantissa, long exponent) => Math.ScaleB(mantissa, (int)Math.Clamp(exponent, -5000, 5000));
}

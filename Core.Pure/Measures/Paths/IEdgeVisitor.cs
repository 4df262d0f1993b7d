namespace Marginalia.Measures;

/// <summary>Sees every edge of one step of a path graph; a struct, so that loops over edges are compiled for it.</summary>
internal interface IEdgeVisitor
{
    /// <summary>An edge whose weight is a parameter.</summary>
    void Weight(int target, int slot, int source, int parameter);

    /// <summary>An edge of fixed weight, as in an average pool.</summary>
    void Fixed(int target, int slot, int source, double weight);

    /// <summary>An edge of a max pool: one of the antecedents of its target.</summary>
    void Pooled(int target, int slot, int source);

    /// <summary>An edge from the constant unit.</summary>
    void Bias(int target, int parameter);
}

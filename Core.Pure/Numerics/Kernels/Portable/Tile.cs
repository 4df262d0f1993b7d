namespace Marginalia.Numerics;

/// <summary>One tile of a product: up to eight rows of A against a panel of B, accumulated in registers over the inner index.</summary>
internal unsafe struct Tile
{
    /// <summary>A at the tile's first row and the block's first inner index.</summary>
    public double* A;

    /// <summary>From one row of op(A) to the next.</summary>
    public nint RowStride;

    /// <summary>From one inner index of op(A) to the next.</summary>
    public nint InnerStride;

    /// <summary>The packed panel of B: one full row of vectors for each inner index.</summary>
    public double* B;

    /// <summary>From one inner index of the panel to the next.</summary>
    public nint PanelStride;

    /// <summary>How many inner indices.</summary>
    public nint Inner;

    /// <summary>Where the sums go, full vectors for the rows that exist.</summary>
    public double* Sums;

    /// <summary>From one row of sums to the next.</summary>
    public nint SumStride;

    /// <summary>How many rows exist; the others repeat the last one and are dropped.</summary>
    public int Rows;

    /// <summary>Continue the chains from the sums instead of from zero.</summary>
    public bool Continue;
}

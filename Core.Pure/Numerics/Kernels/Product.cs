namespace Marginalia.Numerics;

/// <summary>The shape of a matrix product <c>C = Scale * op(A) op(B)</c>, all matrices row-major.</summary>
/// <param name="Rows">Rows of C and of op(A).</param>
/// <param name="Columns">Columns of C and of op(B).</param>
/// <param name="Inner">Columns of op(A) and rows of op(B); 0 gives a zero product.</param>
/// <param name="TransposeA">A is stored as Inner x Rows.</param>
/// <param name="TransposeB">B is stored as Columns x Inner.</param>
/// <param name="Scale">Multiplies every entry of the product.</param>
public readonly record struct Product(
    int Rows, int Columns, int Inner, bool TransposeA = false, bool TransposeB = false, double Scale = 1)
{
    /// <summary>The length of A.</summary>
    public int LengthA => Rows * Inner;

    /// <summary>The length of B.</summary>
    public int LengthB => Inner * Columns;

    /// <summary>The length of C.</summary>
    public int LengthC => Rows * Columns;
}

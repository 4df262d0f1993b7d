namespace Marginalia.Numerics;

/// <summary>What is done with each entry of a matrix product before it is stored, so that it needs no second pass over memory.</summary>
/// <remarks>With acc = Scale * (op(A) op(B))[i, j], rounded once: every form below is evaluated left to right with one rounding per
/// operation, the same under every instruction set and in every kernel of a policy.</remarks>
public readonly ref struct Epilogue
{
    /// <summary>The forms an epilogue may take.</summary>
    public enum Form
    {
        /// <summary><c>C = acc</c>.</summary>
        Store,

        /// <summary><c>C = phi(acc + bias[j])</c>, phi = identity, relu or leaky relu through <see cref="Slope"/>; bias may be empty.</summary>
        Activate,

        /// <summary><c>C = saved[i, j] &gt; 0 ? acc : Slope * acc</c>, the backward pass of relu (Slope 0) and leaky relu.</summary>
        Mask,

        /// <summary><c>C = acc * factors[i, j]</c>, the backward pass of a smooth activation.</summary>
        Multiply,

        /// <summary><c>C = fma(Weight, addend[i, j], acc)</c>; the addend may be C itself.</summary>
        Add,
    }

    private Epilogue(Form kind, ReadOnlySpan<double> operand, double slope, double weight)
    {
        Kind = kind;
        Operand = operand;
        Slope = slope;
        Weight = weight;
    }

    /// <summary>The form.</summary>
    public Form Kind { get; }

    /// <summary>The bias (length Columns or empty), the saved outputs, the factors or the addend (Rows x Columns).</summary>
    public ReadOnlySpan<double> Operand { get; }

    /// <summary>The slope on non-positive entries: 1 identity, 0 relu (gives +0, also for -0 and negative numbers), else leaky relu.</summary>
    public double Slope { get; }

    /// <summary>The factor of the addend.</summary>
    public double Weight { get; }

    /// <summary><c>C = acc</c>.</summary>
    public static Epilogue Store => default;

    /// <summary><c>C = phi(acc + bias[j])</c>.</summary>
    /// <param name="bias">One number per column, or empty for none.</param>
    /// <param name="slope">1 for the identity, 0 for relu, the slope of a leaky relu.</param>
    public static Epilogue Activate(ReadOnlySpan<double> bias, double slope = 1) => new(Form.Activate, bias, slope, 0);

    /// <summary>Keeps entries where <paramref name="saved"/> is positive and multiplies the others by <paramref name="slope"/>.</summary>
    /// <param name="saved">Rows x Columns.</param>
    /// <param name="slope">0 for relu, the slope of a leaky relu.</param>
    public static Epilogue Mask(ReadOnlySpan<double> saved, double slope = 0) => new(Form.Mask, saved, slope, 0);

    /// <summary>Multiplies entry by entry.</summary>
    /// <param name="factors">Rows x Columns.</param>
    public static Epilogue Multiply(ReadOnlySpan<double> factors) => new(Form.Multiply, factors, 1, 0);

    /// <summary>Adds a multiple of another matrix, which may be C itself: the update of weights without a second pass.</summary>
    /// <param name="addend">Rows x Columns.</param>
    /// <param name="weight">Its factor.</param>
    public static Epilogue Add(ReadOnlySpan<double> addend, double weight = 1) => new(Form.Add, addend, 1, weight);
}

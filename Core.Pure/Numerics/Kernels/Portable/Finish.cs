using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>An epilogue with the scale, in the form that the inner loops carry: what happens to sums on their way to C.</summary>
internal readonly unsafe struct Finish
{
    private readonly Kind kind;
    private readonly double* operand;
    private readonly nint operandStride;
    private readonly double parameter;
    private readonly double scale;

    /// <summary>From an epilogue whose operand is pinned.</summary>
    internal Finish(Epilogue epilogue, double* operand, in Product product)
    {
        this.operand = operand;
        operandStride = epilogue.Kind == Epilogue.Form.Activate ? 0 : product.Columns;
        parameter = epilogue.Kind == Epilogue.Form.Add ? epilogue.Weight : epilogue.Slope;
        scale = product.Scale;
        kind = (epilogue.Kind, epilogue.Slope) switch
        {
            (Epilogue.Form.Activate, 1) => operand == null ? Kind.Store : Kind.Bias,
            (Epilogue.Form.Activate, 0) => operand == null ? Kind.Relu : Kind.BiasRelu,
            (Epilogue.Form.Activate, _) => operand == null ? Kind.Leaky : Kind.BiasLeaky,
            (Epilogue.Form.Mask, 0) => Kind.Mask,
            (Epilogue.Form.Mask, _) => Kind.LeakyMask,
            (Epilogue.Form.Multiply, _) => Kind.Multiply,
            (Epilogue.Form.Add, _) => Kind.Add,
            _ => Kind.Store,
        };
    }

    private enum Kind
    {
        Store,
        Bias,
        BiasRelu,
        BiasLeaky,
        Relu,
        Leaky,
        Mask,
        LeakyMask,
        Multiply,
        Add,
    }

    /// <summary>The sums are the result as they are.</summary>
    internal bool IsPlain => kind == Kind.Store && scale == 1;

    /// <summary>Something that runs once the form is known as a type.</summary>
    internal interface IUser
    {
        /// <summary>Runs with the form.</summary>
        void Run<F>(in Finish finish)
            where F : struct, IFinishForm;
    }

    /// <summary>Turns the form into a type, once for a product or a tile.</summary>
    internal void Choose<T>(in T user)
        where T : struct, IUser
    {
        switch (kind)
        {
            case Kind.Store: user.Run<FinishForms.Store>(this); break;
            case Kind.Bias: user.Run<FinishForms.Bias>(this); break;
            case Kind.BiasRelu: user.Run<FinishForms.BiasRelu>(this); break;
            case Kind.BiasLeaky: user.Run<FinishForms.BiasLeaky>(this); break;
            case Kind.Relu: user.Run<FinishForms.Relu>(this); break;
            case Kind.Leaky: user.Run<FinishForms.Leaky>(this); break;
            case Kind.Mask: user.Run<FinishForms.Mask>(this); break;
            case Kind.LeakyMask: user.Run<FinishForms.LeakyMask>(this); break;
            case Kind.Multiply: user.Run<FinishForms.Multiply>(this); break;
            default: user.Run<FinishForms.Add>(this); break;
        }
    }

    /// <summary>Takes up to eight sums of one row to C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void One<F>(V sums, double* c, int row, int column, int columns)
        where F : struct, IFinishForm
    {
        V acc = sums * Vector512.Create(scale), constant = Vector512.Create(parameter);
        var other = operand + (row * operandStride) + column;
        if (columns == V.Count)
            F.At(acc, operand == null ? V.Zero : Vector512.Load(other), constant).Store(c);
        else
            Partial.Store(F.At(acc, operand == null ? V.Zero : Partial.Load(other, columns), constant), c, columns);
    }

    /// <summary>Takes a block of sums to its place in C.</summary>
    /// <param name="sums">The sums, in whole vectors of eight.</param>
    /// <param name="stride">From one row of sums to the next.</param>
    /// <param name="c">C at the first entry of the block.</param>
    /// <param name="row">The first row in C.</param>
    /// <param name="column">The first column in C.</param>
    /// <param name="width">The columns of C.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="columns">Columns of the block.</param>
    internal void Apply(double* sums, nint stride, double* c, int row, int column, nint width, int rows, int columns) =>
        Choose(new Block(sums, stride, c, operand == null ? null : operand + (row * operandStride) + column, width, rows, columns));

    private readonly struct Block(double* sums, nint stride, double* c, double* other, nint width, int rows, int columns) : IUser
    {
        public void Run<F>(in Finish finish)
            where F : struct, IFinishForm => finish.Rows<F>(sums, stride, c, other, width, rows, columns);
    }

    [MethodImpl(Compiled.AtOnce)]
    private void Rows<F>(double* sums, nint stride, double* c, double* other, nint width, int rows, int columns)
        where F : struct, IFinishForm
    {
        V factor = Vector512.Create(scale), constant = Vector512.Create(parameter);
        var whole = columns & -V.Count;
        for (var i = 0; i < rows; i++, sums += stride, c += width)
        {
            for (var j = 0; j < whole; j += V.Count)
                F.At(Vector512.Load(sums + j) * factor, other == null ? V.Zero : Vector512.Load(other + j), constant).Store(c + j);
            if (whole < columns)
            {
                var last = other == null ? V.Zero : Partial.Load(other + whole, columns - whole);
                Partial.Store(F.At(Vector512.Load(sums + whole) * factor, last, constant), c + whole, columns - whole);
            }

            other = other == null ? null : other + operandStride;
        }
    }

    /// <summary>The same for outputs in a row, all of them with one bias when <paramref name="oneColumn"/>.</summary>
    internal void ApplyVector(double* sums, double* c, int from, int count, bool oneColumn)
    {
        if (oneColumn && operandStride == 0 && operand != null)
        {
            // A bias of a single column is one number: repeated, it is a row of biases.
            var repeated = stackalloc double[count + V.Count];
            for (var i = 0; i < count; i++)
                repeated[i] = *operand;
            new Finish(this, repeated).Apply(sums, 0, c + from, 0, 0, 0, 1, count);
            return;
        }

        Apply(sums, 0, c + from, 0, from, 0, 1, count);
    }

    private Finish(in Finish other, double* operand)
    {
        this = other;
        this.operand = operand;
    }
}

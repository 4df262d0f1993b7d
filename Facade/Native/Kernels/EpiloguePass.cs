using System.Numerics;
using System.Runtime.InteropServices;
using Marginalia.Numerics;
using Vector = System.Numerics.Vector;

namespace Marginalia.Native;

/// <summary>An epilogue as a pass of its own over a finished product, entry by entry with the roundings that <see cref="Epilogue"/> lays down.</summary>
internal static class EpiloguePass
{
    /// <summary>Reads the accumulated products, multiplies them by the scale in a rounding of its own, writes C; both may be the same memory.</summary>
    internal static void Run(int columns, ReadOnlySpan<double> products, Span<double> c, Epilogue epilogue, double scale = 1)
    {
        switch (epilogue.Kind)
        {
            case Epilogue.Form.Activate when epilogue.Operand.IsEmpty:
                Each(scale, products, products, c, new Activation(epilogue.Slope, 0));
                break;
            case Epilogue.Form.Activate:
                for (var start = 0; start < c.Length; start += columns)
                    Each(scale, products.Slice(start, columns), epilogue.Operand, c.Slice(start, columns), new Activation(epilogue.Slope, 1));
                break;
            case Epilogue.Form.Mask:
                Each(scale, products, epilogue.Operand, c, new Masking(epilogue.Slope));
                break;
            case Epilogue.Form.Multiply:
                Each(scale, products, epilogue.Operand, c, default(Multiplication));
                break;
            case Epilogue.Form.Add:
                Each(scale, products, epilogue.Operand, c, new Addition(epilogue.Weight));
                break;
            default:
                if (scale != 1)
                    Each(scale, products, products, c, default(Identity));
                else if (!c.Overlaps(products))
                    products.CopyTo(c);
                break;
        }
    }

    private static void Each<TForm>(double scale, ReadOnlySpan<double> products, ReadOnlySpan<double> operand, Span<double> c, TForm form)
        where TForm : struct, IForm
    {
        var width = Vector<double>.Count;
        var i = 0;
        for (; i <= c.Length - width; i += width)
            form.Apply(scale * new Vector<double>(products[i..]), new Vector<double>(operand[i..])).CopyTo(c[i..]);
        if (i == c.Length)
            return;
        Span<double> x = stackalloc double[width];
        Span<double> y = stackalloc double[width];
        products[i..c.Length].CopyTo(x);
        operand[i..c.Length].CopyTo(y);
        form.Apply(scale * new Vector<double>(x), new Vector<double>(y)).CopyTo(x);
        x[..(c.Length - i)].CopyTo(c[i..]);
    }

    private interface IForm
    {
        Vector<double> Apply(Vector<double> product, Vector<double> operand);
    }

    private readonly struct Identity : IForm
    {
        public Vector<double> Apply(Vector<double> product, Vector<double> operand) => product;
    }

    private readonly struct Activation(double slope, double biased) : IForm
    {
        public Vector<double> Apply(Vector<double> product, Vector<double> operand)
        {
            var z = biased == 0 ? product : product + operand;
            return slope == 1 ? z : Vector.ConditionalSelect(Vector.GreaterThan(z, Vector<double>.Zero), z, Low(z));
        }

        private Vector<double> Low(Vector<double> z) => slope == 0
            ? Vector.ConditionalSelect(Vector.Equals(z, z), Vector<double>.Zero, z)
            : slope * z;
    }

    private readonly struct Masking(double slope) : IForm
    {
        public Vector<double> Apply(Vector<double> product, Vector<double> operand) =>
            Vector.ConditionalSelect(Vector.GreaterThan(operand, Vector<double>.Zero), product, slope == 0 ? Vector<double>.Zero : slope * product);
    }

    private readonly struct Multiplication : IForm
    {
        public Vector<double> Apply(Vector<double> product, Vector<double> operand) => product * operand;
    }

    private readonly struct Addition(double weight) : IForm
    {
        public Vector<double> Apply(Vector<double> product, Vector<double> operand) =>
            Vector.FusedMultiplyAdd(new Vector<double>(weight), operand, product);
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Marginalia.Files;

/// <summary>How the numbers of an array are stored in a file; in memory all are doubles.</summary>
public enum ElementType
{
    /// <summary>One byte, 0 is false (0) and everything else true (1).</summary>
    Boolean,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>Signed 16-bit integer.</summary>
    Int16,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Unsigned 64-bit integer; values that no double equals are an error.</summary>
    UInt64,

    /// <summary>Signed 64-bit integer; values that no double equals are an error.</summary>
    Int64,

    /// <summary>IEEE half precision.</summary>
    Float16,

    /// <summary>The upper half of single precision.</summary>
    BFloat16,

    /// <summary>IEEE single precision.</summary>
    Float32,

    /// <summary>IEEE double precision.</summary>
    Float64,
}

/// <summary>Sizes and conversions of <see cref="ElementType"/>.</summary>
public static class ElementTypeModule
{
    extension(ElementType type)
    {
        /// <summary>The number of bytes of one element.</summary>
        public int Size => type switch
        {
            ElementType.Boolean or ElementType.UInt8 or ElementType.Int8 => 1,
            ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
            ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
            ElementType.UInt64 or ElementType.Int64 or ElementType.Float64 => 8,
            _ => throw new UnreachableException(),
        };

        /// <summary>Whether the type is a floating-point one.</summary>
        public bool IsFloating => type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

        /// <summary>Converts stored elements to doubles, exactly.</summary>
        /// <param name="bytes">The stored elements, little-endian.</param>
        /// <param name="target">One double for each element.</param>
        /// <returns>The index of the first integer that no double equals, or -1.</returns>
        internal int Decode(ReadOnlySpan<byte> bytes, Span<double> target)
        {
            switch (type)
            {
                case ElementType.Float64:
                    MemoryMarshal.Cast<byte, double>(bytes).CopyTo(target);
                    return -1;
                case ElementType.Float32:
                    var singles = MemoryMarshal.Cast<byte, float>(bytes);
                    for (var i = 0; i < target.Length; i++)
                        target[i] = singles[i];
                    return -1;
                case ElementType.UInt8:
                    for (var i = 0; i < target.Length; i++)
                        target[i] = bytes[i];
                    return -1;
                default:
                    for (var i = 0; i < target.Length; i++)
                        if (!One(type, bytes[(i * type.Size)..], out target[i]))
                            return i;
                    return -1;
            }
        }

        /// <summary>Converts doubles to stored elements, little-endian, rounding to the nearest where the type is narrower.</summary>
        /// <param name="values">The numbers.</param>
        /// <param name="bytes">Room for the stored elements.</param>
        /// <returns>The index of the first number that an integer type cannot hold, or -1.</returns>
        internal int Encode(ReadOnlySpan<double> values, Span<byte> bytes)
        {
            for (var i = 0; i < values.Length; i++)
                if (!Store(type, values[i], bytes[(i * type.Size)..]))
                    return i;
            return -1;
        }
    }

    /// <summary>Reverses the bytes of each element in place, for big-endian files.</summary>
    internal static void Reverse(Span<byte> bytes, int size)
    {
        for (var i = 0; size > 1 && i < bytes.Length; i += size)
            bytes.Slice(i, size).Reverse();
    }

    private static bool One(ElementType type, ReadOnlySpan<byte> b, out double value)
    {
        switch (type)
        {
            case ElementType.UInt64:
                var u = BinaryPrimitives.ReadUInt64LittleEndian(b);
                value = u;
                return value < 18446744073709551616.0 && (ulong)value == u;
            case ElementType.Int64:
                var s = BinaryPrimitives.ReadInt64LittleEndian(b);
                value = s;
                return value < 9223372036854775808.0 && (long)value == s;
            default:
                value = type switch
                {
                    ElementType.Boolean => b[0] == 0 ? 0 : 1,
                    ElementType.Int8 => (sbyte)b[0],
                    ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(b),
                    ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(b),
                    ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(b),
                    ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(b),
                    ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(b),
                    ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(b) << 16),
                    _ => throw new UnreachableException(),
                };
                return true;
        }
    }

    private static bool Store(ElementType type, double x, Span<byte> b)
    {
        switch (type)
        {
            case ElementType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(b, x); return true;
            case ElementType.Float32: BinaryPrimitives.WriteSingleLittleEndian(b, (float)x); return true;
            case ElementType.Float16: BinaryPrimitives.WriteHalfLittleEndian(b, (Half)x); return true;
            case ElementType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(b, ToBFloat16(x)); return true;
        }

        var (low, high) = type switch
        {
            ElementType.Boolean => (0.0, 1.0),
            ElementType.UInt8 => (0.0, 255.0),
            ElementType.Int8 => (-128.0, 127.0),
            ElementType.UInt16 => (0.0, 65535.0),
            ElementType.Int16 => (-32768.0, 32767.0),
            ElementType.UInt32 => (0.0, 4294967295.0),
            ElementType.Int32 => (-2147483648.0, 2147483647.0),
            ElementType.UInt64 => (0.0, 18446744073709549568.0),
            ElementType.Int64 => (-9223372036854775808.0, 9223372036854774784.0),
            _ => throw new UnreachableException(),
        };
        if (!(x >= low && x <= high) || x != Math.Floor(x))
            return false;
        if (type == ElementType.UInt64)
            BinaryPrimitives.WriteUInt64LittleEndian(b, (ulong)x);
        else
            for (int i = 0, size = type.Size; i < size; i++)
                b[i] = (byte)((long)x >> (8 * i));
        return true;
    }

    /// <summary>Rounds once, to nearest even: a tie of the single in between is decided by the double. NaN stays NaN.</summary>
    private static ushort ToBFloat16(double x)
    {
        var single = (float)x;
        var bits = BitConverter.SingleToUInt32Bits(single);
        if (double.IsNaN(x))
            return (ushort)((bits >> 16) | 0x40);
        var rest = bits & 0xFFFF;
        var up = rest == 0x8000 ? (single == x ? (bits & 0x10000) != 0 : Math.Abs(x) > Math.Abs((double)single)) : rest > 0x8000;
        return (ushort)((bits >> 16) + (up ? 1u : 0));
    }
}

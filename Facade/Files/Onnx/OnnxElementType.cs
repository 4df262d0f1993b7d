using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>The numbers by which ONNX names element types, and where the entries of each are when they are not raw bytes.</summary>
internal static class OnnxElementType
{
    public static Option<ElementType> Of(long code) => code switch
    {
        1 => ElementType.Float32,
        2 => ElementType.UInt8,
        3 => ElementType.Int8,
        4 => ElementType.UInt16,
        5 => ElementType.Int16,
        6 => ElementType.Int32,
        7 => ElementType.Int64,
        9 => ElementType.Boolean,
        10 => ElementType.Float16,
        11 => ElementType.Float64,
        12 => ElementType.UInt32,
        13 => ElementType.UInt64,
        16 => ElementType.BFloat16,
        _ => None,
    };

    public static int Code(ElementType type) => Enumerable.Range(1, 16).First(code => Of(code) == type);

    /// <summary>The field of a tensor that holds entries of a type one by one, and how one is stored there.</summary>
    public static (int Field, WireType Stored) Typed(ElementType type) => type switch
    {
        ElementType.Float32 => (4, WireType.Fixed32),
        ElementType.Float64 => (10, WireType.Fixed64),
        ElementType.Int64 => (7, WireType.Varint),
        ElementType.UInt32 or ElementType.UInt64 => (11, WireType.Varint),
        _ => (5, WireType.Varint),
    };
}

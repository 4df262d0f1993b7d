using System.Globalization;

namespace Marginalia.Snapshots;

/// <summary>Types as they are written in C#, near enough to be read and compared.</summary>
internal static class TypeText
{
    public static string Of(Type type)
    {
        if (type.IsByRef)
            return "ref " + Of(type.GetElementType()!);
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        return Keyword(type) ?? Named(type);
    }

    public static string Arguments(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Of))}>";

    public static string Value(object? value) => value switch
    {
        null => "default",
        string s => $"\"{s}\"",
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    // A nested type carries the arguments of the types around it.
    private static string Named(Type type)
    {
        var name = type.Name.Split('`')[0];
        var outer = type.DeclaringType is { } d ? Of(d) + "." : "";
        var own = type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];
        return outer + name + Arguments(own);
    }

    private static string? Keyword(Type type) => type == typeof(void) ? "void" : type == typeof(object) ? "object" : type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Double => "double",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.Single => "float",
        TypeCode.String => "string",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        _ => null,
    };
}

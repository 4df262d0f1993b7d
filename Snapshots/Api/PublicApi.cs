using System.Reflection;
using System.Runtime.CompilerServices;

namespace Marginalia.Snapshots;

/// <summary>The public members of an assembly as sorted lines, one namespace at a time.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Namespaces(Assembly assembly) => Types(assembly).Select(static t => t.Namespace!).Distinct().Order(StringComparer.Ordinal);

    public static string Of(Assembly assembly, string ns) =>
        string.Join('\n', Types(assembly).Where(t => t.Namespace == ns).OrderBy(TypeText.Of, StringComparer.Ordinal).Select(Describe));

    private static IEnumerable<Type> Types(Assembly assembly) => assembly.GetExportedTypes().Where(static t => !IsGenerated(t) && t.Namespace is not null);

    private static string Describe(Type type)
    {
        var lines = Members(type).Distinct().Order(StringComparer.Ordinal).Select(static m => "    " + m);
        return string.Join('\n', lines.Prepend($"{Kind(type)} {TypeText.Of(type)}{Bases(type)}"));
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type) => type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) ? " : " + TypeText.Of(b) : "";

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in type.GetEnumNames())
                yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}";
            yield break;
        }

        foreach (var c in type.GetConstructors(Declared).Where(static c => IsVisible(c) && !c.IsStatic && !IsGenerated(c)))
            yield return $"new({Parameters(c)})";
        foreach (var f in type.GetFields(Declared).Where(static f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !IsGenerated(f)))
            yield return $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{TypeText.Of(f.FieldType)} {f.Name}";
        var properties = type.GetProperties(Declared);
        foreach (var p in properties.Where(static p => p.GetMethod is { } get && IsVisible(get) && p.Name != "EqualityContract"))
            yield return $"{(p.GetMethod!.IsStatic ? "static " : "")}{TypeText.Of(p.PropertyType)} {p.Name}{(p.GetIndexParameters().Length > 0 ? $"[{string.Join(", ", p.GetIndexParameters().Select(Parameter))}]" : "")} {{ get;{(p.SetMethod is { } set && IsVisible(set) ? " set;" : "")} }}";
        foreach (var m in type.GetMethods(Declared).Where(m => IsVisible(m) && !IsGenerated(m) && !m.Name.Contains('<') && !IsAccessor(m, properties)))
            yield return $"{(m.IsStatic ? "static " : m.IsAbstract ? "abstract " : "")}{TypeText.Of(m.ReturnType)} {m.Name}{TypeText.Arguments(m.GetGenericArguments())}({Parameters(m)})";
    }

    private static bool IsAccessor(MethodInfo method, PropertyInfo[] properties) => properties.Any(p => p.GetMethod == method || p.SetMethod == method);

    private static bool IsVisible(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    // Members of records that the compiler writes follow from the record itself.
    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || member.Name.Contains('<') || (member.DeclaringType is { } d && IsGenerated(d));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo p) => $"{TypeText.Of(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + TypeText.Value(p.RawDefaultValue) : "")}";
}

using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class PurityTests
{
    /// <summary>What a pure core may not name, and why.</summary>
    public static TheoryData<string, string> Forbidden => new()
    {
        { @"\b(DateTime|DateTimeOffset|Stopwatch|TimeProvider|Timer)\b", "no clock" },
        { @"(?<!\w)Environment\.", "no environment" },
        { @"\bConsole\.", "no console" },
        { @"\b(File|Directory|FileStream|FileInfo|StreamReader|StreamWriter|HttpClient|Process)\b[.(]", "no input or output" },
        { @"\bnew Random\(|\bRandom\.Shared|\bGuid\.NewGuid|\bRandomNumberGenerator\b", "no ambient randomness" },
        { @"\bMathF?\.(Exp|Log|Log2|Log10|Tanh|Sinh|Cosh|Pow|Sin|Cos|SinCos|Tan|Atan|Atan2|Asin|Acos|Asinh|Acosh|Atanh)\(", "only Elementary gives the same bits everywhere" },
        { @"\bdouble\.(Exp|ExpM1|Log|LogP1|Tanh|Pow|Sin|Cos|RootN|Hypot)\w*\(", "only Elementary gives the same bits everywhere" },
        { @"\bTensorPrimitives\b", "its sums and functions change bits with the instruction set" },
        { @"\bthrow new InvalidOperationException\b", "a domain error is a value" },
        { @"\[ThreadStatic\]|\b(ThreadLocal|AsyncLocal|ConditionalWeakTable)<", "no hidden state" },
        { @"\bLinearAlgebraControl\b|(?<!\w)Control\.", "no ambient provider" },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void The_core_names_nothing_that_is_impure_or_not_portable(string pattern, string why)
    {
        var found = from file in Repository.Files("Core.Pure", ".cs")
                    from line in Repository.Code(file).Split('\n').Select(static (text, index) => (text, index))
                    where Regex.IsMatch(line.text, pattern)
                    select $"{file}:{line.index + 1} ({why}): {line.text.Trim()}";
        Violations.None(found);
    }

    [Fact]
    public void The_core_has_no_static_field_that_can_change() => Violations.None(
        from type in typeof(Vector).Assembly.GetTypes()
        where !IsGenerated(type) && type.Namespace?.StartsWith("Coverlet", StringComparison.Ordinal) != true // what the coverage collector adds
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where (!field.IsInitOnly && !field.IsLiteral) || IsCollection(field.FieldType)
        select $"{type}.{field.Name} : {field.FieldType.Name}");

    /// <summary>Lambda caches and the like, which the compiler writes and nobody can see.</summary>
    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.IsDefined(typeof(CompilerGeneratedAttribute)) || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static bool IsCollection(Type type) =>
        typeof(IDictionary).IsAssignableFrom(type) || (typeof(IList).IsAssignableFrom(type) && !type.IsArray && type.Namespace != "LanguageExt" && !type.Name.Contains("Immutable", StringComparison.Ordinal));
}

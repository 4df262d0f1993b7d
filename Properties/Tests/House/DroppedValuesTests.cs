using System.Reflection;
using System.Reflection.Emit;
using Xunit;

namespace Marginalia.Tests;

/// <summary>
/// LanguageExt's collections are immutable, but the compiler accepts <c>Arr&lt;int&gt; a = [1, 2]</c>: it calls Add on an empty one twice and drops both
/// results, so the value is silently empty. The instruction stream shows it: a call of Add whose result is popped.
/// </summary>
public sealed class DroppedValuesTests
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static f => (OpCode)f.GetValue(null)!).ToDictionary(static c => c.Value);

    public static TheoryData<string> Assemblies => ["Marginalia.Core", "Marginalia", "Marginalia.Laws", "Marginalia.Cli", "Marginalia.Tests"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_method_drops_the_result_of_adding_to_an_immutable_collection(string name)
    {
        var assembly = Assembly.Load(name);
        var culprits = assembly.GetTypes()
            .SelectMany(static t => t.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .OfType<MethodBase>().Where(static m => m.Name != nameof(DropsOnPurpose) && Drops(m))
            .Select(static m => $"{m.DeclaringType}.{m.Name}");
        Assert.True(!culprits.Any(), "Collection expressions make LanguageExt's collections empty; write Array<T>(...) or .ToArr() in: " + string.Join(", ", culprits));
    }

    [Fact]
    public void The_scan_finds_a_dropped_result() =>
        Assert.True(Drops(typeof(DroppedValuesTests).GetMethod(nameof(DropsOnPurpose), BindingFlags.NonPublic | BindingFlags.Static)!));

    private static LanguageExt.Arr<int> DropsOnPurpose() => [1, 2];

    private static bool Drops(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? Codes[(short)(0xFE00 | il[at + 1])] : Codes[il[at]];
            var operand = at + code.Size;
            at = operand + OperandSize(code, il, operand);
            if (code == OpCodes.Call && at < il.Length && il[at] == OpCodes.Pop.Value && IsAdd(method, BitConverter.ToInt32(il, operand)))
                return true;
        }

        return false;
    }

    private static bool IsAdd(MethodBase caller, int token)
    {
        var called = caller.Module.ResolveMethod(
            token, caller.DeclaringType?.GetGenericArguments(), caller.IsGenericMethod ? caller.GetGenericArguments() : null);
        return called is { Name: "Add", DeclaringType.Namespace: { } space } && space.StartsWith("LanguageExt", StringComparison.Ordinal);
    }

    private static int OperandSize(OpCode code, byte[] il, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}

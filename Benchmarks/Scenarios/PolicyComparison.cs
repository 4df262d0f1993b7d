using Marginalia.Native;
using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>Products and steps under both numerics policies; only the portable side where Intel MKL is absent.</summary>
internal static class PolicyComparison
{
    internal static Scenario Scenario { get; } = new(
        "policies", "What does the Mkl policy cost over the Portable one, by size of product and for the wide step?", Variants);

    private static IReadOnlyList<Variant> Variants()
    {
        List<NumericsPolicy> policies = [NumericsPolicies.Portable()];
        NumericsPolicies.Mkl().IfRight(policies.Add);
        return
        [
            .. from size in new[] { 128, 256, 512, 1024 }
               from policy in policies
               select Compared(Variant.Of($"{size}^3, {policy.Word}", new Products(policy.Kernels, [new Product(size, size, size)]).Run), policy),
            .. from policy in policies
               select Compared(Problem.Wide(policy).Arena($"wide step, {policy.Word}"), policy),
        ];
    }

    private static Variant Compared(Variant variant, NumericsPolicy policy) =>
        policy.Kind == PolicyKind.Portable ? variant : variant with { Over = variant.Name.Replace("mkl", "portable", StringComparison.Ordinal) };
}

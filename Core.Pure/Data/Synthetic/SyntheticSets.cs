using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>The table of synthetic data sets; a new family member is one file and one row here.</summary>
public static class SyntheticSets
{
    /// <summary>Every synthetic set, in the order in which lists show them.</summary>
    public static Arr<SyntheticSet> All { get; } = Array(
        SeparableGaussians.Set, GaussianMixture.Set, Clusters.Set, ReluTeacher.Set, Spirals.Set, Xor.Set, Curve.Set);
}

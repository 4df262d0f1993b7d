using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>What is to be audited, and how.</summary>
/// <param name="Models">At least one; several are audited side by side.</param>
/// <param name="Numerics">The arithmetic.</param>
public sealed record AuditRequest(Arr<ModelFile> Models, NumericsPolicy Numerics)
{
    /// <summary>Examples with targets; without them only the weights are measured.</summary>
    public Option<Dataset> Data { get; init; }

    /// <summary>Whether the data are the sample that the networks were trained on, all of it; bounds and margins speak about that sample.</summary>
    public bool IsTrainingSample { get; init; }

    /// <summary>The weights that the networks started from, for distances from initialization.</summary>
    public Option<ModelFile> Initial { get; init; }

    /// <summary>Outputs that the networks must reproduce.</summary>
    public Option<ReferenceOutputs> Reference { get; init; }

    /// <summary>Which measures and bounds; all by default.</summary>
    public MeasureSelection Measures { get; init; } = MeasureSelection.All;

    /// <summary>How much is computed.</summary>
    public AuditScope Scope { get; init; } = AuditScope.Standard;

    /// <summary>Bounds hold with probability at least 1 - Delta.</summary>
    public double Delta { get; init; } = 0.05;

    /// <summary>The key of measures that draw.</summary>
    public ulong Seed { get; init; } = 1;
}

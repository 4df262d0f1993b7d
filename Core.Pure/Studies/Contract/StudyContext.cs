using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Studies;

/// <summary>Everything a study's outcome depends on.</summary>
/// <param name="Numerics">The arithmetic.</param>
/// <param name="Key">The root key; equal contexts give equal results.</param>
/// <param name="Data">The data sets that the study asked for, by name.</param>
/// <param name="Settings">The values of its parameters.</param>
/// <param name="Progress">Told the fraction done and what is going on; changes nothing of the result.</param>
/// <param name="Cancellation">Ends the study early with <see cref="OperationCanceledException"/>.</param>
public sealed record StudyContext(
    NumericsPolicy Numerics,
    Key Key,
    Map<string, Dataset> Data,
    StudySettings Settings,
    Action<double, string>? Progress = null,
    CancellationToken Cancellation = default);

namespace Marginalia.Cli;

/// <summary>How a result is shown.</summary>
/// <param name="Json">As one JSON document.</param>
/// <param name="Quiet">Without progress and notes.</param>
public readonly record struct OutputView(bool Json, bool Quiet);

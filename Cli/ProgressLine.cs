using System.Diagnostics;

namespace Marginalia.Cli;

/// <summary>One line on standard error that is redrawn a few times a second, with an estimate of the time left.</summary>
/// <param name="terminal">Where it is drawn.</param>
/// <param name="quiet">Whether it stays silent.</param>
internal sealed class ProgressLine(Terminal terminal, bool quiet)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;

    /// <summary>Draws the line, unless it was drawn a moment ago.</summary>
    /// <param name="fraction">The part done, from 0 to 1.</param>
    /// <param name="what">What is going on.</param>
    internal void Report(double fraction, string what)
    {
        if (quiet || !terminal.IsInteractive || _clock.Elapsed < _next)
            return;
        _next = _clock.Elapsed + Interval;
        var left = fraction > 0.01 ? $", {_clock.Elapsed.TotalSeconds * (1 - fraction) / fraction:F0} s left" : "";
        terminal.Progress($"{fraction,5:P0} {what}{left}");
    }

    /// <summary>Takes the line away.</summary>
    internal void Clear()
    {
        if (!quiet)
            terminal.Progress("");
    }
}

using System.Diagnostics;

namespace Marginalia.Training;

/// <summary>How a run ended; every ending is a result whose value is the sentence that the user reads.</summary>
/// <remarks>Docs: docs/theory/conventions.md, 7, and normalized-flow.md, A13.</remarks>
public abstract record RunOutcome
{
    private RunOutcome(long step) => Step = step;

    /// <summary>The number of completed steps of the state that the run returned.</summary>
    public long Step { get; }

    /// <summary>A target was reached.</summary>
    /// <param name="Step">The steps completed.</param>
    /// <param name="Target">What was reached, as a clause with numbers: "psi = 10.02 reached 10".</param>
    public sealed record TargetReached(long Step, string Target) : RunOutcome(Step);

    /// <summary>The gradient vanished.</summary>
    /// <param name="Step">The steps completed.</param>
    /// <param name="Cause">Why, as a clause: no active path, a saddle, a minimum.</param>
    public sealed record Stationary(long Step, string Cause) : RunOutcome(Step);

    /// <summary>The updates fell below the resolution of double precision.</summary>
    /// <param name="Step">The steps completed.</param>
    /// <param name="Advice">What to do instead, as a clause.</param>
    public sealed record Stalled(long Step, string Advice) : RunOutcome(Step);

    /// <summary>Loss or parameters left the finite numbers, or a squared loss grew without bound; the state returned is the last finite one.</summary>
    /// <param name="Step">The steps completed of the last finite state.</param>
    /// <param name="Cause">What happened, as a clause with the numbers.</param>
    public sealed record Diverged(long Step, string Cause) : RunOutcome(Step);

    /// <summary>A cap on steps or evaluations was reached.</summary>
    /// <param name="Step">The steps completed.</param>
    /// <param name="Cap">Which cap, as a clause.</param>
    public sealed record CapReached(long Step, string Cap) : RunOutcome(Step);

    /// <summary>The caller cancelled; the state returned goes on where the run was.</summary>
    /// <param name="Step">The steps completed.</param>
    public sealed record Cancelled(long Step) : RunOutcome(Step);

    /// <summary>The sentence the user reads.</summary>
    public string Sentence => Match(
        static o => $"Target reached after {o.Step} steps: {o.Target}.",
        static o => $"Stationary after {o.Step} steps: {o.Cause}.",
        static o => $"Stalled after {o.Step} steps: updates are below one unit in the last place of the parameters; {o.Advice}.",
        static o => $"Diverged: {o.Cause}; the last finite state, after {o.Step} steps, is kept.",
        static o => $"Stopped after {o.Step} steps: {o.Cap}.",
        static o => $"Cancelled after {o.Step} steps; resume to go on from there.");

    /// <summary>The name of the case in lower camel case, for records: "targetReached".</summary>
    public string Word => Match(
        static _ => "targetReached", static _ => "stationary", static _ => "stalled", static _ => "diverged", static _ => "capReached", static _ => "cancelled");

    /// <summary>Maps every case to one result.</summary>
    /// <param name="targetReached">Used for <see cref="TargetReached"/>.</param>
    /// <param name="stationary">Used for <see cref="Stationary"/>.</param>
    /// <param name="stalled">Used for <see cref="Stalled"/>.</param>
    /// <param name="diverged">Used for <see cref="Diverged"/>.</param>
    /// <param name="capReached">Used for <see cref="CapReached"/>.</param>
    /// <param name="cancelled">Used for <see cref="Cancelled"/>.</param>
    public T Match<T>(
        Func<TargetReached, T> targetReached,
        Func<Stationary, T> stationary,
        Func<Stalled, T> stalled,
        Func<Diverged, T> diverged,
        Func<CapReached, T> capReached,
        Func<Cancelled, T> cancelled) => this switch
        {
            TargetReached o => targetReached(o),
            Stationary o => stationary(o),
            Stalled o => stalled(o),
            Diverged o => diverged(o),
            CapReached o => capReached(o),
            Cancelled o => cancelled(o),
            _ => throw new UnreachableException(),
        };

    /// <inheritdoc/>
    public sealed override string ToString() => Sentence;
}

using System.Diagnostics;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>At which steps the probes of a run look; the last state of a run is always observed, unless the run was cancelled.</summary>
public abstract record ObservationSchedule
{
    private ObservationSchedule() { }

    /// <summary>Only the end.</summary>
    public sealed record AtEnd : ObservationSchedule;

    /// <summary>Steps 0, k, 2k, ...</summary>
    /// <param name="Interval">k, 1 or more.</param>
    public sealed record Every(long Interval) : ObservationSchedule;

    /// <summary>Step 0 and steps at equal distances on a logarithmic axis, from 1 on; every step as long as they are dense.</summary>
    /// <param name="PerDecade">How many from one power of ten to the next, 1 or more.</param>
    public sealed record Logarithmic(int PerDecade) : ObservationSchedule;

    /// <summary>The steps given.</summary>
    /// <param name="Steps">Increasing, 0 or more.</param>
    public sealed record At(Arr<long> Steps) : ObservationSchedule;

    /// <summary>Whether a step is observed.</summary>
    /// <param name="step">The step, 0 or more.</param>
    public bool Contains(long step) => this switch
    {
        AtEnd => false,
        Every o => step % o.Interval == 0,
        Logarithmic o => step <= 1 || Bin(step, o.PerDecade) != Bin(step - 1, o.PerDecade),
        At o => o.Steps.Contains(step),
        _ => throw new UnreachableException(),
    };

    /// <summary>What is wrong with its numbers.</summary>
    public Arr<Error> Errors => Match(
        static _ => Arr<Error>.Empty,
        static every => Domain.Count("the observation interval", every.Interval),
        static logarithmic => Domain.Count("observations per decade", logarithmic.PerDecade),
        static at => at.Steps.Bind(static s => Domain.Check("an observed step", s, s >= 0, "0 or more")).ToArr());

    /// <summary>Maps every case to one result.</summary>
    /// <param name="atEnd">Used for <see cref="AtEnd"/>.</param>
    /// <param name="every">Used for <see cref="Every"/>.</param>
    /// <param name="logarithmic">Used for <see cref="Logarithmic"/>.</param>
    /// <param name="at">Used for <see cref="At"/>.</param>
    public T Match<T>(Func<AtEnd, T> atEnd, Func<Every, T> every, Func<Logarithmic, T> logarithmic, Func<At, T> at) => this switch
    {
        AtEnd o => atEnd(o),
        Every o => every(o),
        Logarithmic o => logarithmic(o),
        At o => at(o),
        _ => throw new UnreachableException(),
    };

    // The slack puts a power of ten, whose logarithm is rounded, into the bin that it opens.
    private static long Bin(long step, int perDecade) => (long)Math.Floor((perDecade * Elementary.Log(step) / 2.302585092994046) + 1e-9);
}

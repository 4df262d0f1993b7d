using Marginalia.Networks;

namespace Marginalia.Training;

/// <summary>The coordinates in which a rule moves: the parameters themselves, or numbers that they are computed from.</summary>
/// <remarks>Belongs to one arena and owns the buffers it needs.</remarks>
internal abstract class Coordinates
{
    /// <summary>The coordinates at t.</summary>
    internal abstract ReadOnlyMemory<double> Point(StepArena arena);

    /// <summary>The coordinates at t + 1, to be written.</summary>
    internal abstract Memory<double> NextPoint(StepArena arena);

    /// <summary>Computes the next parameters from the next coordinates.</summary>
    internal abstract void Place(StepArena arena);

    /// <summary>The descent direction by the coordinates, at the coordinates that belong to the parameters evaluated last.</summary>
    internal abstract void Pull(StepArena arena, ReadOnlySpan<double> point, Memory<double> direction);

    /// <summary>Working memory as long as the coordinates.</summary>
    internal abstract Memory<double> Scratch(StepArena arena);

    /// <summary>Offers the direction at theta_t to whoever observes it.</summary>
    internal virtual void Found(StepArena arena, ReadOnlyMemory<double> direction) { }

    /// <summary>Leaves parameters and coordinates where they are.</summary>
    internal void Stay(StepArena arena)
    {
        arena.Theta.CopyTo(arena.Next);
        Point(arena).CopyTo(NextPoint(arena));
    }
}

/// <summary>The parameters themselves.</summary>
internal sealed class PlainCoordinates : Coordinates
{
    internal static PlainCoordinates Instance { get; } = new();

    internal override ReadOnlyMemory<double> Point(StepArena arena) => arena.Theta;

    internal override Memory<double> NextPoint(StepArena arena) => arena.Next;

    internal override void Place(StepArena arena) { }

    internal override void Pull(StepArena arena, ReadOnlySpan<double> point, Memory<double> direction) => arena.Pull(Sink.Store(direction));

    internal override Memory<double> Scratch(StepArena arena) => arena.Scratch(0);

    internal override void Found(StepArena arena, ReadOnlyMemory<double> direction) => arena.Direction = direction;
}

using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>The body of the margin-safe controllers, in any coordinates: one proposal and its judgement.</summary>
/// <remarks>The direction at the point is carried in vector 0.</remarks>
/// <param name="Floor">The smallest step size.</param>
/// <param name="Ceiling">The largest step size.</param>
/// <param name="Growth">The factor after acceptance.</param>
internal readonly record struct ControllerSteps(double Floor, double Ceiling, double Growth)
{
    internal StepInfo Advance(StepArena arena, Coordinates coordinates)
    {
        var point = ControllerPoint.Read(arena.CarriedNumbers);
        var evaluations = 1;
        var direction = arena.Carried(0);
        if (!point.IsPrimed)
        {
            var start = arena.Evaluate(arena.Theta);
            if (!start.IsFinite)
                return StepInfo.Lost(start, arena.Rate);
            var first = coordinates.Scratch(arena);
            coordinates.Pull(arena, coordinates.Point(arena).Span, first);
            point = At(arena, start, arena.Theta.Span, first.Span, arena.Rate);
            (direction, evaluations) = (first, 2);
        }

        coordinates.Found(arena, direction);

        var info = UnitLogLossDescent.Move(arena, coordinates, point.Statistics, direction.Span, point.StepSize, point.GradientNorm) with { Evaluations = evaluations };
        if (info.IsLost)
            return info;
        return info.Accepted ? Judge(arena, coordinates, point, direction, info) : Stay(arena, coordinates, point, direction, info with { Evaluations = evaluations - 1 });
    }

    private StepInfo Judge(StepArena arena, Coordinates coordinates, in ControllerPoint point, ReadOnlyMemory<double> direction, in StepInfo info)
    {
        var proposal = arena.Evaluate(arena.Next);
        var isAccepted = IsBetter(arena, point, proposal);
        if (!isAccepted && (point.StepSize > Floor || !proposal.IsFinite))
            return Stay(arena, coordinates, point with { StepSize = Math.Max(point.StepSize / 2, Floor) }, direction, info);
        coordinates.Pull(arena, coordinates.NextPoint(arena).Span, arena.Carry(0));
        var stepSize = isAccepted ? Math.Min(point.StepSize * Growth, Ceiling) : Floor;
        At(arena, proposal, arena.Next.Span, arena.Carry(0).Span, stepSize).Write(arena.CarryNumbers);
        return info with { Forced = !isAccepted };
    }

    private static bool IsBetter(StepArena arena, in ControllerPoint point, in LossStatistics proposal)
    {
        if (!proposal.IsFinite || !(proposal.Psi > point.Statistics.Psi))
            return false;
        if (!arena.Norms.IsHomogeneous || !arena.Objective.Loss.Separates(point.Statistics))
            return true;
        arena.Norms.MeasureLayers(arena.Next.Span);
        return Elementary.Log(proposal.SoftMinMargin) - arena.Norms.LogProductNorm >= Elementary.Log(point.Statistics.SoftMinMargin) - point.LogProductNorm;
    }

    private static StepInfo Stay(StepArena arena, Coordinates coordinates, in ControllerPoint point, ReadOnlyMemory<double> direction, in StepInfo info)
    {
        coordinates.Stay(arena);
        direction.CopyTo(arena.Carry(0));
        point.Write(arena.CarryNumbers);
        return info with { Accepted = false, LogDisplacement = double.NegativeInfinity };
    }

    private static ControllerPoint At(StepArena arena, in LossStatistics statistics, ReadOnlySpan<double> theta, ReadOnlySpan<double> direction, double stepSize)
    {
        arena.Norms.MeasureLayers(theta);
        return new(statistics, arena.Kernels.Norm(direction), arena.Norms.LogProductNorm, stepSize);
    }
}

using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Theory;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>The data of <see cref="MarginRace"/> with the limit that its contenders run to.</summary>
/// <param name="Data">Gaussian inputs with the signs of a teacher.</param>
/// <param name="Ruler">The hard-margin solution, and what is measured against it.</param>
/// <param name="Refused">How many draws before were nearly degenerate.</param>
internal sealed record MarginRaceData(Dataset Data, MarginRaceRuler Ruler, int Refused)
{
    private const int MaximumAttempts = 1000;

    /// <summary>The first draw of <c>key.At(0), key.At(1), ...</c> whose support is not nearly degenerate: the constants hold for all others too,
    /// but only at norms that gradient descent does not reach.</summary>
    internal static Either<Error, MarginRaceData> Draw(StudySettings settings, Key key)
    {
        for (var attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            var drawn = One(settings, key.At(attempt), attempt);
            if (drawn.Match(d => d.Fits(settings), static _ => true))
                return drawn;
        }

        return new Error.ParameterDomain(
            "least-slack, least-dual", FormattableString.Invariant($"{settings.Real("least-slack"):R}, {settings.Real("least-dual"):R}"), $"smaller values: {MaximumAttempts} draws had a support nearer to degenerate");
    }

    private bool Fits(StudySettings settings) =>
        !(Ruler.Solution.MinimumSlack <= settings.Real("least-slack") && settings.Real("least-slack") > 0)
        && !(Ruler.Solution.MinimumDual <= settings.Real("least-dual") && settings.Real("least-dual") > 0);

    private static Either<Error, MarginRaceData> One(StudySettings settings, Key key, int attempt) =>
        from data in SeparableGaussians.Create(settings.Integer("n"), settings.Integer("d"), settings.Real("gap"), key).First()
        from problem in HardMarginSolver.Solve(data)
        from solution in problem.Match(
            static s => Right<Error, HardMargin.Separable>(s),
            static _ => Left<Error, HardMargin.Separable>(new Error.Unsupported("A race to the margin of these data", "no separator through the origin exists", "use a larger gap")))
        select new MarginRaceData(data, new(HardMarginSolver.Signed(data.Inputs, ((Targets.Signs)data.Targets).Labels), solution), attempt);
}

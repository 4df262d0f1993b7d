using Marginalia.Training;

namespace Marginalia.Studies;

/// <summary>The control of a run that is one part of a study: its progress scaled, its cancellation shared.</summary>
internal static class StudyControl
{
    extension(StudyContext context)
    {
        /// <summary>The control of part <paramref name="part"/> of <paramref name="of"/>.</summary>
        /// <remarks>A cancelled study has no result, so its runs end with the exception and not with an outcome.</remarks>
        internal RunControl Part(int part, int of, string what) => new(p =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke((part + p.Fraction) / of, FormattableString.Invariant($"{what}, step {p.Step}, psi {p.Statistics.Psi:F2}"));
        });

        /// <summary>Tells that a part without a run of its own begins; ends the study when it is cancelled.</summary>
        internal void Begin(int part, int of, string what)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke((double)part / of, what);
        }
    }
}

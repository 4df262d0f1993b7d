using LanguageExt;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The table of probes that cost more than a look, so that a run records them only when asked.</summary>
public static class TheoryProbes
{
    /// <summary>Every such probe.</summary>
    public static Arr<Probe> All { get; } = Array<Probe>(
        new KktProbe(), new WindowedKktProbe(), new CertificateProbe(), new SupportProbe(), new NeuronBalanceProbe(), new AlignmentProbe(), new SphereProbe());
}

using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The searches that several flatness measures share.</summary>
internal sealed partial class Facts
{
    internal const int NoiseDraws = 15;

    internal static readonly double[] KeskarSizes = [5e-4, 1e-3];
    internal static readonly double[] MagnitudeSizes = [5e-3, 5e-2];

    private readonly Dictionary<NoiseKind, Either<string, Arr<SharpnessPoint>>> _boxes = [];
    private readonly Dictionary<(NoiseKind, bool), Either<string, SigmaSearch>> _sigma = [];
    private readonly Dictionary<NoiseKind, Either<string, SigmaSearch>> _alpha = [];

    private Either<string, Arr<MarginSignature>>? _signatures;

    /// <summary>The margin signatures of all representations.</summary>
    internal Either<string, Arr<MarginSignature>> Signatures => _signatures ??=
        from outputs in Outputs
        from data in Data
        from found in MarginSignatures.Of(Network, Parameters, data, Kernels).MapLeft(static e => e.Sentence)
        select found;

    /// <summary>The boxes of all sizes that are measured, each started from the one before, so that sharpness does not fall as the box grows.</summary>
    internal Either<string, Arr<SharpnessPoint>> Boxes(NoiseKind kind)
    {
        if (!_boxes.TryGetValue(kind, out var found))
            _boxes[kind] = found = Objective.Map(o => Sharpness.Boxes(o, Parameters, kind == NoiseKind.Isotropic ? KeskarSizes : MagnitudeSizes, kind));
        return found;
    }

    internal FrozenNoise Noise(bool weightsOnly) => FrozenNoise.Of(input.Key.For("flatness"), NoiseDraws, Network.Layout, weightsOnly);

    /// <summary>The size of noise at which the mean error passes the training error plus 0.1.</summary>
    internal Either<string, SigmaSearch> Sigma(NoiseKind kind, bool weightsOnly)
    {
        if (!_sigma.TryGetValue((kind, weightsOnly), out var found))
        {
            var noise = Noise(weightsOnly);
            _sigma[(kind, weightsOnly)] = found =
                from outputs in Outputs
                from data in Data
                select SigmaSearch.Run(SigmaSearch.Quarters(-6, 2), outputs.Margins.Error + 0.1, sigma => noise.MeanError(Network, Parameters, data, sigma, kind, Kernels));
        }

        return found;
    }

    /// <summary>The size of the box in which the point of largest loss found has an error above the training error plus 0.1; weights only.</summary>
    internal Either<string, SigmaSearch> Alpha(NoiseKind kind)
    {
        if (!_alpha.TryGetValue(kind, out var found))
        {
            _alpha[kind] = found =
                from outputs in Outputs
                from data in Data
                from objective in Objective
                select SigmaSearch.Run(
                    SigmaSearch.Quarters(-10, 0),
                    outputs.Margins.Error + 0.1,
                    alpha => Statistics(Sharpness.Boxes(objective, Parameters, [alpha], kind, true)[0].Maximizer, data).Margins.Error);
        }

        return found;
    }

    private OutputStatistics Statistics(Networks.Parameters parameters, Data.Dataset data) =>
        OutputStatistics.Of(Passes.Outputs(Network, parameters, data.Inputs, Kernels), data.Targets).Match(static o => o, static e => throw new ArgumentException(e.Sentence));
}

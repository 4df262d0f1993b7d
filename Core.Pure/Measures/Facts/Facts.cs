using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>What several measures of one input need, computed when first asked for; a left side is the reason why it does not exist.</summary>
/// <remarks>Private to one evaluation: it never outlives the pure function that made it.</remarks>
internal sealed partial class Facts(MeasureInput input)
{
    private readonly Dictionary<(double, bool, MaxPoolRule), Either<string, PathSums>> _paths = [];
    private PathArena? _arena;
    private DataPass? _pass;
    private Matrix[]? _weights;
    private Either<string, SpectralNorm[]>? _spectral;
    private Either<string, Matrix[]>? _deviations;
    private Either<string, SpectralNorm[]>? _deviationSpectral;
    private Either<string, OutputStatistics>? _outputs;
    private Either<string, Matrix>? _tangents;
    private Either<string, Objective>? _objective;
    private Either<string, Matrix>? _hessian;

    internal MeasureInput Input => input;

    /// <summary>Whether the first pass over the data is to carry the derivative along the parameters as well.</summary>
    internal bool WithTangents { get; init; }

    internal Network Network => input.Network;

    internal Parameters Parameters => input.Parameters;

    internal Kernels Kernels => input.Numerics.Kernels;

    internal Arr<Block> Blocks => Network.Layout.Weights;

    /// <summary>Every weight block as a matrix, kernels reshaped to channels x receptive field.</summary>
    internal Matrix[] Weights => _weights ??= [.. Blocks.Map(Parameters.MatrixOf)];

    /// <summary>The same for networks whose layers follow one another: what products over layers are about.</summary>
    internal Either<string, Matrix[]> Layers => ChainProblem.Match(Left<string, Matrix[]>, () => Right<string, Matrix[]>(Weights));

    internal Option<string> ChainProblem => ChainCheck.Problem(Network);

    internal Either<string, double[]> Frobenius => Layers.Map(l => System.Array.ConvertAll(l, w => Kernels.Norm(w.Span)));

    internal Either<string, SpectralNorm[]> SpectralOfBlocks => _spectral ??= Spectra(Weights, "layers");

    internal Either<string, double[]> Spectral => Layers.Bind(_ => SpectralOfBlocks).Map(static s => System.Array.ConvertAll(s, static n => n.Value));

    /// <summary>W_k - W_k^0.</summary>
    internal Either<string, Matrix[]> Deviations => _deviations ??= input.Initial.Match(
        initial => initial.Flat.Length != Parameters.Flat.Length
            ? Left<string, Matrix[]>($"The initial parameters are {initial.Flat.Length} numbers, the network has {Parameters.Flat.Length}.")
            : Right<string, Matrix[]>(Weights.Select((w, k) => Difference(w, initial.MatrixOf(Blocks[k]))).ToArray()),
        static () => Left<string, Matrix[]>("The initial weights are not given; pass them to measure distances from initialization."));

    internal Either<string, double[]> DeviationSpectral => (_deviationSpectral ??= Deviations.Bind(d => Spectra(d, "deviations")))
        .Map(static s => System.Array.ConvertAll(s, static n => n.Value));

    internal Either<string, Dataset> Data => input.Data.ToEither("Examples with targets are not given.");

    internal Either<string, OutputStatistics> Outputs => _outputs ??= Data.Bind(data =>
        data.InputSize != Network.InputSize ? Left<string, OutputStatistics>($"The examples have {data.InputSize} features, the network reads {Network.InputSize}.")
        : data.Targets is Targets.Values ? Left<string, OutputStatistics>("The targets are values, not classes.")
        : data.OutputCount != Network.OutputCount ? Left<string, OutputStatistics>($"The targets call for {data.OutputCount} outputs, the network has {Network.OutputCount}.")
        : OutputStatistics.Of(PassOver(data, WithTangents).Outputs, data.Targets).MapLeft(static e => e.Sentence).Bind(static o => o.Problem.Match(Left<string, OutputStatistics>, () => Right<string, OutputStatistics>(o))));

    /// <summary>The derivative of the outputs along the parameters themselves, for data that fit.</summary>
    internal Either<string, Matrix> ParameterTangents => _tangents ??=
        from _ in Outputs
        from data in Data
        select PassOver(data, true).ParameterTangents;

    /// <summary>The 10 % margin, when it is positive.</summary>
    internal Either<string, double> Margin => Outputs.Bind(o => o.Margins.Order(0.1) is var gamma and > 0 && double.IsFinite(gamma)
        ? Right<string, double>(gamma)
        : Left<string, double>(FormattableString.Invariant($"The 10 % margin is {o.Margins.Order(0.1):G6}, not positive.")));

    /// <summary>The mean cross-entropy (logistic loss for signs) as a function of the parameters.</summary>
    internal Either<string, Objective> Objective => _objective ??= Data.Bind(data => Objectives.Objective
        .Create(Network, data, data.Targets is Targets.Signs ? new Loss.Logistic() : new Loss.CrossEntropy(), Reduction.Mean, input.Numerics)
        .Match(Right<string, Objective>, static e => Left<string, Objective>(string.Join(" ", e.Map(static x => x.Sentence)))));

    /// <summary>The Hessian as a matrix, for networks small enough for that.</summary>
    internal Either<string, Matrix> Hessian => _hessian ??= Objective.Map(o => o.Hessian(Parameters));

    internal Either<string, PathSums> Paths(double p, bool biases = true, MaxPoolRule rule = MaxPoolRule.Sum)
    {
        if (!_paths.TryGetValue((p, biases, rule), out var sums))
            _paths[(p, biases, rule)] = sums = PathSumsModule.Of(Network, Parameters, p, biases, rule, [], Arena).MapLeft(static e => e.Sentence);
        return sums;
    }

    /// <summary>Which of the two matrices of a convolution a norm of its layers is about; empty without convolutions.</summary>
    internal string KernelNote => Blocks.Exists(static b => b.Dimensions.Count > 2) ? "kernels reshaped to a matrix" : "";

    /// <summary>How the 10 % margin is to be read; empty when nothing needs saying.</summary>
    internal string MarginNote => input.Data.Exists(static d => d.Count < 10) ? "fewer than 10 examples: the 10 % margin is the smallest one" : "";

    internal Either<string, PathSums> PathCount => PathSumsModule.Count(Network, true, Arena).MapLeft(static e => e.Sentence);

    private PathArena Arena => _arena ??= new(Kernels.Threads);

    /// <summary>The contributions of the layers by name.</summary>
    internal Arr<(string, Number)> PerLayer(double[] values) => values.Select((v, k) => (Blocks[k].Name, Number.Of(v))).ToArr();

    // Outputs cost one product a layer and their tangents one more: who will want both says so before the first pass.
    private DataPass PassOver(Dataset data, bool tangents)
    {
        _pass ??= input.Pass.MatchUnsafe<DataPass?>(static p => p, static () => null);
        if (_pass is null || (tangents && _pass.ParameterTangents.Rows < data.Count))
            _pass = Network.PassOver(Parameters, data.Inputs, Kernels, tangents);
        return _pass;
    }

    private Either<string, SpectralNorm[]> Spectra(Matrix[] matrices, string name)
    {
        var norms = new SpectralNorm[matrices.Length];
        var problem = EachLayer(matrices, (k, numerics, room) =>
            SpectralNorm.Of(matrices[k], numerics, input.Key.For(name).At(k), room).MatchUnsafe<string?>(n => { norms[k] = n; return null; }, static e => e.Sentence));
        return problem is null ? norms : problem;
    }

    // Layers side by side, the largest first; returns what is wrong with the first that fails.
    private string? EachLayer(Matrix[] matrices, Func<int, NumericsPolicy, SpectralRoom, string?> of)
    {
        var problems = new string?[matrices.Length];
        int[] order = [.. Enumerable.Range(0, matrices.Length).OrderByDescending(k => matrices[k].Span.Length)];
        SideBySide.Run(Kernels.Threads, order.Length, () =>
        {
            var numerics = order.Length == 1 ? input.Numerics : input.Numerics with { Kernels = Kernels.Alone() };
            var room = new SpectralRoom();
            return part => problems[order[part]] = of(order[part], numerics, room);
        });
        return System.Array.Find(problems, static p => p is not null);
    }

    private static Matrix Difference(Matrix a, Matrix b) => Matrix.Build(a.Rows, a.Columns, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = a.Span[i] - b.Span[i];
    });
}

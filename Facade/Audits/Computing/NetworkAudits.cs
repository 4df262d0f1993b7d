using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Audits of networks that can be run.</summary>
internal static class NetworkAudits
{
    // Their values by layer fill the layer table, so that no norm is computed twice.
    private static readonly string[] ForLayers = ["norm.spec.prod", "conv.operator.prod"];

    internal static Either<Error, ModelAudit> Of(
        AuditRequest request, ModelFile file, LoadedNetwork loaded, string name, Option<LoadedNetwork> initial, Action<double, string> progress, CancellationToken cancellation) =>
        from data in request.Data.Map(d => DataFit.Of(d, loaded.Network, name)).Sequence()
        from start in initial.Filter(i => !i.HasFoldedNormalization && !loaded.HasFoldedNormalization)
            .Map(i => InitialFit.Of(request.Initial.Map(static f => f.Source).IfNone(""), i, loaded, name)).Sequence()
        let input = Passed(request, new MeasureInput(loaded.Network, loaded.Parameters, start, data, request.Numerics, new Key(request.Seed)), progress)
        from check in request.Reference.Map(r => FunctionChecks.Of(r, loaded, file, input)).Sequence()
        from audit in Measured(request, file, loaded, name, check, input, progress, cancellation)
        select audit;

    private static Either<Error, ModelAudit> Measured(
        AuditRequest request, ModelFile file, LoadedNetwork loaded, string name, Option<FunctionCheck> check, MeasureInput input, Action<double, string> progress, CancellationToken cancellation)
    {
        var conditions = Conditions.Of(request, input);
        var margins = Margins(input).Map(m => m with { Conditions = conditions.OfMargins });
        var evaluated = Evaluate(request, input, progress, cancellation);
        progress(0.7, "bounds");
        var bounds = BoundTable.Each(input, request.Delta, b => request.Measures.Includes(b, request.Scope)).Select(b =>
        {
            cancellation.ThrowIfCancellationRequested();
            return new BoundedValue(b.Bound, b.Value) { Conditions = conditions.Of(b.Bound) };
        }).ToArr();
        progress(0.8, "layers");
        return Layers(request, input, evaluated, cancellation).Map(layers => new ModelAudit(
            name, file.Format, Digest(loaded.Parameters), file.Coverage, file.Assumptions, Summary(loaded), check, margins, layers,
            evaluated.Filter(e => request.Measures.Includes(e.Measure, request.Scope)).Map(e => new MeasuredValue(e.Measure, e.Value) { Conditions = conditions.Of(e.Measure) }), bounds,
            WarningList.Of(request, file, loaded, input, margins, layers, bounds)))
            .Map(audit => request.Scope == AuditScope.Full ? audit with { Signatures = SignatureSummary.Of(input) } : audit);
    }

    // One pass serves margins, measures, bounds, silent units, and the reference when it is about the same examples.
    private static MeasureInput Passed(AuditRequest request, MeasureInput input, Action<double, string> progress)
    {
        progress(0.1, "pass over the data");
        return input with
        {
            Pass = input.Data.Map(d => input.Network.PassOver(input.Parameters, d.Inputs, input.Numerics.Kernels, MeasureTable.NeedsTangents(m => request.Measures.Includes(m, request.Scope)))),
        };
    }

    private static Arr<(Measure Measure, MeasureValue Value)> Evaluate(AuditRequest request, MeasureInput input, Action<double, string> progress, CancellationToken cancellation)
    {
        var values = new List<(Measure, MeasureValue)>();
        bool Wanted(Measure m)
        {
            cancellation.ThrowIfCancellationRequested();
            var wanted = request.Measures.Includes(m, request.Scope) || ForLayers.Contains(m.Id);
            if (wanted)
                progress(0.2 + (0.5 * values.Count / MeasureTable.All.Count), m.Id);
            return wanted;
        }

        values.AddRange(MeasureTable.Each(input, Wanted));
        return values.ToArr();
    }

    private static Either<string, MarginSummary> Margins(MeasureInput input) => input.Data.Match(
        data => data.Targets is Targets.Values
            ? Left<string, MarginSummary>("The targets are values, not classes, so there are no margins.")
            : OutputStatistics.Of(input.Pass.Match(static p => p.Outputs, () => input.Network.Outputs(input.Parameters, data.Inputs, input.Numerics.Kernels)), data.Targets).MapLeft(static e => e.Sentence)
                .Bind(static o => o.Problem.Match(Left<string, MarginSummary>, () => Right<string, MarginSummary>(MarginSummary.Of(o)))),
        static () => Left<string, MarginSummary>("No data are given."));

    private static Either<Error, Arr<LayerAudit>> Layers(AuditRequest request, MeasureInput input, Arr<(Measure Measure, MeasureValue Value)> evaluated, CancellationToken cancellation)
    {
        var key = new Key(request.Seed).For("layers");
        var silent = Silence.Of(input);
        var values = evaluated.Filter(static e => ForLayers.Contains(e.Measure.Id)).ToDictionary(static e => e.Measure.Id, static e => e.Value);
        return LayerSource.Of(input.Network, input.Parameters, input.Initial).Map((k, source) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var withSpectrum = request.Scope is AuditScope.Standard or AuditScope.Full;
            return LayerAudits.Of(source, request.Numerics, key.At(k), withSpectrum, Part(values["norm.spec.prod"], source.Name), static _ => { }).Map(layer => layer with
            {
                Operator = layer.Kind == "convolution" ? Operator(values["conv.operator.prod"], source.Name) : layer.Operator,
                Silent = silent.TryGetValue(source.Name, out var units) ? units.Filter(u => !layer.Dead.Contains(u)) : Arr<int>.Empty,
            });
        }).Sequence().Map(static l => l.ToArr());
    }

    private static Option<Number> Part(MeasureValue value, string layer) => value.PerLayer.Find(p => p.Layer == layer).Map(static p => p.Value);

    private static Number Operator(MeasureValue value, string layer) =>
        Part(value, layer).IfNone(value.Value is Number.Undefined u ? u : new Number.Undefined("The norm of the true operator was not computed."));

    private static string Digest(Parameters parameters)
    {
        using var digest = new WeightsDigest();
        digest.Add(Matrix.Of(1, parameters.Flat.Length, parameters.Flat.Span));
        return digest.Finish();
    }

    private static NetworkSummary Summary(LoadedNetwork loaded) => new(
        loaded.Network.Text, loaded.Network.Input.ToString(), loaded.Network.OutputCount, loaded.Network.ParameterCount, loaded.Network.Depth,
        loaded.Network.Homogeneity.Match(static d => "homogeneous, degrees " + string.Join(", ", d), static reason => "not homogeneous: " + reason), loaded.Ending);
}

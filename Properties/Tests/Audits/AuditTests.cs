using LanguageExt;
using Marginalia.Audits;
using Marginalia.Bounds;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

public sealed class AuditTests
{
    [Fact]
    public void The_margins_are_those_of_the_outputs_and_their_quantiles_are_named()
    {
        var margins = AuditSample.Only(AuditSample.Request).Margins.IfLeft(static why => throw new InvalidOperationException(why));
        var outputs = AuditSample.Network.Outputs(AuditSample.Parameters, AuditSample.Data.Inputs, NumericsPolicies.Portable().Kernels);
        var expected = MarginDistribution.Of(outputs, AuditSample.Data.Targets).IfLeft(static e => throw new InvalidOperationException(e.Sentence));
        Assert.Equal(expected.Margins, margins.Margins.Margins);
        Assert.Equal(200, margins.Examples);
        Assert.Equal(expected.Margins.ToArray().Count(static m => m <= 0), margins.Errors);
        var tenth = margins.Quantiles.Single(static q => q.Name == "order(0.1)");
        Assert.Equal(expected.Margins.ToArray().Order().ElementAt(19), tenth.Margin);
        Assert.Equal(0.1, tenth.MarginLoss, 12);
        Assert.Equal(tenth.Margin, margins.Gamma);
    }

    [Fact]
    public void Measures_and_bounds_are_those_of_their_tables()
    {
        var input = new MeasureInput(AuditSample.Network, AuditSample.Parameters, AuditSample.Initial, AuditSample.Data, NumericsPolicies.Portable(), new Key(1));
        var audit = AuditSample.Only(AuditSample.Request with { Initial = NetworkModels.Of("start", AuditSample.Network, AuditSample.Initial) });
        Assert.Equal(MeasureTable.All.Filter(static m => m.Cost != Cost.ManyPasses).Map(static m => m.Id), audit.Measures.Map(static m => m.Measure.Id));
        foreach (var measured in audit.Measures)
            Assert.Equal(measured.Measure.Compute(input).Value, measured.Value.Value);
        Assert.Equal(BoundTable.All.Filter(static b => !MeasureSelection.TakesManyPasses(b)).Map(static b => b.Id), audit.Bounds.Map(static b => b.Bound.Id));
        foreach (var bounded in audit.Bounds)
            Assert.Equal(bounded.Bound.Compute(input, 0.05).Value, bounded.Value.Value);
        Assert.All(audit.Measures.Filter(static m => m.Measure.Id.StartsWith("dist.", StringComparison.Ordinal)), static m => Assert.IsType<Number.Value>(m.Value.Value));
    }

    [Fact]
    public void The_layer_table_agrees_with_the_measures_over_the_layers()
    {
        var start = NetworkModels.Of("start", AuditSample.Network, AuditSample.Initial);
        var audit = AuditSample.Only(AuditSample.Request with { Initial = start });
        Assert.Equal<string>(["layer1.W", "layer2.W"], audit.Layers.Select(static l => l.Name));
        Near("norm.fro.sum-sq", static l => l.Frobenius.OrNaN * l.Frobenius.OrNaN);
        Near("spec.stable-rank-sum", static l => l.StableRank.OrNaN);
        Near("norm.group.mu(2,1)", static l => l.TwoOne.OrNaN);
        Near("dist.fro-sq", static l => l.Distance.OrNaN * l.Distance.OrNaN);
        Near("dist.spec-sq", static l => l.SpectralDistance.OrNaN * l.SpectralDistance.OrNaN);
        Near("size.params", static l => l.Parameters);
        foreach (var layer in audit.Layers)
        {
            Assert.Equal(Math.Min(layer.Shape[0], layer.Shape[1]), layer.Spectrum.Length);
            Assert.Equal(layer.Spectral.OrNaN, layer.Spectrum[0], 1e-12 * layer.Spectrum[0]);
            Assert.Equal(layer.Frobenius.OrNaN, Math.Sqrt(layer.Spectrum.ToArray().Sum(static s => s * s)), 1e-10);
            Assert.Equal(layer.Spectral, layer.Operator);
        }

        void Near(string id, Func<LayerAudit, double> term)
        {
            var measured = audit.Measure(id).Map(static v => v.Value.OrNaN).IfNone(double.NaN);
            Assert.Equal(measured, audit.Layers.Sum(term), 1e-12 * measured);
        }
    }

    [Fact]
    public void An_unsupported_node_leaves_the_layers_measured_and_is_told()
    {
        var whole = AuditSample.Only(AuditSample.Request);
        var audit = AuditSample.Only(AuditSample.Request with { Models = Array(AuditSample.Unsupported) });
        Assert.False(audit.IsCovered);
        Assert.Equal(whole.Layers.Map(static l => (l.Name, l.Frobenius)), audit.Layers.Map(static l => (l.Name, l.Frobenius)));
        Assert.True(audit.Network.IsNone);
        Assert.Contains(audit.Warnings, static w => w.Id == "unsupported" && w.Sentence.Contains("Gelu", StringComparison.Ordinal));
        Assert.Equal("3 nodes: 2 audited, 1 unsupported.", audit.CoverageSentence);
    }

    [Fact]
    public void An_audit_of_weights_alone_never_builds_the_network_and_holds_one_tensor_at_a_time()
    {
        var (alive, most) = (0, 0);
        var tensors = AuditSample.Model.Weights.Map(t => t with
        {
            Load = () =>
            {
                most = Math.Max(most, ++alive);
                return t.Load();
            },
        });
        var model = AuditSample.Model with { Weights = tensors, Load = static () => throw new InvalidOperationException("Must not be built.") };
        var audit = AuditSample.Only(AuditSample.Request with { Models = Array(model), Scope = AuditScope.WeightsOnly });
        Assert.Equal(2, alive);
        Assert.Equal(AuditSample.Only(AuditSample.Request).Layers.Map(static l => l.Frobenius), audit.Layers.Map(static l => l.Frobenius));
        Assert.Equal(AuditSample.Only(AuditSample.Request).WeightsHash, audit.WeightsHash);
        Assert.Contains(audit.Warnings, static w => w.Id == "weights-only");
    }

    [Fact]
    public void Outputs_of_another_program_are_compared_with_logits_or_with_what_the_file_ends_with()
    {
        var logits = AuditSample.Network.Outputs(AuditSample.Parameters, AuditSample.Data.Inputs, NumericsPolicies.Portable().Kernels);
        Assert.True(Check(OutputEnding.Logits, logits).Agrees);
        Assert.True(Check(OutputEnding.Softmax, logits).Agrees);
        var softmax = Matrix.Build(logits.Rows, logits.Columns, target =>
        {
            for (var i = 0; i < logits.Rows; i++)
            {
                var row = logits.Row(i).ToArray();
                var sum = row.Sum(x => Math.Exp(x - row.Max()));
                for (var k = 0; k < row.Length; k++)
                    target[(i * row.Length) + k] = Math.Exp(row[k] - row.Max()) / sum;
            }
        });
        var check = Check(OutputEnding.Softmax, softmax);
        Assert.True(check.Agrees);
        Assert.Equal(0, check.Decisions);
        Assert.Contains("softmax", check.Compared, StringComparison.Ordinal);
        var other = Check(OutputEnding.Logits, softmax);
        Assert.False(other.Agrees);
        Assert.Equal(VerdictStatus.Violated, other.Verdict("m").Status);

        static FunctionCheck Check(OutputEnding ending, Matrix outputs) => AuditSample.Only(AuditSample.Request with
        {
            Models = Array(AuditSample.Model with { Load = () => AuditSample.Model.Load().Map(l => l with { Ending = ending }) }),
            Reference = new ReferenceOutputs("reference.npz", outputs, None, None),
            Measures = new MeasureSelection(Array("size")),
        }).Check.IfNone(static () => throw new InvalidOperationException("No check."));
    }

    [Fact]
    public void Data_with_fewer_classes_than_outputs_are_read_with_those_of_the_network_and_the_absent_ones_are_told()
    {
        var data = Unwrap.Valid(Dataset.Create("two", Matrix.Of(3, 2, 1, 0, 0, 1, 1, 1), new Targets.Classes(Labels.Build(3, static i => i % 2), 2), ""));
        var network = AuditSample.Dense(2, 4, 5);
        var audit = AuditSample.Only(AuditSample.Request with { Models = Array(NetworkModels.Of("m", network, AuditSample.Drawn(network))), Data = data });
        Assert.Equal(3, audit.Margins.Match(static m => m.Examples, static _ => 0));
        Assert.Contains(audit.Warnings, static w => w.Id == "absent-classes" && w.Sentence.Contains("2, 3, 4", StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Misfits => new()
    {
        { "features", "2" },
        { "label", "5" },
        { "single", "signs=1" },
        { "signs", "-1" },
        { "values", "2" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Data_that_do_not_fit_are_an_error_with_the_value(string what, string value)
    {
        var x = Matrix.Of(3, 2, 1, 0, 0, 1, 1, 1);
        Targets targets = what switch
        {
            "label" => new Targets.Classes(Labels.Build(3, static i => i == 1 ? 5 : 0), 6),
            "signs" => new Targets.Signs(Vector.Of(1, -1, 1)),
            "values" => new Targets.Values(Matrix.Of(3, 2, 1, 0, 0, 1, 1, 1)),
            _ => new Targets.Classes(Labels.Build(3, static i => i % 2), 2),
        };
        var network = AuditSample.Dense(what == "features" ? 7 : 2, 4, what == "single" ? 1 : 5);
        var request = AuditSample.Request with { Models = Array(NetworkModels.Of("m", network, AuditSample.Drawn(network))), Data = Unwrap.Valid(Dataset.Create("d", x, targets, "")) };
        Assert.Contains(value, Unwrap.Left(Audit.Of(request)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Initial_weights_of_another_architecture_are_refused_by_the_first_layer_that_differs()
    {
        var other = AuditSample.Dense(64, 17, 10);
        var request = AuditSample.Request with { Initial = NetworkModels.Of("start.onnx", other, AuditSample.Drawn(other)) };
        var sentence = Unwrap.Left(Audit.Of(request)).Sentence;
        Assert.Contains("17 x 64", sentence, StringComparison.Ordinal);
        Assert.Contains("start.onnx", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_name_what_weakens_the_numbers()
    {
        var network = AuditSample.Dense(64, 8, 10, bias: true, new Activation.Tanh());
        var audit = AuditSample.Only(AuditSample.Request with { Models = Array(NetworkModels.Of("m", network, AuditSample.Drawn(network))), IsTrainingSample = false });
        Assert.Equal<string>(["not-homogeneous", "no-initialization", "sample", "margin-not-positive", "cross-entropy"], audit.Warnings.Select(static w => w.Id));
        Assert.IsType<Number.Undefined>(audit.Measure("explore.l2").Map(static v => v.Value).IfNone(static () => Number.Of(0)));
        Assert.All(audit.Warnings, static w => Assert.EndsWith(".", w.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Units_without_weights_and_units_that_never_fire_are_named()
    {
        var network = AuditSample.Dense(2, 3, 2, bias: true);
        // Unit 0 has no weights, unit 1 a bias that keeps it silent on the data, unit 2 fires.
        var flat = Vector.Of(0, 0, 1, 1, 1, 1, 0, -10, 1, 1, 1, 1, 1, 1, 1, 0, 0);
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, flat));
        var data = Unwrap.Valid(Dataset.Create("d", Matrix.Of(2, 2, 1, 0, 0, 1), new Targets.Classes(Labels.Build(2, static i => i), 2), ""));
        var hidden = AuditSample.Only(AuditSample.Request with { Models = Array(NetworkModels.Of("m", network, parameters)), Data = data }).Layers[0];
        Assert.Equal(Array(0), hidden.Dead);
        Assert.Equal(Array(1), hidden.Silent);
    }

    [Fact]
    public void Weights_that_are_not_finite_are_an_error_that_names_their_place()
    {
        var nan = AuditSample.Model.Weights.Map(static t => t.Layer == "layer2.W" ? t with { Load = () => t.Load().Map(static m => Matrix.Build(m.Rows, m.Columns, static x => x.Fill(double.NaN))) } : t);
        var request = AuditSample.Request with { Models = Array(AuditSample.Model with { Weights = nan }), Scope = AuditScope.WeightsOnly };
        Assert.Contains("layer2.W", Unwrap.Left(Audit.Of(request)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_the_same_name_are_told_apart()
    {
        var result = AuditSample.Audited(AuditSample.Request with { Models = Array(AuditSample.Model, AuditSample.Model), Measures = new MeasureSelection(Array("size")) });
        Assert.Equal<string>(["digits (1)", "digits (2)"], result.Models.Select(static m => m.Name));
    }

    [Fact]
    public void The_same_request_gives_the_same_bits() => Assert.Equal(
        AuditSample.Only(AuditSample.Request).Measures.Map(static m => m.Value.Value), AuditSample.Only(AuditSample.Request).Measures.Map(static m => m.Value.Value));

    [Fact]
    public void A_finished_experiment_is_audited_on_its_own_sample_with_its_own_start()
    {
        var audit = AuditSample.Digits.Audit();
        Assert.Equal(AuditSample.Only(AuditSample.Request with { Initial = NetworkModels.Of("start", AuditSample.Network, AuditSample.Initial), Seed = 3 }).Measures.Map(static m => m.Value.Value),
            audit.Models[0].Measures.Map(static m => m.Value.Value));
        Assert.DoesNotContain(audit.Models[0].Warnings, static w => w.Id is "sample" or "no-initialization");
    }

    [Fact]
    public void The_full_audit_adds_every_measure_and_the_signatures_of_the_representations()
    {
        var network = AuditSample.Dense(2, 3, 2);
        var data = Unwrap.Valid(Dataset.Create("d", Matrix.Of(4, 2, 1, 0, 0, 1, 1, -1, -1, 1), new Targets.Classes(Labels.Build(4, static i => i % 2), 2), ""));
        var parameters = AuditSample.Drawn(network);
        var audit = AuditSample.Only(AuditSample.Request with { Models = Array(NetworkModels.Of("m", network, parameters)), Data = data, Scope = AuditScope.Full });
        Assert.Equal(MeasureTable.All.Count, audit.Measures.Count);
        Assert.Equal(BoundTable.All.Count, audit.Bounds.Count);
        var expected = Unwrap.Right(MarginSignatures.Of(network, parameters, data, NumericsPolicies.Portable().Kernels));
        var signatures = audit.Signatures.IfLeft(static why => throw new InvalidOperationException(why));
        Assert.Equal<string>(["input", "hidden"], signatures.Select(static s => s.Name));
        Assert.Equal(expected.Map(static s => s.Signature.IfNone(Vector.Empty)), signatures.Map(static s => s.Five));
    }

    [Theory]
    [InlineData(0.5, "")]
    [InlineData(0.9999, "next to vacuous")]
    [InlineData(1, "vacuous")]
    [InlineData(double.PositiveInfinity, "vacuous")]
    public void A_bound_that_says_nothing_is_called_so(double number, string mark)
    {
        var bound = BoundTable.All[0] with { Compute = (_, _) => new BoundValue(new BoundStatus.Diagnostic(), Number.Of(number), !(number < 1), Arr<(string, Number)>.Empty) };
        var result = AuditSample.Audited(AuditSample.Request with { Measures = new MeasureSelection(Array("size")) });
        var model = result.Models[0] with { Bounds = Array(new BoundedValue(bound, bound.Compute(null!, 0.05))) };
        var row = (result with { Models = Array(model) }).BoundTable.Rows.Single();
        Assert.Equal(mark, ((Studies.Cell.Text)row[3]).Words);
        Assert.Equal(number, ((Studies.Cell.Quantity)row[2]).Number.OrNaN);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(50)]
    public void An_architecture_of_many_nodes_is_told_by_its_ends_and_how_many_stand_between(int nodes)
    {
        var text = "64" + string.Concat(Enumerable.Range(1, nodes).Select(static i => FormattableString.Invariant($" -> node{i}")));
        var summary = new NetworkSummary(text, "64", 1, 1, nodes, "", OutputEnding.Logits);
        var shown = Enumerable.Range(1, nodes).Count(i => summary.ShortText.Split(" -> ").Contains(FormattableString.Invariant($"node{i}")));
        Assert.Equal(nodes <= 12, summary.ShortText == text);
        Assert.EndsWith(FormattableString.Invariant($" -> node{nodes}"), summary.ShortText, StringComparison.Ordinal);
        if (nodes > 12)
            Assert.Contains(FormattableString.Invariant($"... {nodes - shown} more nodes, all in the JSON"), summary.ShortText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_many_nodes_is_told_in_full_once_by_the_report_and_by_the_document()
    {
        var deep = Unwrap.Valid(Network.Create(Shape.Of(64), Enumerable.Range(0, 20)
            .Select(static i => new Node(FormattableString.Invariant($"l{i}"), new Dense(i == 19 ? 10 : 8, false, new Activation.Relu()), Array(i))).ToArr()));
        var result = AuditSample.Audited(AuditSample.Request with { Models = Array(NetworkModels.Of("deep", deep, AuditSample.Drawn(deep))), Measures = new MeasureSelection(Array("size")) });
        var report = Reports.ReportHtml.Render(result.Report).Replace("&gt;", ">", StringComparison.Ordinal);
        Assert.Contains("10 more nodes", report, StringComparison.Ordinal);
        Assert.Equal(2, report.Split(deep.Text).Length);
        Assert.Equal(deep.Text, (string?)AuditJson.Of(result)["models"]![0]!["network"]!["text"]);
    }

    [Fact]
    public void Every_row_of_every_table_of_a_report_stands_on_the_page()
    {
        var result = AuditSample.Audited(AuditSample.Request);
        Assert.Contains(result.Families, f => result.MeasuresOf(f).Count > 30);
        var report = Reports.ReportHtml.Render(result.Report);
        Assert.DoesNotContain("class=\"scroll long", report, StringComparison.Ordinal);
        Assert.Contains("class=\"scroll", report, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_splits_a_wide_layer_table_and_loses_no_number()
    {
        var request = AuditSample.Request with { Initial = NetworkModels.Of("start", AuditSample.Network, AuditSample.Initial) };
        var model = AuditSample.Only(request);
        var whole = (model with { Layers = model.Layers.Map(static l => l with { Bias = Number.Of(0.25), Dead = Array(1), Silent = Array(2, 3) }) }).LayerTable;
        Assert.True(whole.Columns.Count > 11);
        var report = AuditSample.Audited(request) with { Models = Array(model with { Layers = model.Layers.Map(static l => l with { Bias = Number.Of(0.25), Dead = Array(1), Silent = Array(2, 3) }) }) };
        var parts = report.Report.Sections.Bind(static s => s is Reports.Section.Chapter { Title: "Layers" } c ? c.Sections : Arr<Reports.Section>.Empty)
            .Choose(static s => s is Reports.Section.TableSection { Table.Name: not "columns" } t ? Some(t.Table) : None).ToArr();
        Assert.Equal(2, parts.Count);
        Assert.All(parts, static t => Assert.True(t.Columns.Count <= 11));
        Assert.Equal(whole.Columns.Order(), parts.Bind(static t => t.Columns).Distinct().Order());
        foreach (var part in parts)
        {
            foreach (var (head, j) in part.Columns.Select(static (h, j) => (h, j)))
                Assert.Equal(whole.Rows.Map(r => r[whole.Columns.ToList().IndexOf(head)]), part.Rows.Map(r => r[j]));
        }
    }
}

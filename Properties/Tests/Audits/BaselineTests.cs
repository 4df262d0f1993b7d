using LanguageExt;
using Marginalia.Audits;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>What an audit says that its numbers depend on, and that a baseline compares only what depends on the same.</summary>
public sealed class BaselineTests : IDisposable
{
    private static readonly AuditRequest Full = AuditSample.Request with { Initial = NetworkModels.Of("start", AuditSample.Network, AuditSample.Initial) };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_measures_with_a_margin_are_those_that_a_network_without_a_positive_margin_leaves_undefined()
    {
        var start = AuditSample.Only(Full with { Models = Array(NetworkModels.Of("start", AuditSample.Network, AuditSample.Initial)), Initial = AuditSample.Model });
        Assert.False(start.Margins.Match(static m => m.Gamma, static _ => 1) > 0);
        var divided = start.Measures.Filter(static m => m.Conditions.Text("margin") == "order(0.1)" && MeasureFamily.Of(m.Measure).Id != "margin");
        Assert.NotEmpty(divided);
        Assert.Equal(
            start.Measures.Filter(static m => m.Value.Value is Number.Undefined u && u.Reason.Contains("margin", StringComparison.Ordinal)).Map(static m => m.Measure.Id),
            divided.Map(static m => m.Measure.Id));
    }

    [Fact]
    public void The_measures_with_a_sample_or_a_beginning_are_those_that_are_undefined_without_it()
    {
        var all = AuditSample.Only(Full);
        var bare = AuditSample.Only(AuditSample.Request with { Data = None });
        foreach (var (measure, value) in bare.Measures.Zip(all.Measures).Filter(static p => p.Item2.Value.Value is Number.Value))
            Assert.Equal(measure.Conditions == value.Conditions || measure.Conditions.Conflict(value.Conditions, "now", "before").IsNone, measure.Value.Value is Number.Value);
        Assert.Equal("200", all.Measures.Find(static m => m.Measure.Id == "output.error").Bind(static m => m.Conditions.Text("examples")));
        Assert.Equal(AuditSample.Data.ContentHash, all.Bounds[0].Conditions.Text("data"));
        Assert.Equal("0.05", all.Bounds[0].Conditions.Text("delta"));
    }

    [Theory]
    [InlineData("conv.operator.prod", "operator")]
    [InlineData("conv.circular.prod", "circular")]
    [InlineData("norm.spec.prod", "reshaped")]
    [InlineData("jiang.prod-of-spec", "reshaped")]
    [InlineData("jiang.prod-of-spec.operator", "operator")]
    [InlineData("lipschitz.l2-l2.spectral", "operator")]
    [InlineData("path.phi(2)", "")]
    [InlineData("jiang.path-norm", "")]
    public void The_form_of_kernels_is_recorded_where_there_is_a_choice(string id, string expected) =>
        Assert.Equal(expected, AuditSample.Only(Full).Measures.Find(m => m.Measure.Id == id).Bind(static m => m.Conditions.Text("kernels")).IfNone(""));

    [Theory]
    [InlineData("spec.complexity(zero)", "zero", "zero")]
    [InlineData("jiang.spec-orig-main", "zero", "zero")]
    [InlineData("spec.complexity(init)", "initial", "none")]
    [InlineData("dist.fro-sq", "initial", "none")]
    [InlineData("path.phi(1)", "", "")]
    public void Reference_weights_are_the_initial_ones_zero_or_none(string id, string given, string absent)
    {
        Assert.Equal(given, Reference(AuditSample.Only(Full)));
        Assert.Equal(absent, Reference(AuditSample.Only(AuditSample.Request)));
        string Reference(ModelAudit audit) => audit.Measures.Find(m => m.Measure.Id == id).Bind(static m => m.Conditions.Text("reference")).IfNone("");
    }

    [Fact]
    public void A_document_read_again_holds_the_values_and_conditions_of_the_audit()
    {
        var result = AuditSample.Audited(Full);
        var read = Read(result).Models.Single().Values;
        var own = BaselineValue.Of(result.Models[0]);
        Assert.Equal(own.Map(static v => (v.Kind, v.Id, v.Value)), read.Map(static v => (v.Kind, v.Id, v.Value)));
        Assert.Equal(own.Map(static v => v.Conditions), read.Map(static v => v.Conditions));
        Assert.Equal(4, own.Map(static v => v.Kind).Distinct().Count());
    }

    [Fact]
    public void The_same_audit_is_compared_in_full_and_every_ratio_is_one()
    {
        var result = AuditSample.Audited(Full);
        var comparison = Unwrap.Right(BaselineComparison.Of(result, Read(result), Some(0.0)));
        Assert.True(comparison.Holds);
        Assert.Empty(comparison.Notes);
        Assert.Equal(4, comparison.Tables.Count);
        Assert.All(comparison.Models[0].Changes.Filter(static c => c.Now is Number.Value), static c => Assert.Equal(1, c.Ratio.OrNaN));
    }

    [Fact]
    public void On_another_number_of_examples_weights_are_compared_and_all_else_is_refused_with_both_numbers_unless_forced()
    {
        var result = AuditSample.Audited(Full);
        var before = Read(AuditSample.Audited(Full with { Data = Unwrap.Right(AuditSample.Data.Take(50)) }));
        var changes = Unwrap.Right(BaselineComparison.Of(result, before, None)).Models[0].Changes;
        Assert.Equal(1, Change(changes, "path.phi(2)").Ratio.OrNaN);
        Assert.Equal(1, Change(changes, "layer1.W |W|_F").Ratio.OrNaN);
        foreach (var id in new[] { "error", "order(0.1)", "output.cross-entropy", "explore.path2", "spectral.tight" })
        {
            var reason = Assert.IsType<Number.Undefined>(Change(changes, id).Ratio).Reason;
            Assert.Equal("It is not compared: the number of examples is 200 now and 50 before.", reason);
            Assert.Equal(double.PositiveInfinity, Change(changes, id).Relative);
        }

        Assert.True(BaselineComparison.Of(result, before, Some(0.1)).IsLeft);
        var forced = Unwrap.Right(BaselineComparison.Of(result, before, Some(0.1), forced: true));
        Assert.IsType<Number.Value>(Change(forced.Models[0].Changes, "explore.path2").Ratio);
        Assert.Contains(forced.Notes, static n => n.Contains("--force-comparison says so", StringComparison.Ordinal) && n.Contains("is 200 now and 50 before", StringComparison.Ordinal));
    }

    [Fact]
    public void A_distance_is_not_compared_with_none_and_a_bound_from_the_start_not_with_one_from_zero()
    {
        var changes = Unwrap.Right(BaselineComparison.Of(AuditSample.Audited(Full), Read(AuditSample.Audited(AuditSample.Request)), None)).Models[0].Changes;
        Assert.Equal("the reference weights are initial now and none before", Change(changes, "dist.fro-sq").Conflict);
        Assert.Equal("the reference weights are initial now and zero before", Change(changes, "spectral.tight").Conflict);
        Assert.All(new[] { "spec.complexity(zero)", "error", "rademacher.path(1).measure" }, id => Assert.True(Change(changes, id).Conflict.IsNone));
    }

    [Fact]
    public void Other_initial_weights_are_noted_and_distances_compared()
    {
        var other = NetworkModels.Of("other", AuditSample.Network, AuditSample.Drawn(AuditSample.Network, 9));
        var comparison = Unwrap.Right(BaselineComparison.Of(AuditSample.Audited(Full), Read(AuditSample.Audited(Full with { Initial = other })), None));
        Assert.Contains("other initial weights", Assert.Single(comparison.Notes), StringComparison.Ordinal);
        Assert.IsType<Number.Value>(Change(comparison.Models[0].Changes, "dist.fro-sq").Ratio);
    }

    [Fact]
    public void Layers_of_other_shapes_and_bounds_at_another_delta_are_not_compared()
    {
        var narrow = AuditSample.Dense(64, 8, 10);
        var before = Read(AuditSample.Audited(AuditSample.Request with { Delta = 0.01 }));
        var changes = Unwrap.Right(BaselineComparison.Of(AuditSample.Audited(AuditSample.Request), before, None)).Models[0].Changes;
        Assert.Equal("delta is 0.05 now and 0.01 before", Change(changes, "rademacher.path(1).measure").Conflict);
        var model = AuditSample.Only(AuditSample.Request with { Models = Array(NetworkModels.Of("narrow", narrow, AuditSample.Drawn(narrow))) });
        var renamed = new Baseline("before.json", Some(AuditSample.Data.ContentHash), Array(("digits", BaselineValue.Of(model).Map(static v => v with { Id = v.Id.Replace("hidden.", "layer1.", StringComparison.Ordinal) }))));
        var layer = Change(Unwrap.Right(BaselineComparison.Of(AuditSample.Audited(AuditSample.Request), renamed, None)).Models[0].Changes, "layer1.W |W|_F");
        Assert.Equal("the shape is 16x64 now and 8x64 before", layer.Conflict);
    }

    [Fact]
    public void A_document_that_does_not_say_what_its_numbers_depend_on_is_not_compared()
    {
        var result = AuditSample.Audited(AuditSample.Request);
        var document = AuditJson.Of(result);
        foreach (var measure in document["models"]![0]!["measures"]!.AsArray())
            measure!.AsObject().Remove("conditions");
        var read = Unwrap.Right(Baseline.Read(_folder.Write("old.json", document.ToJsonString())));
        Assert.Contains("does not record", Change(Unwrap.Right(BaselineComparison.Of(result, read, None)).Models[0].Changes, "path.phi(2)").Refusal.IfNone(""), StringComparison.Ordinal);
    }

    [Fact]
    public void Side_by_side_a_difference_of_conditions_is_noted()
    {
        var one = AuditSample.Audited(Full);
        Assert.Empty(AuditSample.Audited(Full with { Models = Array(AuditSample.Model, AuditSample.Model) }).Notes);
        var mixed = one with { Models = one.Models + AuditSample.Audited(AuditSample.Request).Models.Map(static m => m with { Name = "other" }) };
        Assert.Contains(mixed.Notes, static n => n.Contains("the reference weights are initial for digits and none for other", StringComparison.Ordinal) && n.Contains("dist.fro-sq", StringComparison.Ordinal));
        Assert.Equal(mixed.Notes.Count, AuditJson.Of(mixed)["notes"]!.AsArray().Count);
    }

    private static ValueChange Change(Arr<ValueChange> changes, string id) => changes.Single(c => c.Id == id);

    private Baseline Read(AuditResult result) => Unwrap.Right(Baseline.Read(_folder.Write("before.json", Runs.Json.Text(AuditJson.Of(result)))));
}

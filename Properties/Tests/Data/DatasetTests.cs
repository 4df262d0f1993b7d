using Marginalia.Data;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public class DatasetTests
{
    private static readonly Matrix Inputs = Matrix.Of(3, 2, 3, 4, -1, 0, 0.5, 0.5);

    private static readonly Targets Signs = new Targets.Signs(Vector.Of(1, -1, 1));

    internal static Dataset Valid(LanguageExt.Validation<Error, Dataset> created) =>
        created.Match(static d => d, static e => throw new InvalidOperationException(string.Join(" ", e)));

    internal static IReadOnlyList<Error> Errors(LanguageExt.Validation<Error, Dataset> created) =>
        created.Match(static _ => [], static e => (IReadOnlyList<Error>)[.. e]);

    [Fact]
    public void A_valid_data_set_reports_its_sizes_and_radius()
    {
        var data = Valid(Dataset.Create("three", Inputs, Signs, "by hand"));
        Assert.Equal((3, 2, 1, 5.0), (data.Count, data.InputSize, data.OutputCount, data.InputRadius));
        Assert.Equal("by hand", data.Provenance);
    }

    [Fact]
    public void Input_radius_neither_overflows_nor_underflows()
    {
        var huge = Valid(Dataset.Create("huge", Matrix.Of(1, 2, 3e200, 4e200), new Targets.Signs(Vector.Of(1)), ""));
        Assert.Equal(5e200, huge.InputRadius, 1e187);
        var tiny = Valid(Dataset.Create("tiny", Matrix.Of(1, 2, 3e-200, 4e-200), new Targets.Signs(Vector.Of(1)), ""));
        Assert.Equal(5e-200, tiny.InputRadius, 1e-213);
        var zero = Valid(Dataset.Create("zero", Matrix.Of(1, 2, 0, 0), new Targets.Signs(Vector.Of(1)), ""));
        Assert.Equal(0, zero.InputRadius);
    }

    [Fact]
    public void No_examples_is_emptyData() =>
        Assert.Equal(["emptyData"], Errors(Dataset.Create("e", Matrix.Of(0, 0), new Targets.Signs(Vector.Empty), "")).Select(static e => e.Category));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_non_finite_input_is_reported_with_its_place(double bad)
    {
        var error = Assert.IsType<Error.NonFinite>(Assert.Single(Errors(Dataset.Create("n", Matrix.Of(3, 2, 0, 0, 0, bad, 0, 0), Signs, ""))));
        Assert.Contains("row 1, column 1", error.Where);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(double.NaN)]
    [InlineData(0.9999999999999999)]
    public void A_sign_other_than_minus_or_plus_one_is_rejected_and_never_remapped(double label)
    {
        var error = Assert.IsType<Error.LabelDomain>(Assert.Single(Errors(Dataset.Create("l", Inputs, new Targets.Signs(Vector.Of(1, label, -1)), ""))));
        Assert.Equal((label, 1), (error.Label, error.Example));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_class_outside_the_domain_is_rejected(int label)
    {
        var error = Assert.IsType<Error.LabelDomain>(Assert.Single(Errors(Dataset.Create("l", Inputs, new Targets.Classes(Labels.Of(0, 2, label), 3), ""))));
        Assert.Equal("0 to 2", error.Domain);
    }

    [Fact]
    public void All_errors_are_collected_at_once()
    {
        var errors = Errors(Dataset.Create(" ", Matrix.Of(2, 1, double.NaN, 1), new Targets.Classes(Labels.Of(5), 3), ""));
        Assert.Equal(["parameterDomain", "shapeMismatch", "nonFinite", "labelDomain"], errors.Select(static e => e.Category));
    }

    [Fact]
    public void Fewer_than_two_classes_are_rejected() =>
        Assert.Equal(["parameterDomain", "labelDomain"], Errors(Dataset.Create("c", Matrix.Of(1, 1, 1), new Targets.Classes(Labels.Of(0), 0), "")).Select(static e => e.Category));

    [Fact]
    public void A_non_finite_target_is_rejected() =>
        Assert.Equal(["nonFinite"], Errors(Dataset.Create("v", Matrix.Of(1, 1, 1), new Targets.Values(Matrix.Of(1, 1, double.NaN)), "")).Select(static e => e.Category));

    [Fact]
    public void Rows_selects_inputs_and_targets_together()
    {
        var data = Valid(Dataset.Create("r", Inputs, new Targets.Classes(Labels.Of(0, 1, 2), 3), "")).Rows([2, 0, 2]);
        Assert.Equal(Matrix.Of(3, 2, 0.5, 0.5, 3, 4, 0.5, 0.5), data.Inputs);
        Assert.Equal(new Targets.Classes(Labels.Of(2, 0, 2), 3), data.Targets);
        Assert.Throws<ArgumentException>(() => data.Rows([3]));
        Assert.Throws<ArgumentException>(() => data.Rows([-1]));
        Assert.Throws<ArgumentException>(() => data.Rows([]));
    }

    [Fact]
    public void Take_keeps_the_first_examples_and_refuses_more_than_there_are()
    {
        var data = Valid(Dataset.Create("t", Inputs, Signs, ""));
        Assert.Equal(Matrix.Of(2, 2, 3, 4, -1, 0), data.Take(2).Match(static d => d.Inputs, static e => throw new InvalidOperationException(e.Sentence)));
        foreach (var count in (int[])[0, -1, 4])
            Assert.Equal("parameterDomain", data.Take(count).Match(static _ => "accepted", static e => e.Category));
    }

    [Fact]
    public void The_content_hash_sees_every_bit_and_shape_but_not_the_name()
    {
        var data = Valid(Dataset.Create("a", Inputs, Signs, "x"));
        Assert.Equal(data.ContentHash, Valid(Dataset.Create("b", Matrix.Of(3, 2, 3, 4, -1, 0, 0.5, 0.5), new Targets.Signs(Vector.Of(1, -1, 1)), "y")).ContentHash);
        string[] others =
        [
            Valid(Dataset.Create("a", Matrix.Of(3, 2, 3, 4, -1, -0.0, 0.5, 0.5), Signs, "x")).ContentHash,
            Valid(Dataset.Create("a", Inputs, new Targets.Signs(Vector.Of(1, 1, 1)), "x")).ContentHash,
            Valid(Dataset.Create("a", Inputs, new Targets.Values(Matrix.Of(3, 1, 1, -1, 1)), "x")).ContentHash,
            Valid(Dataset.Create("a", Inputs, new Targets.Classes(Labels.Of(0, 1, 0), 2), "x")).ContentHash,
            Valid(Dataset.Create("a", Inputs, new Targets.Classes(Labels.Of(0, 1, 0), 3), "x")).ContentHash,
        ];
        Assert.Equal(6, others.Append(data.ContentHash).Distinct().Count());
        Assert.Matches("^[0-9a-f]{64}$", data.ContentHash);
    }

    [Fact]
    public void The_content_hash_is_the_one_that_records_on_disk_hold()
    {
        // Independently: Python's hashlib over the documented bytes.
        var data = Valid(Dataset.Create("a", Matrix.Of(1, 1, 1.0), new Targets.Signs(Vector.Of(-1)), ""));
        Assert.Equal("e19f843d21a122e9ea7cb01b3a9cad190aea35b11658409a75ef7fea89d352d8", data.ContentHash);
    }
}

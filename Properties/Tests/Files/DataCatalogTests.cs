using System.IO.Compression;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.DatasetTests;

namespace Marginalia.Tests;

public class DataCatalogTests
{
    private static Dataset Load(string specification, ulong seed = 0) => Valid(DataCatalog.Load(specification, new Key(seed)));

    private static Error Failed(string specification) => Assert.Single(Errors(DataCatalog.Load(specification, new Key(0))));

    [Fact]
    public void The_digits_are_the_1797_images_scaled_to_one()
    {
        var data = Load("digits");
        Assert.Same(Datasets.Digits(), data);
        Assert.Equal((1797, 64, 10), (data.Count, data.InputSize, data.OutputCount));
        var summary = DataSummary.Of(data);
        Assert.Equal((0.0, 1.0, 3), (summary.Minimum, summary.Maximum, summary.ConstantFeatures));
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], summary.TargetCounts.ToArray());
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], data.Inputs.Row(0)[..8].ToArray().Select(static x => (int)(x * 16)));
        Assert.Contains("CC", DataCatalog.Entries[0].Origin);
        Assert.Contains("/ 16", data.Provenance);
    }

    [Fact]
    public void Every_entry_loads_by_its_own_specification()
    {
        foreach (var entry in DataCatalog.Entries)
            Assert.Equal(Load(entry.Name), Load(entry.Specification));
    }

    [Theory]
    [InlineData("digits", "0e8803f5ce114c2fc226f7f6e55ed1096dac73126d8e9c9270bd1a09fefc33f6")]
    [InlineData("separable", "104cb5d388259e1b52ac51caf0914d328cfa0c2d74e01b86c2d7b17b4cbac626")]
    [InlineData("mixture", "1e9997fe6b49aa2f3ed595aebab42fee0907c56fc15a374197404d995ff5406a")]
    [InlineData("clusters", "d0270a8792df9ab0feed2d533c4ab8c7e63094237fdc034698ef198ff43bd5f0")]
    [InlineData("teacher", "9d8e1e6acc8099a087d63a6ed17b4d2de176551dd686f95a9e8b1bd816157142")]
    [InlineData("spirals", "6a46590f861a628c2122c9796775dd2acf051f775036f7d463800bbe9be0f4fd")]
    [InlineData("xor:noise=0.1", "0ec8857e03a15f5368a741a268be7fb39d09f0b102a5ba3f89514d066300dd70")]
    [InlineData("curve:function=sine,noise=0.1", "eac592ca7b7193aa711f0b6f22c3e7d3d26d392eb1598df6296b7eb0cae280ae")]
    public void Data_are_the_same_bits_on_every_machine(string specification, string hash) => Assert.Equal(hash, Load(specification, 1).ContentHash);

    [Fact]
    public void A_seed_in_the_specification_stands_for_the_runs_own()
    {
        Assert.Equal(Load("separable:n=7", 5), Load("separable:n=7,seed=5", 1));
        Assert.NotEqual(Load("separable:n=7", 5).ContentHash, Load("separable:n=7", 1).ContentHash);
        Assert.Equal(Load("separable:n=7").ContentHash, Valid(SeparableGaussians.Create(7, 5, 0.3, new Key(0).For("data"))).ContentHash);
    }

    [Fact]
    public void Options_apply_in_the_stated_order()
    {
        var data = Load("digits:take=100,signs=even-odd,divide=2");
        Assert.Equal((100, 1), (data.Count, data.OutputCount));
        Assert.Equal(0.5, DataSummary.Of(data).Maximum);
        Assert.Equal(new Targets.Signs(Vector.Of(1, -1, 1)), Load("digits:signs=even-odd,take=3").Targets);
        Assert.Equal(new Targets.Signs(Vector.Of(-1, 1, -1)), Load("digits:signs=1,take=3").Targets);
        Assert.InRange(DataSummary.Of(Load("mixture:n=50,standardize=true")).Mean, -1e-12, 1e-12);
    }

    [Theory]
    [InlineData("digit", "unknownName", "digits", "separable")]
    [InlineData("", "parameterDomain", "digits")]
    [InlineData("digits:n=5", "unknownName", "n", "take")]
    [InlineData("digits:take=0", "parameterDomain", "0", "1 to 1797")]
    [InlineData("digits:take=1798", "parameterDomain", "1798")]
    [InlineData("digits:take=ten", "parameterDomain", "ten")]
    [InlineData("digits:take=1,take=2", "parameterDomain", "once")]
    [InlineData("digits:signs=10", "parameterDomain", "10", "0 to 9")]
    [InlineData("digits:signs=odd", "parameterDomain", "odd", "even-odd")]
    [InlineData("digits:divide=0", "parameterDomain", "0")]
    [InlineData("digits:standardize=yes", "parameterDomain", "yes")]
    [InlineData("separable:gap=4", "parameterDomain", "4", "0 to 3")]
    [InlineData("separable:n=20,m=3", "unknownName", "m", "n, d, gap")]
    [InlineData("separable:seed=-1", "parameterDomain", "-1")]
    [InlineData("separable:signs=even-odd", "unsupported", "signs")]
    [InlineData("./none.csv", "inaccessible", "no such file")]
    [InlineData("./none.csv:seed=3", "unknownName", "seed")]
    [InlineData("./a.gz,./b.gz", "inaccessible", "./a.gz", "no such file")]
    public void A_bad_specification_is_one_sentence_with_the_value(string specification, string category, params string[] texts)
    {
        var error = Failed(specification);
        Assert.Equal(category, error.Category);
        Assert.All(texts, text => Assert.Contains(text, error.Sentence));
    }

    [Theory]
    [InlineData("1,2,0\n3,4,2\n", "", "classes", 3)]
    [InlineData("1,2,1\n3,4,-1\n", "", "signs", 1)]
    [InlineData("1,2,1\n3,4,1\n", "", "classes", 2)]
    [InlineData("1,2,1\n3,4,1\n", ":targets=signs", "signs", 1)]
    [InlineData("1,2,0.5\n3,4,1\n", "", "values", 1)]
    [InlineData("1,2,0\n3,4,1\n", ":targets=values", "values", 1)]
    [InlineData("1,2,0\n3,4,1\n", ":classes=10", "classes", 10)]
    [InlineData("1,2,20000\n3,4,1\n", "", "values", 1)]
    [InlineData("1,2,-2\n3,4,1\n", "", "values", 1)]
    public void Labels_are_recognized_or_taken_as_told_and_the_record_says_which(string text, string options, string kind, int outputs)
    {
        using var folder = new Folder();
        var data = Load(folder.Put("a.csv", Utf8(text)) + options);
        Assert.Equal((kind, outputs, 2, 2), (data.Targets.Kind, data.OutputCount, data.Count, data.InputSize));
        Assert.Equal(!options.StartsWith(":targets", StringComparison.Ordinal), data.Provenance.Contains("(recognized)"));
        Assert.Equal("a.csv", data.Name);
    }

    [Theory]
    [InlineData("1,2,0\n3,4,1\n", ":targets=signs", "labelDomain", "0", "-1 or +1")]
    [InlineData("1,2,0\n3,4,-1\n", ":targets=classes", "labelDomain", "-1", "example 1")]
    [InlineData("1,2,0\n3,4,0.5\n", ":targets=classes", "labelDomain", "0.5")]
    [InlineData("1,2,0\n3,4,3\n", ":classes=3", "labelDomain", "3", "0 to 2")]
    [InlineData("1,2,0\n3,4,3\n", ":classes=1", "parameterDomain", "1")]
    [InlineData("1,2,0\n3,4,3\n", ":targets=words", "parameterDomain", "words")]
    [InlineData("1,2,0\n3,nan,3\n", "", "nonFinite", "row 1, column 1")]
    [InlineData("1,2,0\n3,4,inf\n", "", "nonFinite", "example 1")]
    [InlineData("1\n2\n", "", "shapeMismatch", "2 x 1")]
    [InlineData("x,y\n", "", "malformed", "a.csv: its only line is taken for the header, since 'x' is no number")]
    [InlineData("1,2,cat", "", "malformed", "a.csv: its only line is taken for the header, since 'cat' is no number")]
    [InlineData("# nothing\n\n", "", "malformed", "a.csv: it holds no line of numbers")]
    [InlineData("", "", "malformed", "a.csv: is empty")]
    [InlineData("1,2\nsetosa,3\n", "", "malformed", "setosa")]
    public void Bad_files_are_one_sentence_with_the_value(string text, string options, string category, params string[] texts)
    {
        using var folder = new Folder();
        var error = Failed(folder.Put("a.csv", Utf8(text)) + options);
        Assert.True(category == error.Category, error.Sentence);
        Assert.All(texts, t => Assert.Contains(t, error.Sentence));
    }

    [Fact]
    public void An_npz_with_x_and_y_is_a_data_set_with_axes_flattened()
    {
        using var folder = new Folder();
        var path = folder.Put("t.bin", Zip(CompressionLevel.Optimal, ("x.npy", NpyBytes("'<f8'", "(2, 1, 2)", F64(1, 2, 3, 4))), ("y.npy", NpyBytes("'|u1'", "(2,)", [0, 3]))));
        var data = Load(path);
        Assert.Equal(Matrix.Of(2, 2, 1, 2, 3, 4), data.Inputs);
        Assert.Equal(new Targets.Classes(Labels.Of(0, 3), 4), data.Targets);
        Assert.Contains("2 x 1 x 2", data.Provenance);
        var values = folder.Put("v.npz", Zip(CompressionLevel.Optimal, ("x.npy", NpyBytes("'<f8'", "(1, 1)", F64(1))), ("y.npy", NpyBytes("'<f8'", "(1, 2)", F64(5, 6)))));
        Assert.Equal(new Targets.Values(Matrix.Of(1, 2, 5, 6)), Load(values).Targets);
        Assert.Equal("shapeMismatch", Failed(values + ":targets=signs").Category);
    }

    [Fact]
    public void Sequences_stored_steps_first_are_brought_in_the_order_of_their_labels()
    {
        using var folder = new Folder();
        byte[] x = NpyBytes("'<f8'", "(2, 3, 1)", F64(1, 2, 3, 4, 5, 6));
        var path = folder.Put("s.npz", Zip(CompressionLevel.Optimal, ("x.npy", x), ("y.npy", NpyBytes("'<i4'", "(3,)", [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]))));
        var data = Load(path);
        Assert.Equal(Matrix.Of(3, 2, 1, 4, 2, 5, 3, 6), data.Inputs);
        Assert.Contains("examples along axis 1", data.Provenance);
        var first = folder.Put("f.npz", Zip(CompressionLevel.Optimal, ("x.npy", x), ("y.npy", NpyBytes("'<i4'", "(2,)", [0, 0, 0, 0, 1, 0, 0, 0]))));
        Assert.Equal(Matrix.Of(2, 3, 1, 2, 3, 4, 5, 6), Load(first).Inputs);
        Assert.DoesNotContain("axis 1", Load(first).Provenance);
    }

    [Fact]
    public void An_npz_without_x_or_with_unequal_lengths_says_so()
    {
        using var folder = new Folder();
        var path = folder.Put("t.npz", Zip(CompressionLevel.Optimal, ("inputs.npy", NpyBytes("'<f8'", "(1, 1)", F64(1)))));
        Assert.Contains("'x'", Failed(path).Sentence);
        Assert.Contains("inputs", Failed(path).Sentence);
        var unequal = folder.Put("u.npz", Zip(CompressionLevel.Optimal, ("x.npy", NpyBytes("'<f8'", "(2, 1)", F64(1, 2))), ("y.npy", NpyBytes("'<f8'", "(1,)", F64(0)))));
        Assert.Equal("shapeMismatch", Failed(unequal).Category);
        var number = folder.Put("n.npz", Zip(CompressionLevel.Optimal, ("x.npy", NpyBytes("'<f8'", "()", F64(1))), ("y.npy", NpyBytes("'<f8'", "()", F64(0)))));
        Assert.Equal("shapeMismatch", Failed(number).Category);
        var empty = folder.Put("e.npz", Zip(CompressionLevel.Optimal, ("x.npy", NpyBytes("'<f8'", "(0, 3)", [])), ("y.npy", NpyBytes("'<f8'", "(0,)", []))));
        Assert.Equal("emptyData", Failed(empty).Category);
    }

    [Fact]
    public void Two_files_are_inputs_and_labels_and_bytes_of_images_are_divided_by_255()
    {
        using var folder = new Folder();
        var images = folder.Put("images", IdxBytes(8, [2, 1, 2], [0, 255, 51, 102]));
        var labels = folder.Put("labels.gz", Gzip(IdxBytes(8, [2], [0, 1])));
        Assert.Equal(Matrix.Of(2, 2, 0, 1, 0.2, 0.4), Load($"{images},{labels}").Inputs);
        Assert.Equal(Matrix.Of(2, 2, 0, 255, 51, 102), Load($"{images},{labels}:divide=1").Inputs);
        var x = folder.Put("x.npy", NpyBytes("'<f8'", "(2, 1)", F64(3, 4)));
        Assert.Equal(Matrix.Of(2, 1, 3, 4), Load($"{x},{folder.Put("y.csv", Utf8("0\n1\n"))}").Inputs);
        Assert.Contains("lacks the labels", Failed(images).Sentence);
        Assert.Contains("lacks the labels", Failed(x).Sentence);
    }

    [SharedDataFact("iris.csv")]
    public void Iris_is_read_with_its_odd_header_skipped()
    {
        var data = Load(SharedData.Path("iris.csv")!);
        Assert.Equal((150, 4, 3), (data.Count, data.InputSize, data.OutputCount));
        Assert.Equal([50, 50, 50], DataSummary.Of(data).TargetCounts.ToArray());
        Assert.Contains("header line skipped", data.Provenance);
    }

    [Fact]
    public void A_summary_counts_duplicates_and_contradictions()
    {
        var data = Valid(Dataset.Create("d", Matrix.Of(4, 2, 1, 5, 2, 5, 1, 5, 1, 5), new Targets.Signs(Vector.Of(1, 1, 1, -1)), ""));
        var summary = DataSummary.Of(data);
        Assert.Equal((2, 1, 1), (summary.Duplicates, summary.Contradictions, summary.ConstantFeatures));
        Assert.Equal([1, 3], summary.TargetCounts.ToArray());
        Assert.Equal((1.0, 5.0, 3.125), (summary.Minimum, summary.Maximum, summary.Mean));
    }
}

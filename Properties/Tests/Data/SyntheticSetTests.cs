using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.DatasetTests;
using static Marginalia.Tests.Generated;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

public class SyntheticSetTests
{
    public static TheoryData<string> Names => new(SyntheticSets.All.Map(static s => s.Name));

    /// <summary>All but "curve", whose equally spaced points move when there are more of them.</summary>
    public static TheoryData<string> Drawn => new(SyntheticSets.All.Map(static s => s.Name).Filter(static n => n != "curve"));

    private static SyntheticSet Set(string name) => SyntheticSets.All.Find(s => s.Name == name).IfNone(static () => throw new InvalidOperationException());

    private static Dataset Make(string name, ulong seed, params (string, string)[] changes) => Valid(Set(name).Generate(new Key(seed), changes.ToArr()));

    [Theory]
    [MemberData(nameof(Names))]
    public void Defaults_make_a_data_set_whose_name_is_its_full_specification(string name)
    {
        var set = Set(name);
        var data = Valid(set.Generate(new Key(0)));
        Assert.Equal(set.Parameters.Map(static p => p.Name), data.Name.Split(':')[1].Split(',').Select(static p => p.Split('=')[0]));
        var again = data.Name.Split(':')[1].Split(',').Select(static p => (p.Split('=')[0], p.Split('=')[1])).ToArr();
        Assert.Equal(data, Valid(set.Generate(new Key(0), again)));
        Assert.True(set.Parameters.ForAll(static p => p.Accepts(p.Default)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_keys_make_different_data_and_one_key_the_same_bits(string name)
    {
        var noisy = Set(name).Parameters.Exists(static p => p.Name == "noise") ? new[] { ("noise", "0.5") } : [];
        Assert.Equal(Make(name, 1, noisy).ContentHash, Make(name, 1, noisy).ContentHash);
        Assert.NotEqual(Make(name, 1, noisy).ContentHash, Make(name, 2, noisy).ContentHash);
    }

    [Theory]
    [MemberData(nameof(Drawn))]
    public void More_examples_keep_the_earlier_ones(string name)
    {
        var (few, many) = (Make(name, 3, ("n", "10")), Make(name, 3, ("n", "25")));
        Assert.Equal(few.Inputs, Right(many.Take(10)).Inputs);
        Assert.Equal(few.Targets, Right(many.Take(10)).Targets);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Wrong_parameters_are_reported_all_at_once(string name)
    {
        var errors = Errors(Set(name).Generate(new Key(0), Array(("n", "0"), ("colour", "red"), ("n", "7"))));
        Assert.Equal(["parameterDomain", "unknownName", "parameterDomain"], errors.Select(static e => e.Category));
        foreach (var text in (string[])["", "x", "NaN", "1e99", "2.5", "-1", "Infinity"])
            Assert.Equal(["parameterDomain"], Errors(Set(name).Generate(new Key(0), Array(("n", text)))).Select(static e => e.Category));
    }

    [Fact]
    public void Too_many_entries_are_refused_before_anything_is_allocated() =>
        Assert.Contains("n * d", Assert.Single(Errors(Set("separable").Generate(new Key(0), Array(("n", "1000000"), ("d", "1000"))))).Sentence);

    [Fact]
    public void Separable_data_are_separated_by_their_teacher_beyond_the_gap() => ForKeys(60, static key =>
    {
        int n = Integer(key, "n", 1, 40), d = Integer(key, "d", 1, 8);
        var gap = Integer(key, "gap", 0, 15) / 10.0;
        var data = Valid(SeparableGaussians.Create(n, d, gap, key));
        var teacher = SeparableGaussians.Teacher(d, key);
        Assert.Equal(1, teacher.Span.ToArray().Sum(static w => w * w), 1e-14);
        var labels = ((Targets.Signs)data.Targets).Labels;
        for (var i = 0; i < n; i++)
            Assert.True(labels[i] * Enumerable.Range(0, d).Sum(j => data.Inputs[i, j] * teacher[j]) > gap - 1e-12, $"example {i}");
    });

    [Fact]
    public void Separable_inputs_are_standard_Gaussian_across_the_teacher_and_truncated_along_it()
    {
        var data = Valid(SeparableGaussians.Create(20_000, 3, 0.5, new Key(5)));
        var teacher = SeparableGaussians.Teacher(3, new Key(5));
        double along = 0, total = 0, positive = 0;
        for (var i = 0; i < data.Count; i++)
        {
            var z = Enumerable.Range(0, 3).Sum(j => data.Inputs[i, j] * teacher[j]);
            along += z * z / data.Count;
            total += data.Inputs.Row(i).ToArray().Sum(static x => x * x) / data.Count;
            positive += z > 0 ? 1.0 / data.Count : 0;
        }

        // E[z^2 | |z| > g] = 1 + g phi(g)/(1 - Phi(g)) = 1 + 0.5 * 0.35207/0.30854 = 1.57054; the other two coordinates have variance 1.
        Assert.InRange(along, 1.53, 1.61);
        Assert.InRange(total - along, 1.96, 2.04);
        Assert.InRange(positive, 0.48, 0.52);
    }

    [Fact]
    public void A_larger_gap_keeps_the_inputs_that_already_satisfied_it()
    {
        var (loose, tight) = (Make("separable", 1, ("n", "50"), ("gap", "0")), Make("separable", 1, ("n", "50"), ("gap", "0.8")));
        var same = Enumerable.Range(0, 50).Count(i => loose.Inputs.Row(i).SequenceEqual(tight.Inputs.Row(i)));
        // P(|z| > 0.8) = 0.424.
        Assert.InRange(same, 10, 32);
    }

    [Fact]
    public void The_mixture_has_the_moments_it_states()
    {
        var data = Make("mixture", 4, ("n", "20000"), ("d", "3"), ("classes", "2"), ("spread", "5"), ("noise", "2"));
        var labels = ((Targets.Classes)data.Targets).Labels.ToArray();
        for (var c = 0; c < 2; c++)
        {
            var rows = Enumerable.Range(0, data.Count).Where(i => labels[i] == c).ToArray();
            Assert.InRange(rows.Length, 9700, 10300);
            for (var j = 0; j < 3; j++)
            {
                var mean = rows.Average(i => data.Inputs[i, j]);
                Assert.InRange(rows.Average(i => (data.Inputs[i, j] - mean) * (data.Inputs[i, j] - mean)), 3.8, 4.2);
            }
        }
    }

    [Fact]
    public void Without_noise_clusters_are_unit_centers_with_their_class()
    {
        var data = Make("clusters", 2, ("n", "300"), ("d", "4"), ("classes", "3"), ("centers", "2"), ("noise", "0"));
        var labels = ((Targets.Classes)data.Targets).Labels;
        var classOf = new Dictionary<string, int>();
        for (var i = 0; i < data.Count; i++)
        {
            Assert.Equal(1, data.Inputs.Row(i).ToArray().Sum(static x => x * x), 1e-13);
            var center = string.Join(",", data.Inputs.Row(i).ToArray());
            Assert.Equal(labels[i], classOf.TryGetValue(center, out var known) ? known : classOf[center] = labels[i]);
        }

        Assert.Equal(6, classOf.Count);
        Assert.Equal([2, 2, 2], classOf.Values.GroupBy(static c => c).Select(static g => g.Count()));
    }

    [Fact]
    public void The_teachers_outputs_have_population_mean_zero()
    {
        var inputs = TeacherLabels.GaussianInputs(100_000, 6, new Key(8).For("sample"));
        var outputs = ReluTeacher.Outputs(inputs, 4, 3, new Key(8));
        for (var k = 0; k < 3; k++)
        {
            var column = Enumerable.Range(0, inputs.Rows).Select(i => outputs[i, k]).ToArray();
            var deviation = Math.Sqrt(column.Average(static y => y * y) / column.Length);
            Assert.InRange(column.Average(), -4 * deviation, 4 * deviation);
        }
    }

    [Fact]
    public void A_teacher_given_as_a_function_labels_as_asked()
    {
        static Matrix Outputs(Matrix x) => Matrix.Build(x.Rows, 2, t => { for (var i = 0; i < x.Rows; i++) (t[2 * i], t[(2 * i) + 1]) = (x[i, 0], 1); });
        var inputs = Matrix.Of(3, 1, 0, 1, 2);
        Assert.Equal(new Targets.Classes(Labels.Of(1, 0, 0), 2), Valid(TeacherLabels.Create("t", inputs, Outputs, TeacherTargets.LargestOutput, "")).Targets);
        Assert.Equal(new Targets.Values(Matrix.Of(3, 2, 0, 1, 1, 1, 2, 1)), Valid(TeacherLabels.Create("t", inputs, Outputs, TeacherTargets.Values, "")).Targets);
        Assert.Equal(["shapeMismatch"], Errors(TeacherLabels.Create("t", inputs, Outputs, TeacherTargets.Sign, "")).Select(static e => e.Category));
        Assert.Equal(["labelDomain"], Errors(TeacherLabels.Create("t", inputs, static x => x, TeacherTargets.Sign, "")).Select(static e => e.Category));
        Assert.Equal(["nonFinite"], Errors(TeacherLabels.Create("t", inputs, static x => Matrix.Of(3, 1, 1, double.NaN, 1), TeacherTargets.Sign, "")).Select(static e => e.Category));
    }

    [Fact]
    public void Noiseless_spirals_lie_on_their_arm()
    {
        var data = Make("spirals", 2, ("n", "100"), ("arms", "3"), ("turns", "1.25"), ("noise", "0"));
        var labels = ((Targets.Classes)data.Targets).Labels;
        for (var i = 0; i < data.Count; i++)
        {
            var (x, y) = (data.Inputs[i, 0], data.Inputs[i, 1]);
            var radius = Math.Sqrt((x * x) + (y * y));
            Assert.InRange(radius, 0, 1 + 1e-12);
            var angle = 2 * Math.PI * ((1.25 * radius) + (labels[i] / 3.0));
            Assert.Equal(radius * Math.Cos(angle), x, 1e-12);
            Assert.Equal(radius * Math.Sin(angle), y, 1e-12);
        }
    }

    [Fact]
    public void Xor_without_noise_is_exactly_xor()
    {
        var data = Make("xor", 0);
        Assert.Equal(Matrix.Of(4, 2, 1, 1, -1, -1, 1, -1, -1, 1), data.Inputs);
        Assert.Equal(new Targets.Signs(Vector.Of(1, 1, -1, -1)), data.Targets);
    }

    [Fact]
    public void Curves_run_from_minus_one_to_one_and_have_the_stated_values()
    {
        var ramp = Make("curve", 0);
        Assert.Equal((12, -1.0, 1.0), (ramp.Count, ramp.Inputs[0, 0], ramp.Inputs[11, 0]));
        var values = ((Targets.Values)ramp.Targets).Matrix;
        Assert.Equal(0, values[0, 0]);
        Assert.Equal(1.5, values[11, 0], 1e-15);
        Assert.Equal(0.45, ((Targets.Values)Make("curve", 0, ("function", "w")).Targets).Matrix[0, 0], 1e-15);
        Assert.Equal(0.97, ((Targets.Values)Make("curve", 0, ("function", "abs")).Targets).Matrix[0, 0], 1e-15);
        Assert.Equal(0, Make("curve", 0, ("n", "1")).Inputs[0, 0]);
        Assert.Contains("ramp, w, abs, sine", Assert.Single(Errors(Set("curve").Generate(new Key(0), Array(("function", "tent"))))).Sentence);
    }

    [Fact]
    public void Every_reference_case_of_invalid_input_that_is_a_data_set_gives_its_category()
    {
        foreach (var test in ReferenceFiles.Cases("normalized-flow", "invalid_input.json"))
        {
            var input = test.GetProperty("input");
            var outcome = test.GetProperty("expected").GetProperty("outcome").GetString();
            if (!input.TryGetProperty("x", out var x) || outcome is not ("labelDomain" or "nonFinite" or "emptyData" or "shapeMismatch") || input.TryGetProperty("weights", out _))
                continue;
            var (rows, flat, y) = (x.GetArrayLength(), ReferenceFiles.Flat(x), ReferenceFiles.Flat(input.GetProperty("y")));
            var inputs = Matrix.Of(rows, rows == 0 ? 0 : flat.Length / rows, flat);
            Targets targets = input.TryGetProperty("classes", out var classes)
                ? new Targets.Classes(Labels.Of([.. y.Select(static v => (int)v)]), classes.GetInt32())
                : new Targets.Signs(Vector.Of(y));
            Assert.Contains(outcome, Errors(Dataset.Create("case", inputs, targets, "")).Select(static e => e.Category));
        }
    }
}

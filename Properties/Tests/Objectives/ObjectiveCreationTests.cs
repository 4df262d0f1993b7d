using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ObjectiveCreationTests
{
    private static readonly Targets Signs = new Targets.Signs(Vector.Of(1, -1));

    private static readonly Targets Classes = new Targets.Classes(Labels.Of(2, 0), 3);

    private static readonly Targets Values = new Targets.Values(Matrix.Of(2, 2, 1, -1, 0, 3));

    private static IReadOnlyList<Error> Create(Loss loss, Targets targets, int outputs, int inputs = 2)
    {
        var network = Valid(Network.Dense([inputs, outputs], new Activation.Relu(), BiasPlacement.None));
        var data = Valid(Dataset.Create("two", Matrix.Of(2, 2, 1, 2, 3, 4), targets, ""));
        return Errors(Objective.Create(network, data, loss, Reduction.Mean, Arithmetic));
    }

    public static TheoryData<string, string> Accepted => new()
    {
        { "exponential", "signs" }, { "exponential", "classes" }, { "logistic", "signs" }, { "crossEntropy", "classes" }, { "half", "values" },
        { "half", "signs" }, { "square", "values" }, { "quarter", "values" }, { "robust", "values" }, { "robust", "signs" }, { "squared(0.3)", "values" },
    };

    public static TheoryData<string, string> Rejected => new()
    {
        { "exponential", "values" }, { "logistic", "classes" }, { "logistic", "values" }, { "crossEntropy", "signs" }, { "crossEntropy", "values" },
        { "half", "classes" }, { "robust", "classes" },
    };

    private static Targets Of(string kind) => kind switch { "signs" => Signs, "classes" => Classes, _ => Values };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Every_loss_accepts_the_targets_that_it_is_defined_for(string loss, string targets) =>
        Assert.Empty(Create(Valid(Loss.Parse(loss)), Of(targets), Of(targets).OutputCount));

    [Theory]
    [MemberData(nameof(Rejected))]
    public void Other_targets_are_labelDomain_errors_and_never_remapped(string loss, string targets)
    {
        var error = Assert.IsType<Error.LabelDomain>(Assert.Single(Create(Valid(Loss.Parse(loss)), Of(targets), Of(targets).OutputCount)));
        Assert.Equal(0, error.Example);
        Assert.Contains(error.Label.ToString(), error.Sentence);
    }

    [Fact]
    public void All_errors_are_reported_at_once() =>
        Assert.Equal(
            ["labelDomain", "parameterDomain", "shapeMismatch"],
            Create(new Loss.Squared(-1), Classes, 2, 5).Select(static e => e.Category).Order());

    [Fact]
    public void A_network_with_another_number_of_outputs_is_a_shape_mismatch() =>
        Assert.Equal(["shapeMismatch"], Create(new Loss.CrossEntropy(), Classes, 4).Select(static e => e.Category));

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_squared_loss_needs_a_positive_factor(double alpha) =>
        Assert.Equal(["parameterDomain"], Create(new Loss.Squared(alpha), Values, 2).Select(static e => e.Category));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void The_name_of_a_loss_reads_back_as_the_same_loss(string name, string _) => Assert.Equal(name, Valid(Loss.Parse(name)).Name);

    [Fact]
    public void Alternative_names_and_letter_case_are_understood()
    {
        Assert.Equal(new Loss.Exponential(), Valid(Loss.Parse("exp")));
        Assert.Equal(new Loss.CrossEntropy(), Valid(Loss.Parse("softmax")));
        Assert.Equal(new Loss.CrossEntropy(), Valid(Loss.Parse("CrossEntropy")));
        Assert.Equal(Loss.Half, Valid(Loss.Parse("mse")));
    }

    [Theory]
    [InlineData("hinge", "unknownName")]
    [InlineData("", "unknownName")]
    [InlineData("squared(-1)", "parameterDomain")]
    [InlineData("squared(x)", "parameterDomain")]
    public void A_name_that_is_no_loss_is_an_error_that_repeats_it(string name, string category)
    {
        var error = Assert.Single(Errors(Loss.Parse(name)));
        Assert.Equal(category, error.Category);
        Assert.Contains(name.Replace("squared(", "").Replace(")", ""), error.Sentence);
    }

    [Fact]
    public void Losses_without_a_logarithm_say_so()
    {
        var (objective, point) = ObjectiveInstance.Of(new Sample(new Key(3)), Loss.Half, new Activation.Tanh(), BiasPlacement.None);
        Assert.Contains("half", objective.LogGradient(point).Match(static _ => "", static e => e.Sentence));
        Assert.Contains("half", objective.LogHessianVectorProduct(point, point.Flat).Match(static _ => "", static e => e.Sentence));
        Assert.Contains("half", objective.LogHessian(point).Match(static _ => "", static e => e.Sentence));
    }
}

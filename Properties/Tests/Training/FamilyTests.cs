using Marginalia.Numerics;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class FamilyTests
{
    [Fact]
    public void Every_member_reads_its_own_text_back() => Sample.ForAll(20, sample =>
    {
        RoundTrip(Rules.All, static r => r.Text, sample);
        RoundTrip(Schedules.All, static s => s.Text, sample);
        RoundTrip(Samplers.All, static s => s.Text, sample);
        RoundTrip(StoppingRules.All, static s => s.Text, sample);
    });

    [Theory]
    [InlineData("Momentum( 0.5 , LAMBDA=1e-3 )", "momentum(mu=0.5, lambda=0.001)")]
    [InlineData("gradientdescent", "gradientDescent(lambda=0)")]
    [InlineData("adam(epsilon=1e-6)", "adam(beta1=0.9, beta2=0.999, epsilon=1E-06, lambda=0)")]
    public void A_rule_is_read_by_position_or_by_name(string text, string canonical) => Assert.Equal(canonical, Valid(Rules.Parse(text)).Text);

    [Theory]
    [InlineData("momentum(mu=1)", "mu = 1 is not allowed; use a number from 0 to below 1.")]
    [InlineData("gradientDescent(-1)", "lambda = -1 is not allowed; use 0 or a positive number.")]
    [InlineData("momentum(0.9, 0, 3)", "momentum(0.9, 0, 3) = more than 2 numbers is not allowed; use momentum(mu=0.9, lambda=0).")]
    [InlineData("momentum(speed=3)", "There is no parameter of momentum 'speed'; known: mu, lambda.")]
    [InlineData("momentum(mu=fast)", "mu of momentum = 'fast' is not allowed; use a number.")]
    [InlineData("momentum(0.9", "rule 'momentum(0.9': the closing parenthesis is missing; write for instance gradientDescent(lambda=0).")]
    [InlineData("sgd", "There is no rule 'sgd'; known: gradientDescent, momentum")]
    [InlineData("marginSafeController(0.1, 0.01)", "ceiling = 0.01 is not allowed; use a number that is at least the floor.")]
    public void A_rule_that_makes_no_sense_is_refused_with_a_sentence(string text, string sentence) =>
        Assert.StartsWith(sentence, Errors(Rules.Parse(text))[0].Sentence, StringComparison.Ordinal);

    [Theory]
    [InlineData("-0.1", "the step size = -0.1 is not allowed; use a positive number.")]
    [InlineData("0", "the step size = 0 is not allowed; use a positive number.")]
    [InlineData("constant(Infinity)", "the step size = Infinity is not allowed; use a positive number.")]
    [InlineData("power(0.1, 0)", "t0 = 0 is not allowed; use a positive number.")]
    [InlineData("power(0.1, 1, -1)", "alpha = -1 is not allowed; use 0 or a positive number.")]
    [InlineData("steps(0.1, 100, 0.01, 50, 0.001)", "a step at which the step size changes = 50 is not allowed; use steps that are positive and increase.")]
    [InlineData("steps(0.1, 100)", "the step size from step 100 on = NaN is not allowed; use a positive number.")]
    [InlineData("constant", "rate of constant = nothing is not allowed; use the step size, a positive number, for instance in constant(rate=...).")]
    public void A_schedule_that_makes_no_sense_is_refused_with_a_sentence(string text, string sentence) =>
        Assert.Equal(sentence, Errors(Schedules.Parse(text))[0].Sentence);

    [Fact]
    public void A_bad_batch_of_numbers_is_reported_at_once() => Assert.Equal(2, Errors(Rules.Parse("momentum(2, -1)")).Count);

    [Fact]
    public void Every_rule_says_where_it_comes_from_and_what_its_step_size_means()
    {
        foreach (var rule in Rules.All.Members.Map(static m => Valid(Rules.Parse(m.Name))))
        {
            Assert.Contains("docs/theory/", rule.Source.Section, StringComparison.Ordinal);
            Assert.EndsWith(".", rule.RateMeaning, StringComparison.Ordinal);
            Assert.EndsWith(".", rule.Member.Summary, StringComparison.Ordinal);
        }
    }

    private static void RoundTrip<T>(Family<T> family, Func<T, string> text, Sample sample)
    {
        foreach (var member in family.Members)
        {
            var made = member.Make(member.Parameters.Map(p => p.IsInteger ? sample.Integer(1, 50) : double.IsNaN(p.Default) ? sample.Uniform(0.1, 2) : p.Default * sample.Uniform(0.9, 1)));
            Assert.Equal(made, Valid(family.Parse(text(made))));
        }
    }
}

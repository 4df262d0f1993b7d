using LanguageExt;
using Marginalia.Native;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class NumericsPoliciesTests
{
    private static string Sentence(Either<Error, NumericsPolicy> outcome) => outcome.Match(static _ => "", static error => error.Sentence);

    private static NumericsPolicy Policy(Either<Error, NumericsPolicy> outcome) =>
        outcome.Match(static policy => policy, static error => throw new InvalidOperationException(error.Sentence));

    [Fact]
    public void The_default_is_mkl_exactly_where_MKL_is_found() =>
        Assert.Equal(NativeMkl.IsAvailable ? PolicyKind.Mkl : PolicyKind.Portable, NumericsPolicies.Default().Kind);

    [Fact]
    public void An_unknown_word_is_an_error_that_lists_the_known_ones() =>
        Assert.Equal("There is no numerics policy 'fast'; known: mkl, portable.", Sentence(NumericsPolicies.Named("fast", 1)));

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_number_of_threads_that_is_not_positive_is_an_error_with_the_number(int threads) =>
        Assert.Equal($"threads = {threads} is not allowed; use a whole number of at least 1.", Sentence(NumericsPolicies.Named("portable", threads)));

    [Fact]
    public void Asking_for_mkl_gives_it_or_says_how_to_get_it()
    {
        var outcome = NumericsPolicies.Named("mkl", 1);
        if (NativeMkl.IsAvailable)
            Assert.Equal(PolicyKind.Mkl, Policy(outcome).Kind);
        else
            Assert.Contains("choose 'portable'", Sentence(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_request_has_kernels_of_its_own_because_they_serve_one_thread_at_a_time() =>
        Assert.NotSame(NumericsPolicies.Portable().Kernels, NumericsPolicies.Portable().Kernels);

    [MklFact]
    public void The_decompositions_of_the_mkl_policy_rebuild_their_matrix_and_bear_its_version()
    {
        var policy = Policy(NumericsPolicies.Mkl());
        Assert.Equal(policy.Kernels.Name, policy.Decompositions.Name);
        var values = new double[40 * 25];
        Draws.Gaussian(new Key(3), RandomStream.Data, 0, values);
        var a = Matrix.Of(40, 25, values);
        var svd = policy.Decompositions.Svd(a).Match(static x => x, static error => throw new InvalidOperationException(error.Sentence));
        var scaled = Matrix.Build(40, 25, target =>
        {
            for (var i = 0; i < 40; i++)
                for (var j = 0; j < 25; j++)
                    target[(i * 25) + j] = svd.Left[i, j] * svd.Values[j];
        });
        var rebuilt = new double[40 * 25];
        policy.Kernels.Multiply(new(40, 25, 25), scaled.Span, svd.RightTransposed.Span, rebuilt);
        Assert.Equal(-1, new Tolerance(0, 1e-13, ToleranceScale.PerArray).FirstDifference(rebuilt, a.Span));
    }
}

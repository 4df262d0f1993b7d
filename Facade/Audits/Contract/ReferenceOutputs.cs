using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>Outputs that another program computed with the same network.</summary>
/// <param name="Source">Where they come from, for messages.</param>
/// <param name="Outputs">One row for each example.</param>
/// <param name="Inputs">The examples they belong to; none for those of the data.</param>
/// <param name="Tolerance">The largest relative deviation that agrees; none for that of the type the weights are stored in.</param>
public sealed record ReferenceOutputs(string Source, Matrix Outputs, Option<Matrix> Inputs, Option<double> Tolerance);

/// <summary>The comparison of a network with outputs of another program.</summary>
/// <param name="Reference">Where those come from.</param>
/// <param name="Compared">What was compared: the logits, or what the file computes from them.</param>
/// <param name="Deviation">The largest difference of two entries over the largest entry of the reference.</param>
/// <param name="Tolerance">The largest deviation that agrees.</param>
/// <param name="Examples">The number of examples compared.</param>
/// <param name="Decisions">The number of examples whose largest output is another one.</param>
public sealed record FunctionCheck(string Reference, string Compared, double Deviation, double Tolerance, int Examples, int Decisions)
{
    /// <summary>Whether the deviation is within the tolerance.</summary>
    public bool Agrees => Deviation <= Tolerance;

    /// <summary>The check as a verdict.</summary>
    /// <param name="model">The name of the model.</param>
    public Verdict Verdict(string model) => new(
        "reference", $"{model} gives the outputs of {Reference}.", Agrees ? VerdictStatus.Holds : VerdictStatus.Violated,
        FormattableString.Invariant($"largest relative deviation {Deviation:G3} of {Compared} on {Examples} examples, {Decisions} of them decided differently"),
        FormattableString.Invariant($"at most {Tolerance:R}"), "");
}

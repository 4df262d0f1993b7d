using System.Diagnostics;
using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Bounds;

/// <summary>What a bound's number may be called.</summary>
public abstract record BoundStatus
{
    private BoundStatus() { }

    /// <summary>A theorem whose preconditions hold, with every constant and union bound.</summary>
    public sealed record Certified : BoundStatus;

    /// <summary>Depends on quantities estimated from draws.</summary>
    /// <param name="Draws">How many.</param>
    public sealed record Sampled(int Draws) : BoundStatus;

    /// <summary>The value at the observed norm, without the union bound that a certificate needs, or with constants quoted from the source that were not derived again.</summary>
    public sealed record Diagnostic : BoundStatus;

    /// <summary>Published with unspecified constants; never a certificate.</summary>
    public sealed record Asymptotic : BoundStatus;

    /// <summary>Does not apply.</summary>
    /// <param name="Reason">Which precondition fails.</param>
    public sealed record Void(string Reason) : BoundStatus;

    /// <summary>The word for reports.</summary>
    public string Word => this switch
    {
        Certified => "certified",
        Sampled s => $"sampled ({s.Draws} draws)",
        Diagnostic => "diagnostic",
        Asymptotic => "asymptotic",
        Void => "void",
        _ => throw new UnreachableException(),
    };
}

/// <summary>The number of a bound with everything that went into it.</summary>
/// <param name="Status">What the number may be called.</param>
/// <param name="Value">The bound on the risk, or why there is none; never clipped.</param>
/// <param name="IsVacuous">Whether it says nothing: 1 or more for a risk.</param>
/// <param name="Inputs">Every quantity and constant that went in, by name.</param>
public sealed record BoundValue(BoundStatus Status, Number Value, bool IsVacuous, Arr<(string Name, Number Value)> Inputs);

/// <summary>A generalization bound as a value.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Statement">The theorem in one sentence.</param>
/// <param name="Formula">The bound with all constants.</param>
/// <param name="Preconditions">What it assumes.</param>
/// <param name="Confidence">The default delta: it holds with probability at least 1 - delta.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Compute">The function of the input and delta.</param>
public sealed record Bound(
    string Id,
    string Statement,
    string Formula,
    string Preconditions,
    double Confidence,
    Source Source,
    Func<MeasureInput, double, BoundValue> Compute);

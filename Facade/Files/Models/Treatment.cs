using System.Diagnostics;

namespace Marginalia.Files;

/// <summary>What an audit makes of a node of a file.</summary>
public abstract record Treatment
{
    private Treatment() { }

    /// <summary>It is part of the network that is measured.</summary>
    public sealed record Audited : Treatment;

    /// <summary>Its numbers went into another node, which computes the same.</summary>
    /// <param name="Into">The node that took them.</param>
    public sealed record Folded(string Into) : Treatment;

    /// <summary>It changes nothing that is measured.</summary>
    /// <param name="Proof">Why it may be left out.</param>
    public sealed record Ignored(string Proof) : Treatment;

    /// <summary>It is not understood.</summary>
    /// <param name="Reason">What is not supported, with the offending value.</param>
    public sealed record Unsupported(string Reason) : Treatment;

    /// <summary>One function for each case.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="audited">For a node that is measured.</param>
    /// <param name="folded">For a node folded into another.</param>
    /// <param name="ignored">For a node left out with proof.</param>
    /// <param name="unsupported">For a node that is not understood.</param>
    public T Match<T>(Func<T> audited, Func<string, T> folded, Func<string, T> ignored, Func<string, T> unsupported) => this switch
    {
        Audited => audited(),
        Folded f => folded(f.Into),
        Ignored i => ignored(i.Proof),
        Unsupported u => unsupported(u.Reason),
        _ => throw new UnreachableException(),
    };

    /// <summary>The word for tables: "audited", "folded", "ignored", "unsupported".</summary>
    public string Word => Match(static () => "audited", static _ => "folded", static _ => "ignored", static _ => "unsupported");
}

/// <summary>What a file computes from the logits at its end.</summary>
public enum OutputEnding
{
    /// <summary>Nothing: the outputs are the logits.</summary>
    Logits,

    /// <summary>Their softmax.</summary>
    Softmax,

    /// <summary>The logarithm of their softmax.</summary>
    LogSoftmax,

    /// <summary>The logistic function of each.</summary>
    Logistic,
}

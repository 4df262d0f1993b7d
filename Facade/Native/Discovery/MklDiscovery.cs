namespace Marginalia.Native;

/// <summary>One place where Intel MKL was looked for and rejected.</summary>
/// <param name="Place">Why it was looked at, for instance "MKLROOT".</param>
/// <param name="Path">The folder or the file.</param>
/// <param name="Reason">Why it was rejected, as a clause after the path.</param>
public sealed record MklAttempt(string Place, string Path, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({Place}) {Reason}";
}

/// <summary>Intel MKL, loaded and set up in this process.</summary>
/// <param name="Path">The file that was loaded.</param>
/// <param name="Place">Why it was looked at, for instance "system libraries".</param>
/// <param name="Version">The version, for instance "2020.0.4".</param>
/// <param name="Branch">The code branch that its conditional numerical reproducibility picked on this processor, for instance "AVX2".</param>
public sealed record MklLibrary(string Path, string Place, string Version, string Branch);

/// <summary>What became of the search for Intel MKL in this process.</summary>
public abstract record MklDiscovery
{
    private MklDiscovery() { }

    /// <summary>MKL was found, loaded and set up.</summary>
    /// <param name="Library">The library.</param>
    /// <param name="Rejected">The places tried before it.</param>
    public sealed record Found(MklLibrary Library, IReadOnlyList<MklAttempt> Rejected) : MklDiscovery;

    /// <summary>MKL is not there or not usable.</summary>
    /// <param name="Reason">Why, as a clause without a full stop.</param>
    /// <param name="Advice">What to do, as a clause without a full stop.</param>
    /// <param name="Rejected">The places tried, empty when MKL was switched off or cannot run here.</param>
    public sealed record Missing(string Reason, string Advice, IReadOnlyList<MklAttempt> Rejected) : MklDiscovery
    {
        /// <summary>Reason and advice as one sentence.</summary>
        public string Sentence => $"{Reason}; {Advice}.";
    }

    /// <summary>Takes one of the two cases apart.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="found">For MKL that was found.</param>
    /// <param name="missing">For MKL that is missing.</param>
    public T Match<T>(Func<Found, T> found, Func<Missing, T> missing) => this switch
    {
        Found f => found(f),
        Missing m => missing(m),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Marginalia.Numerics;

namespace Marginalia.Native;

/// <summary>What Marginalia found on this machine and which numerics policy follows from it; the program's command <c>doctor</c> prints it.</summary>
/// <param name="Version">The version of Marginalia.</param>
/// <param name="Runtime">The .NET run time, for instance ".NET 10.0.1".</param>
/// <param name="System">The operating system and its architecture.</param>
/// <param name="Processor">The processor.</param>
/// <param name="Mkl">What became of the search for Intel MKL.</param>
/// <param name="MathNetProvider">The provider that MathNet's own matrices use in this process.</param>
/// <param name="DefaultPolicy">The policy taken when none is asked for.</param>
/// <param name="Reason">Why it is the default, in one sentence.</param>
/// <param name="Warnings">What will be slow or missing, one sentence each; empty when all is well.</param>
public sealed record Diagnosis(
    string Version, string Runtime, string System, Processor Processor, MklDiscovery Mkl, string MathNetProvider, PolicyKind DefaultPolicy, string Reason,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Looks at this machine; loads MKL and sets up MathNet as <see cref="NativeMkl.Initialize"/> does.</summary>
    public static Diagnosis Run() => Of(
        NativeMkl.Discovery, Processor.Current, NativeMkl.Initialize(),
        typeof(Diagnosis).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown",
        RuntimeInformation.FrameworkDescription, $"{RuntimeInformation.OSDescription.Trim()} {RuntimeInformation.OSArchitecture}");

    /// <summary>The conclusions from given facts.</summary>
    internal static Diagnosis Of(MklDiscovery mkl, Processor processor, string mathNetProvider, string version, string runtime, string system) => new(
        version, runtime, system, processor, mkl, mathNetProvider,
        mkl.Match(static _ => PolicyKind.Mkl, static _ => PolicyKind.Portable),
        mkl.Match(
            static found => "Intel MKL was found, so it is the default; ask for the same bits on every machine with --numerics portable.",
            static missing => missing.Sentence),
        [.. WarningsOf(mkl, processor)]);

    /// <summary>The report, a line for each fact.</summary>
    public IReadOnlyList<string> Lines =>
    [
        $"Marginalia      {Version}",
        $"Run time        {Runtime}",
        $"System          {System}",
        $"Processor       {Processor.Name}, {Count(Processor.Count, "thread")}",
        $"Instructions    {(Processor.InstructionSets.Count == 0 ? "none of those the kernels use" : string.Join(", ", Processor.InstructionSets))}",
        .. Mkl.Match(
            found => new[]
            {
                $"Intel MKL       {found.Library.Version}, reproducible branch {found.Library.Branch}",
                $"                {found.Library.Path} ({found.Library.Place})",
                $"                {Share(found.Library, Processor)}",
            },
            static missing => ["Intel MKL       not used"]),
        .. Mkl.Match(static found => found.Rejected.Where(Noteworthy), static missing => missing.Rejected)
            .Select(static attempt => "                tried " + attempt),
        $"MathNet         {MathNetProvider}, one thread",
        $"Default policy  {(DefaultPolicy == PolicyKind.Mkl ? "mkl" : "portable")}: {Reason}",
        .. Warnings.Select(static warning => "Warning         " + warning),
    ];

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Lines);

    /// <summary>Folders without MKL say nothing once it was found elsewhere; a broken MKL does.</summary>
    private static bool Noteworthy(MklAttempt attempt) =>
        !attempt.Reason.StartsWith("holds no", StringComparison.Ordinal) && !attempt.Reason.StartsWith("does not exist", StringComparison.Ordinal);

    private static IEnumerable<string> WarningsOf(MklDiscovery mkl, Processor processor)
    {
        if (!processor.HasFusedMultiplyAdd)
            yield return "This processor has no fused multiply-add; results are the same bits but products take about 100 times longer.";
        foreach (var broken in mkl.Match(static found => found.Rejected, static missing => missing.Rejected).Where(Noteworthy))
            yield return $"An Intel MKL was passed over: {broken}.";
    }

    private static string Share(MklLibrary library, Processor processor) =>
        MklCrossover.From(library.Branch, processor.InstructionSets.Contains("AVX-512")) == MklCrossover.WhereOursAreWider
            ? "for decompositions; products run on our own kernels, whose AVX-512 this MKL lacks"
            : "for decompositions and large products";

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}

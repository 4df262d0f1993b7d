using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Marginalia.Native;

/// <summary>Intel MKL in this process: found once, set up once, and lent to MathNet.</summary>
/// <remarks>A native library belongs to the whole process, so this is the one place of the face that keeps something for all. Safe to use from any thread.</remarks>
public static class NativeMkl
{
    /// <summary>The environment variable that names the library or its folder; "none" switches MKL off.</summary>
    public const string Variable = "MARGINALIA_MKL";

    private static readonly Lazy<MklDiscovery> Search = new(static () => MklSearch.Run(Environment.GetEnvironmentVariable, AppContext.BaseDirectory));

    private static readonly Lazy<string> MathNetSetUp = new(SetUpMathNet);

    /// <summary>What was found; the first request searches and loads, later ones return the same value.</summary>
    public static MklDiscovery Discovery => Search.Value;

    /// <summary>Whether MKL is found and set up.</summary>
    public static bool IsAvailable => Discovery is MklDiscovery.Found;

    /// <summary>
    /// Prepares MathNet for the user's own <c>Matrix&lt;double&gt;</c> code: one thread, and the best provider there is. MathNet's own
    /// package MathNet.Numerics.Providers.MKL comes first when it is referenced or lies beside the program, then our binding, then
    /// MathNet's managed code.
    /// </summary>
    /// <returns>The name of the provider; later calls change nothing and return the same.</returns>
    /// <remarks>Marginalia itself does not depend on this call: its policies carry their provider with them.</remarks>
    public static string Initialize() => MathNetSetUp.Value;

    private static string SetUpMathNet()
    {
        // Before anything else of MathNet: it looks for its package once and remembers that there was none.
        MathNetPackage.Load();
        Control.UseSingleThread();
        if (IsSwitchedOff)
        {
            LinearAlgebraControl.UseManaged();
            return "managed";
        }

        if (LinearAlgebraControl.TryUseNativeMKL())
            return MathNetPackage.Name;
        return IsAvailable && LinearAlgebraControl.TryUse(MklLinearAlgebraProvider.Instance) ? MklLinearAlgebraProvider.Instance.ToString() : "managed";
    }

    private static bool IsSwitchedOff => Environment.GetEnvironmentVariable(Variable) is "none" or "off" or "0";
}

using System.Runtime.Loader;

namespace Marginalia.Native;

/// <summary>MathNet's own package for MKL, accepted where somebody provides it; we cannot depend on it, because not every feed has it.</summary>
internal static class MathNetPackage
{
    internal const string Name = "MathNet.Numerics.Providers.MKL";

    /// <summary>MathNet finds a referenced package by itself; an assembly that was only copied beside the program has to be loaded first.</summary>
    internal static void Load()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, Name + ".dll");
        try
        {
            if (File.Exists(beside))
                AssemblyLoadContext.Default.LoadFromAssemblyPath(beside);
        }
        catch (Exception e) when (e is FileLoadException or BadImageFormatException)
        {
            // A file that is no assembly is no package; MathNet will say that it has no native provider.
        }
    }
}

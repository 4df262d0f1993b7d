using System.Runtime.InteropServices;

namespace Marginalia.Native;

/// <summary>Goes through the places, loads the first usable library and sets it up.</summary>
internal static class MklSearch
{
    internal static MklDiscovery Run(Func<string, string?> variable, string programFolder)
    {
        if (variable(NativeMkl.Variable) is "none" or "off" or "0")
            return new MklDiscovery.Missing($"Intel MKL is switched off by {NativeMkl.Variable}={variable(NativeMkl.Variable)}", "unset this variable to use it", []);
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return new MklDiscovery.Missing($"Intel MKL runs on x86-64 only and this process is {RuntimeInformation.ProcessArchitecture}", "use the portable kernels", []);
        List<MklAttempt> rejected = [];
        foreach (var place in MklPlaces.All(variable, programFolder))
        {
            var (ready, reason) = MklFiles.Loader(place.Path).Bind(MklSetup.Load)
                .Match(static library => ((MklSetup.Ready?)library, ""), static problem => (null, problem));
            if (ready is not null)
                return new MklDiscovery.Found(new(ready.Path, place.Name, ready.Version, ready.Branch), rejected);
            rejected.Add(new(place.Name, place.Path, reason));
        }

        return new MklDiscovery.Missing(
            "Intel MKL was not found", "install the Debian package libmkl-rt or Intel oneAPI MKL, or set MARGINALIA_MKL to the file libmkl_rt.so", rejected);
    }
}

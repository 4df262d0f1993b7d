using Marginalia.Native;
using Xunit;

namespace Marginalia.Tests;

public sealed class MklDiscoveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("marginalia-mkl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Func<string, string?> Variables(params (string Name, string Value)[] given) =>
        name => given.Where(v => v.Name == name).Select(static v => v.Value).FirstOrDefault();

    private string Put(params string[] names)
    {
        foreach (var name in names)
            File.WriteAllText(Path.Combine(_folder, name), "not a library");
        return _folder;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("off")]
    [InlineData("0")]
    public void The_variable_switches_MKL_off_and_the_reason_says_so(string value)
    {
        var missing = Assert.IsType<MklDiscovery.Missing>(MklSearch.Run(Variables((NativeMkl.Variable, value)), _folder));
        Assert.Contains($"MARGINALIA_MKL={value}", missing.Reason, StringComparison.Ordinal);
        Assert.Empty(missing.Rejected);
    }

    [Fact]
    public void The_variable_names_the_only_place_and_a_folder_without_MKL_is_rejected_with_the_reason()
    {
        var missing = Assert.IsType<MklDiscovery.Missing>(MklSearch.Run(Variables((NativeMkl.Variable, _folder)), "/elsewhere"));
        var attempt = Assert.Single(missing.Rejected);
        Assert.Equal(_folder, attempt.Path);
        Assert.StartsWith("holds no", attempt.Reason, StringComparison.Ordinal);
        Assert.Contains("libmkl-rt", missing.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loader_without_its_companions_is_rejected_before_it_is_loaded_because_it_would_end_the_process()
    {
        if (OperatingSystem.IsWindows())
            return;
        var reason = MklFiles.Loader(Put("libmkl_rt.so", "libmkl_core.so")).Match(static _ => "", static why => why);
        Assert.Equal("lacks libmkl_sequential.so, libmkl_intel_lp64.so, libmkl_def.so beside libmkl_rt.so", reason);
    }

    [Fact]
    public void Numbered_names_are_found_and_a_file_that_is_no_library_is_rejected_by_the_system()
    {
        if (OperatingSystem.IsWindows())
            return;
        Put("libmkl_rt.so.2", "libmkl_core.so.2", "libmkl_sequential.so.2", "libmkl_intel_lp64.so.2", "libmkl_def.so.2");
        var missing = Assert.IsType<MklDiscovery.Missing>(MklSearch.Run(Variables((NativeMkl.Variable, Path.Combine(_folder, "libmkl_rt.so.2"))), "/elsewhere"));
        Assert.Equal("cannot be loaded by the system's loader", Assert.Single(missing.Rejected).Reason);
    }

    [Fact]
    public void Every_known_place_is_tried_and_the_program_s_own_folder_comes_first()
    {
        var places = MklPlaces.All(Variables(("MKLROOT", "/m"), ("CONDA_PREFIX", "/c"), ("LD_LIBRARY_PATH", "/l1" + Path.PathSeparator + "/l2")), "/program");
        Assert.Equal("/program", places[0].Path);
        Assert.Equal(
            ["beside the program", "MKLROOT", "conda", "oneAPI", "LD_LIBRARY_PATH", "system libraries"],
            places.Select(static place => place.Name).Distinct());
        string[] expected = [Path.Combine("/m", "lib"), Path.Combine("/c", "lib"), "/l1", "/l2"];
        Assert.Empty(expected.Except(places.Select(static place => place.Path)));
    }

    [MklFact]
    public void The_library_found_reports_its_file_version_and_branch()
    {
        var library = Assert.IsType<MklDiscovery.Found>(NativeMkl.Discovery).Library;
        Assert.True(File.Exists(library.Path));
        Assert.Matches("^[0-9]{4}([.][0-9]+)+$", library.Version);
        Assert.NotEmpty(library.Branch);
    }
}

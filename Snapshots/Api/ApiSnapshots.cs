using System.Reflection;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Snapshots;

/// <summary>What users of the packages can see; one file per assembly and namespace keeps differences small.</summary>
public sealed class ApiSnapshots
{
    private static readonly Assembly[] Assemblies = [typeof(Vector).Assembly, typeof(Runs.StudyRunner).Assembly, typeof(Laws.Law).Assembly];

    public static TheoryData<string, string> Rooms
    {
        get
        {
            var rooms = new TheoryData<string, string>();
            foreach (var assembly in Assemblies)
                foreach (var ns in PublicApi.Namespaces(assembly))
                    rooms.Add(assembly.GetName().Name!, ns);
            return rooms;
        }
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void PublicMembers(string assembly, string room) =>
        Snapshot.Verify(PublicApi.Of(Assemblies.Single(a => a.GetName().Name == assembly), room), parameters: [("assembly", assembly), ("namespace", room)]);
}

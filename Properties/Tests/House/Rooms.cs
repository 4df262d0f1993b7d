namespace Marginalia.Tests;

/// <summary>A folder, the namespace of its files and the namespaces of ours that they may use.</summary>
internal sealed record Room(string Folder, string Namespace, IReadOnlyList<string> MayUse);

/// <summary>The table of the plan: arrows point downwards, never beside or above.</summary>
internal static class Rooms
{
    private static readonly string[] Floor1 = ["Marginalia.Numerics"];
    private static readonly string[] Floor3 = ["Marginalia.Networks", "Marginalia.Data", .. Floor1];
    private static readonly string[] Floor4 = ["Marginalia.Objectives", .. Floor3];
    private static readonly string[] Floor5 = ["Marginalia.Measures", "Marginalia.Training", "Marginalia.Flows", .. Floor4];
    private static readonly string[] Floor6 = ["Marginalia.Theory", "Marginalia.Bounds", .. Floor5];
    private static readonly string[] Core = ["Marginalia.Studies", .. Floor6];
    private static readonly string[] Face = ["Marginalia", "Marginalia.Files", "Marginalia.Runs", "Marginalia.Reports", "Marginalia.Native", "Marginalia.Audits", .. Core];
    private static readonly string[] All = ["Marginalia.Laws", "Marginalia.Cli", .. Face];

    internal static readonly Room[] Table =
    [
        new("Core.Pure/Numerics", "Marginalia.Numerics", []),
        new("Core.Pure/Networks", "Marginalia.Networks", Floor1),
        new("Core.Pure/Data", "Marginalia.Data", Floor1),
        new("Core.Pure/Objectives", "Marginalia.Objectives", Floor3),
        new("Core.Pure/Measures", "Marginalia.Measures", Floor4),
        new("Core.Pure/Training", "Marginalia.Training", Floor4),
        new("Core.Pure/Flows", "Marginalia.Flows", Floor4),
        new("Core.Pure/Theory", "Marginalia.Theory", Floor5),
        new("Core.Pure/Bounds", "Marginalia.Bounds", Floor5),
        new("Core.Pure/Studies", "Marginalia.Studies", Floor6),
        new("Facade/Audits", "Marginalia.Audits", Face),
        new("Facade/Files", "Marginalia.Files", Face),
        new("Facade/Runs", "Marginalia.Runs", Face),
        new("Facade/Reports", "Marginalia.Reports", Face),
        new("Facade/Native", "Marginalia.Native", Face),
        new("Facade", "Marginalia", Face),
        new("Cli", "Marginalia.Cli", ["Marginalia.Laws", .. Face]),
        new("Properties/Laws", "Marginalia.Laws", Face),
        new("Properties/Tests", "Marginalia.Tests", All),
        new("Snapshots", "Marginalia.Snapshots", ["Marginalia.Tests", .. All]),
        new("Benchmarks", "Marginalia.Benchmarks", ["Marginalia.Tests", .. All]),
    ];

    /// <summary>The room of a file: the longest folder that holds it.</summary>
    internal static Room? Of(string file) =>
        Table.Where(room => file.StartsWith(room.Folder + "/", StringComparison.Ordinal)).MaxBy(static room => room.Folder.Length);
}

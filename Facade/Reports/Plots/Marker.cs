namespace Marginalia.Reports;

/// <summary>Shapes that tell series apart; each is a path relative to its center, within <see cref="Radius"/> of it.</summary>
internal static class Marker
{
    /// <summary>How far a marker reaches from its center, its outline included.</summary>
    internal const double Radius = 4;

    internal const int Count = 8;

    /// <summary>The path of a shape, beginning with a relative move.</summary>
    internal static string Path(int shape) => (shape % Count) switch
    {
        0 => "m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0z",
        1 => "m-2.4-2.4h4.8v4.8h-4.8z",
        2 => "m0-3.2l3 5.4h-6z",
        3 => "m0-3.5l3.2 3.5l-3.2 3.5l-3.2-3.5z",
        4 => "m0 3.2l3-5.4h-6z",
        5 => "m-2.6-2.6l5.2 5.2m0-5.2l-5.2 5.2",
        6 => "m-3.3 0h6.6m-3.3-3.3v6.6",
        _ => "m0 3.4v-3.4l-3-2.2m3 2.2l3-2.2",
    };
}

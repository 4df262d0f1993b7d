namespace Marginalia.Theory;

/// <summary>By how much one step misses a law, at its worst place.</summary>
/// <param name="Size">The deviation relative to what the tolerance is relative to, 0 or more; NaN when the step could not be judged.</param>
/// <param name="Layer">The layer, from 0; -1 when the law speaks of the whole network.</param>
/// <param name="Unit">The unit, row or column within the layer, from 0; -1 when the law speaks of whole layers.</param>
public readonly record struct Deviation(double Size, int Layer = -1, int Unit = -1)
{
    /// <summary>A step that could not be judged: nothing moved, the direction is not known, or squares leave the range of doubles.</summary>
    public static Deviation None { get; } = new(double.NaN);

    /// <summary>Whether the step could be judged.</summary>
    public bool IsJudged => !double.IsNaN(Size);

    /// <summary>The larger of two; one that could not be judged makes the whole step so.</summary>
    /// <param name="other">The other.</param>
    public Deviation Or(Deviation other) => !IsJudged || !other.IsJudged ? None : other.Size > Size ? other : this;

    /// <summary>A difference relative to a scale.</summary>
    /// <param name="difference">What should be 0.</param>
    /// <param name="scale">What it is relative to, 0 or more; with 0 the difference has to be 0 itself.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="unit">The unit.</param>
    internal static Deviation Of(double difference, double scale, int layer = -1, int unit = -1) =>
        !double.IsFinite(difference) || !double.IsFinite(scale) ? None
        : difference == 0 ? new(0, layer, unit)
        : new(Math.Abs(difference) / scale, layer, unit);
}

using System.Globalization;

namespace Marginalia.Reports;

/// <summary>Numbers as SVG reads them.</summary>
internal static class Coordinates
{
    /// <summary>Two decimals at most, in the invariant culture, without a negative zero.</summary>
    internal static string Text(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>A point of the drawing; y grows downwards.</summary>
internal readonly record struct Spot(double X, double Y);

/// <summary>A rectangle of the drawing.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    internal double Right => Left + Width;

    internal double Bottom => Top + Height;

    internal Box Grown(double by) => new(Left - by, Top - by, Width + (2 * by), Height + (2 * by));

    internal bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    /// <summary>Whether any point of the segment lies inside, by clipping the segment against the four sides.</summary>
    internal bool Meets(Spot from, Spot to)
    {
        double enter = 0, leave = 1;
        return Clip(from.X - to.X, from.X - Left, ref enter, ref leave) && Clip(to.X - from.X, Right - from.X, ref enter, ref leave)
            && Clip(from.Y - to.Y, from.Y - Top, ref enter, ref leave) && Clip(to.Y - from.Y, Bottom - from.Y, ref enter, ref leave);
    }

    private static bool Clip(double direction, double distance, ref double enter, ref double leave)
    {
        if (direction == 0)
            return distance >= 0;
        var at = distance / direction;
        if (direction < 0)
            enter = Math.Max(enter, at);
        else
            leave = Math.Min(leave, at);
        return enter <= leave;
    }
}

using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Studies;

/// <summary>How an axis maps numbers to positions.</summary>
public enum AxisScale
{
    /// <summary>Equal differences, equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios, equal lengths; non-positive numbers are not drawn.</summary>
    Logarithmic,
}

/// <summary>One axis of a panel.</summary>
/// <param name="Label">What is drawn, with its unit in parentheses when it has one.</param>
/// <param name="Scale">Linear or logarithmic.</param>
public sealed record Axis(string Label, AxisScale Scale = AxisScale.Linear)
{
    /// <summary>For a vertical axis of names instead of numbers: what stands at 1, 2, ... from the bottom; empty for numbers.</summary>
    public Arr<string> Names { get; init; }
}

/// <summary>How a series is drawn.</summary>
public enum SeriesStyle
{
    /// <summary>A line through the points in order.</summary>
    Line,

    /// <summary>Points alone.</summary>
    Points,

    /// <summary>A dashed line, for predictions and limits.</summary>
    Dashed,

    /// <summary>Bars from zero, for histograms; x is the centre of a bar.</summary>
    Bars,
}

/// <summary>Points that belong together, x against y.</summary>
/// <param name="Name">The legend's text.</param>
/// <param name="X">Abscissas.</param>
/// <param name="Y">Ordinates, as many as <paramref name="X"/>; a point with NaN is skipped and breaks the line.</param>
/// <param name="Style">How it is drawn.</param>
public sealed record Series(string Name, Vector X, Vector Y, SeriesStyle Style = SeriesStyle.Line);

/// <summary>One coordinate system with its series.</summary>
/// <param name="Title">A short title.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">What is drawn, in the order of the legend.</param>
public sealed record Panel(string Title, Axis X, Axis Y, Arr<Series> Series);

/// <summary>Panels that are read together.</summary>
/// <param name="Name">A name for files and anchors, lower case with hyphens.</param>
/// <param name="Title">The title above the figure.</param>
/// <param name="Panels">From left to right, top to bottom.</param>
/// <param name="Caption">What is seen and how to read it, in sentences.</param>
public sealed record Figure(string Name, string Title, Arr<Panel> Panels, string Caption);

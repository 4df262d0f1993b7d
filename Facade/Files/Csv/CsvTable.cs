using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>A table of numbers read from comma-separated text.</summary>
/// <param name="Source">The file's name, for messages.</param>
/// <param name="Header">The fields of the first line, when it holds a field that is no number; else empty.</param>
/// <param name="Numbers">The other lines, one row each; "nan" and "inf" are read as such.</param>
public sealed record CsvTable(string Source, Arr<string> Header, Matrix Numbers);

using System.Globalization;
using System.Text;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Comma-separated text with one example per line; compressed with gzip or not.</summary>
/// <remarks>
/// UTF-8, with or without byte order mark; lines end in LF, CR LF or CR; fields may be quoted (RFC 4180) and have blanks around them; empty lines and lines that begin
/// with # are skipped. The first line is a header when one of its fields is no number. Every other field must be a number and every line have as many
/// fields. Numbers use a decimal point.
/// </remarks>
public static class Csv
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <returns>The table, or one sentence with the line and the field that is wrong.</returns>
    public static Either<Error, CsvTable> Read(string path, ReadLimits? limits = null) => FileReading.Run(path, () =>
    {
        using var source = ByteSource.Open(path);
        return CsvParser.Read(source, limits ?? ReadLimits.Default);
    });

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How much is read at most.</param>
    public static Either<Error, CsvTable> Parse(byte[] bytes, string name, ReadLimits? limits = null) => FileReading.Run(name, () =>
    {
        using var source = ByteSource.Of(name, bytes);
        return CsvParser.Read(source, limits ?? ReadLimits.Default);
    });

    /// <summary>A matrix as text: a header when one is given, shortest numbers that read back to the same bits, LF.</summary>
    /// <param name="header">The names of the columns, as many as there are, or none.</param>
    /// <param name="numbers">The rows.</param>
    /// <exception cref="ArgumentException">The header has another length: a broken invariant of the caller.</exception>
    public static byte[] ToBytes(Arr<string> header, Matrix numbers)
    {
        if (header.Count != 0 && header.Count != numbers.Columns)
            throw new ArgumentException($"{header.Count} names for {numbers.Columns} columns.", nameof(header));
        var text = new StringBuilder();
        if (header.Count > 0)
            text.AppendJoin(',', header.Map(Quoted)).Append('\n');
        for (var i = 0; i < numbers.Rows; i++)
        {
            for (var j = 0; j < numbers.Columns; j++)
                text.Append(j == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{numbers[i, j]:R}");
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A data set as text without a header: features, then the label or the values, in each line.</summary>
    /// <param name="data">The data set.</param>
    public static byte[] ToBytes(Dataset data) => ToBytes(Arr<string>.Empty, Joined(data));

    private static Matrix Joined(Dataset data)
    {
        var targets = data.Targets.Match(static _ => 1, static _ => 1, static v => v.Matrix.Columns);
        var columns = data.InputSize + targets;
        return Matrix.Build(data.Count, columns, target =>
        {
            for (var i = 0; i < data.Count; i++)
            {
                data.Inputs.Row(i).CopyTo(target[(i * columns)..]);
                for (var k = 0; k < targets; k++)
                    target[(i * columns) + data.InputSize + k] = data.Targets.Match(s => s.Labels[i], c => c.Labels[i], v => v.Matrix[i, k]);
            }
        });
    }

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\n\r#") || field.Length != field.Trim().Length ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : field;
}

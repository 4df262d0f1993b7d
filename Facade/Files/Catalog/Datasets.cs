using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>The real data that come with the program.</summary>
public static class Datasets
{
    private static readonly Lazy<Dataset> OfDigits = new(ReadDigits);

    /// <summary>1797 handwritten digits, 8 x 8 pixels row by row divided by 16, ten classes.</summary>
    /// <remarks>UCI Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, 1998, CC BY 4.0 (see NOTICE). Read once; safe from any thread.</remarks>
    public static Dataset Digits() => OfDigits.Value;

    private static Dataset ReadDigits()
    {
        using var stream = typeof(Datasets).Assembly.GetManifestResourceStream("Marginalia.digits.csv.gz")
            ?? throw new InvalidOperationException("The digits are missing from the assembly.");
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        const int pixels = 64;
        return Csv.Parse(bytes.ToArray(), "digits").Bind(static table => Dataset.Create(
            "digits",
            Matrix.Build(table.Numbers.Rows, pixels, target =>
            {
                for (var i = 0; i < table.Numbers.Rows; i++)
                    for (var j = 0; j < pixels; j++)
                        target[(i * pixels) + j] = table.Numbers[i, j] / 16;
            }),
            new Targets.Classes(Labels.Build(table.Numbers.Rows, i => (int)table.Numbers[i, pixels]), 10),
            "UCI Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, 1998), 8 x 8 pixels / 16").ToEither().MapLeft(static e => e.Head))
            .Match(static data => data, static error => throw new InvalidOperationException(error.Sentence));
    }
}

using System.Globalization;
using LanguageExt;

namespace Marginalia.Files;

/// <summary>What the name of a tensor says that it is.</summary>
internal enum TensorRole
{
    /// <summary>Nothing that is known.</summary>
    Unknown,

    /// <summary>Weights, outputs first.</summary>
    Weight,

    /// <summary>Weights of a program that stores inputs first.</summary>
    Kernel,

    /// <summary>A bias.</summary>
    Bias,
}

/// <summary>The name of a tensor taken apart: "net.0.weight" is the weight of "net.0", "b2" the bias of "2".</summary>
/// <param name="Role">What it is.</param>
/// <param name="Prefix">The name up to the word that tells the role, without separators; empty when there is none.</param>
/// <param name="Key">The words and numbers of the name without the one that tells the role, in lower case: equal for a weight and its bias.</param>
/// <param name="Words">All words and numbers, in lower case.</param>
internal sealed record TensorName(TensorRole Role, string Prefix, Arr<string> Key, Arr<string> Words) : IComparable<TensorName>
{
    public static TensorName Of(string name)
    {
        var words = new List<(string Word, int Start)>();
        for (var i = 0; i < name.Length;)
        {
            var start = i;
            var isDigit = char.IsAsciiDigit(name[i]);
            if (!isDigit && !char.IsLetter(name[i]))
            {
                i++;
                continue;
            }

            // A capital after a small letter begins a word: "denseKernel".
            for (i++; i < name.Length && (isDigit ? char.IsAsciiDigit(name[i]) : char.IsLetter(name[i]) && !(char.IsUpper(name[i]) && char.IsLower(name[i - 1]))); i++)
            {
            }

            words.Add((name[start..i].ToLower(CultureInfo.InvariantCulture), start));
        }

        var at = words.FindLastIndex(static w => RoleOf(w.Word) != TensorRole.Unknown);
        return new(
            at < 0 ? TensorRole.Unknown : RoleOf(words[at].Word),
            at < 0 ? "" : name[..words[at].Start].TrimEnd('.', '_', '/', ':', '-', ' '),
            words.Where((_, i) => i != at).Select(static w => w.Word).ToArr(),
            words.Select(static w => w.Word).ToArr());
    }

    /// <summary>The natural order: numbers by their size, "layer2" before "layer10".</summary>
    public int CompareTo(TensorName? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Min(Key.Count, other.Key.Count); i++)
        {
            if (Compare(Key[i], other.Key[i]) is not 0 and var order)
                return order;
        }

        return Key.Count.CompareTo(other.Key.Count);
    }

    private static int Compare(string a, string b)
    {
        if (!char.IsAsciiDigit(a[0]) || !char.IsAsciiDigit(b[0]))
            return string.CompareOrdinal(a, b);
        var (x, y) = (a.TrimStart('0'), b.TrimStart('0'));
        return x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
    }

    private static TensorRole RoleOf(string word) => word switch
    {
        "weight" or "weights" or "w" => TensorRole.Weight,
        "kernel" or "kernels" or "coef" or "coefs" => TensorRole.Kernel,
        "bias" or "biases" or "b" or "intercept" or "intercepts" => TensorRole.Bias,
        _ => TensorRole.Unknown,
    };
}

using LanguageExt;

namespace Marginalia.Files;

/// <summary>A matrix of a file with the bias that goes with it.</summary>
internal sealed record DenseGuess(ArrayEntry Weight, TensorName Name, Option<ArrayEntry> Bias)
{
    /// <summary>The number of outputs, read as outputs x inputs or the other way round.</summary>
    public int Outputs(bool inputsFirst) => Weight.Shape[inputsFirst ? 1 : 0];

    /// <summary>The number of inputs.</summary>
    public int Inputs(bool inputsFirst) => Weight.Shape[inputsFirst ? 0 : 1];

    /// <summary>Whether the bias has one number for each output.</summary>
    public bool BiasFits(bool inputsFirst) => Bias.Match(b => b.Count == Outputs(inputsFirst), static () => true);
}

/// <summary>Matrices one after the other, the outputs of each as many as the inputs of the next.</summary>
internal static class DenseChain
{
    /// <summary>How many steps a search for an order takes at most; a chain in the order of its names needs none.</summary>
    private const int MostSteps = 2_000_000;

    /// <summary>Whether layers in their order and orientation make a network.</summary>
    public static bool Fits(IReadOnlyList<DenseGuess> layers, bool inputsFirst)
    {
        for (var k = 0; k < layers.Count; k++)
        {
            if (!layers[k].BiasFits(inputsFirst) || (k > 0 && layers[k].Inputs(inputsFirst) != layers[k - 1].Outputs(inputsFirst)))
                return false;
        }

        return true;
    }

    /// <summary>Orders in which the shapes fit, in the order of the given list where there is a choice: all, up to the number asked for and within a bounded search.</summary>
    public static List<DenseGuess[]> Orders(IReadOnlyList<DenseGuess> layers, bool inputsFirst, int most)
    {
        var found = new List<DenseGuess[]>();
        if (!layers.All(l => l.BiasFits(inputsFirst)))
            return found;
        var (chain, used, steps) = (new List<int>(), new bool[layers.Count], 0);
        // The choices of every place, tried one after the other without recursion: a file may hold many matrices.
        var next = 0;
        while (found.Count < most && steps++ < MostSteps)
        {
            while (next < layers.Count && (used[next] || (chain.Count > 0 && layers[next].Inputs(inputsFirst) != layers[chain[^1]].Outputs(inputsFirst))))
                (next, steps) = (next + 1, steps + 1);
            if (next < layers.Count)
            {
                chain.Add(next);
                used[next] = true;
                next = 0;
                if (chain.Count < layers.Count)
                    continue;
                found.Add([.. chain.Select(i => layers[i])]);
            }

            if (chain.Count == 0)
                break;
            next = chain[^1] + 1;
            used[chain[^1]] = false;
            chain.RemoveAt(chain.Count - 1);
        }

        return found;
    }
}

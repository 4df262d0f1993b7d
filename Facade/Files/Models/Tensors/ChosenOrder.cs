using LanguageExt;

namespace Marginalia.Files;

/// <summary>The order and orientation in which matrices are taken for layers, with what was guessed on the way.</summary>
internal sealed record ChosenOrder(Arr<DenseGuess> Layers, bool InputsFirst, Arr<string> Assumptions)
{
    /// <summary>The order of the names or of the file when shapes fit in it, else any in which they do; null when there is none.</summary>
    /// <param name="named">At least one matrix with its bias, in the natural order of the names.</param>
    /// <param name="filed">The same in the order of the file.</param>
    /// <param name="prefersFile">Whether the order of the file comes first: npz keeps the order in which a program listed its weights, safetensors do not.</param>
    public static ChosenOrder? Of(IReadOnlyList<DenseGuess> named, IReadOnlyList<DenseGuess> filed, bool prefersFile)
    {
        var kernels = named.All(static l => l.Name.Role == TensorRole.Kernel);
        bool[] orientations = [kernels, !kernels];
        (IReadOnlyList<DenseGuess> Layers, string Words)[] usual = [(named, "the order of their names"), (filed, "the order of the file")];
        if (prefersFile && !named.SequenceEqual(filed))
            Array.Reverse(usual);
        foreach (var (layers, words) in usual)
        {
            foreach (var inputsFirst in orientations)
            {
                if (DenseChain.Fits(layers, inputsFirst))
                    return Chosen(layers, inputsFirst, kernels, DenseChain.Orders(named, inputsFirst, 2).Count > 1
                        ? $"The layers are taken in {words} ({List(layers)}); the shapes would allow other orders too."
                        : $"The layers are taken in {words} ({List(layers)}), the only one in which the shapes fit.");
            }
        }

        foreach (var inputsFirst in orientations)
        {
            var orders = DenseChain.Orders(named, inputsFirst, 2);
            if (orders.Count > 0)
                return Chosen(orders[0], inputsFirst, kernels, orders.Count > 1
                    ? $"Neither the order of the names nor that of the file fits the shapes; of several orders that do, {List(orders[0])} is taken."
                    : $"The layers are taken in the order {List(orders[0])}, the only one in which the shapes fit.");
        }

        return null;
    }

    private static ChosenOrder Chosen(IReadOnlyList<DenseGuess> layers, bool inputsFirst, bool kernels, string order)
    {
        var assumptions = new List<string> { order, Orientation(layers, inputsFirst, kernels) };
        if (layers.Count > 1)
            assumptions.Add("The hidden layers are taken to be relu, since the file does not say; an architecture file can say otherwise.");
        assumptions.Add("The last layer is taken to give the logits, without an activation.");
        return new(layers.ToArr(), inputsFirst, assumptions.ToArr());
    }

    private static string Orientation(IReadOnlyList<DenseGuess> layers, bool inputsFirst, bool kernels)
    {
        var form = inputsFirst ? "inputs x outputs" : "outputs x inputs";
        return DenseChain.Fits(layers, !inputsFirst) ? $"Matrices are read as {form}, {(kernels ? "as is usual for kernels" : "as is usual for weights")}; their shapes would allow the other orientation too."
            : layers.Any(static l => l.Bias.IsSome) ? $"Matrices are read as {form}, which in this order alone fits the shapes and the biases."
            : $"Matrices are read as {form}, in which the shapes fit one after the other.";
    }

    private static string List(IEnumerable<DenseGuess> layers) => FileFault.Clean(string.Join(", ", layers.Select(static l => l.Weight.Name)));
}

namespace Marginalia.Files;

/// <summary>What the tensors of a layer are called by this program, PyTorch and Keras.</summary>
internal static class UsualNames
{
    /// <summary>Names to look for, the first found counts; several names in one row are added.</summary>
    /// <param name="node">The name of the layer.</param>
    /// <param name="block">The name of its block.</param>
    public static IEnumerable<(string[] Names, bool InputsFirst)> Of(string node, string block)
    {
        yield return ([$"{node}.{block}"], false);
        var (torch, keras) = block switch
        {
            "W" or "K" => (new[] { "weight" }, "kernel"),
            "b" => (["bias"], "bias"),
            "Win" => (["weight_ih_l0"], "kernel"),
            "Wrec" => (["weight_hh_l0"], "recurrent_kernel"),
            "bh" => (["bias_ih_l0", "bias_hh_l0"], "bias"),
            "scale" or "gamma" => (["weight"], "gamma"),
            "shift" or "beta" => (["bias"], "beta"),
            "mean" => (["running_mean"], "moving_mean"),
            "variance" => (["running_var"], "moving_variance"),
            _ => ([block], block),
        };
        yield return ([.. torch.Select(t => $"{node}.{t}")], false);
        foreach (var form in new[] { $"{node}/{keras}:0", $"{node}/{keras}", $"{node}.{keras}" })
            yield return ([form], true);
    }
}

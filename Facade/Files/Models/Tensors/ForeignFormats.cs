namespace Marginalia.Files;

/// <summary>Files of other programs that are common and not read, so that the user hears what they are and which line exports them.</summary>
internal static class ForeignFormats
{
    private const string Pickle = "it is a Python pickle, as torch.save writes it, which runs code when it is read", Hdf5 = "it holds HDF5, as Keras writes it";

    /// <summary>Refuses what the first bytes of a file show to be such a file.</summary>
    public static void Refuse(string source, ReadOnlySpan<byte> start)
    {
        if (start is [0x89, (byte)'H', (byte)'D', (byte)'F', ..])
            throw Unsupported(source, Hdf5);
        // The mark of pickles of protocol 2 to 5.
        if (start is [0x80, >= 2 and <= 5, ..])
            throw Unsupported(source, Pickle);
    }

    /// <summary>Refuses what the members of a zip file show to be such a file.</summary>
    public static void Refuse(string source, IEnumerable<string> members)
    {
        foreach (var name in members)
        {
            if (name.EndsWith("data.pkl", StringComparison.Ordinal))
                throw Unsupported(source, Pickle);
            if (name.EndsWith(".h5", StringComparison.Ordinal))
                throw Unsupported(source, Hdf5);
        }
    }

    private static FileFault Unsupported(string source, string reason) => FileFault.Unsupported(source, "this file", reason, "export ONNX, safetensors or npz, one line each in docs/models.md");
}

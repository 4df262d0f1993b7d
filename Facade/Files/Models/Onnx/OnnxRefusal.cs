namespace Marginalia.Files;

/// <summary>Ends the reading of one node: what it asks for has no counterpart in a network; it never leaves <see cref="OnnxImport"/>.</summary>
internal sealed class OnnxRefusal(string reason) : Exception(reason);

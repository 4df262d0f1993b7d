using System.Text;

namespace Marginalia.Tests;

/// <summary>Builds protobuf messages by hand, in every form that a writer may choose.</summary>
internal static class ProtoBytes
{
    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
            bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    public static byte[] Tag(int field, int wire) => Varint(((ulong)field << 3) | (uint)wire);

    public static byte[] Int(int field, long value) => [.. Tag(field, 0), .. Varint((ulong)value)];

    public static byte[] Message(int field, params byte[][] parts)
    {
        var content = parts.SelectMany(static p => p).ToArray();
        return [.. Tag(field, 2), .. Varint((ulong)content.Length), .. content];
    }

    public static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Single(int field, float value) => [.. Tag(field, 5), .. BitConverter.GetBytes(value)];

    public static byte[] Double(int field, double value) => [.. Tag(field, 1), .. BitConverter.GetBytes(value)];

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(static p => p)];

    /// <summary>A TensorProto: name, type, axes and the fields of its entries.</summary>
    public static byte[] Tensor(string name, int type, int[] dims, params byte[][] entries) =>
        Join([.. dims.Select(static d => Int(1, d)), Int(2, type), Text(8, name), .. entries]);

    public static byte[] Entry(string key, string value) => Message(13, Text(1, key), Text(2, value));

    /// <summary>A model with one graph of the given fields and the output "y".</summary>
    public static byte[] Model(params byte[][] graph) => Join(Int(1, 7), Message(8, Int(2, 13)), Message(7, Join(graph)));

    public static byte[] Node(string operation, string[] inputs, string[] outputs, params byte[][] more) =>
        Message(1, [.. inputs.Select(static i => Text(1, i)), .. outputs.Select(static o => Text(2, o)), Text(4, operation), .. more]);

    public static byte[] Value(int field, string name) => Message(field, Text(1, name));

    /// <summary>A model that is nothing but an initializer "w".</summary>
    public static byte[] WithTensor(byte[] tensor) => Model(Message(5, tensor));
}

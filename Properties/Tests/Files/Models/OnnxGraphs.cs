using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using static LanguageExt.Prelude;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Builds models by hand: one input "x", the last output of the last node as the output.</summary>
internal static class OnnxGraphs
{
    public static OnnxNode Node(string operation, string inputs, string output, params (string Name, object Value)[] attributes) => new(
        "", operation, "", inputs.Split(' ').Select(static i => i == "-" ? "" : i).ToArr(), output.Split(' ').ToArr(), attributes.Select(static a => new OnnxAttribute(a.Name, a.Value switch
        {
            int i => new OnnxAttributeValue.Integer(i),
            float f => new OnnxAttributeValue.Real(f),
            double d => new OnnxAttributeValue.Real((float)d),
            string s => new OnnxAttributeValue.Text(s),
            int[] i => new OnnxAttributeValue.Integers(i.Select(static x => (long)x).ToArr()),
            long[] i => new OnnxAttributeValue.Integers(i.ToArr()),
            float[] f => new OnnxAttributeValue.Reals(f.ToArr()),
            string[] s => new OnnxAttributeValue.Texts(s.ToArr()),
            OnnxTensor t => new OnnxAttributeValue.Tensor(t),
            var other => throw new ArgumentException($"{other}"),
        })).ToArr());

    public static OnnxTensor Tensor(string name, int[] shape, params double[] values) => OnnxTensor.Of(name, NumericArray.Of(ElementType.Float64, shape.ToArr(), Vector.Of(values)));

    public static OnnxTensor Integers(string name, params int[] values) =>
        OnnxTensor.Of(name, NumericArray.Of(ElementType.Int64, Array(values.Length), Vector.Of(System.Array.ConvertAll(values, static v => (double)v))));

    public static OnnxTensor Integer(string name, int value) => OnnxTensor.Of(name, NumericArray.Of(ElementType.Int64, Arr<int>.Empty, Vector.Of(value)));

    /// <summary>Numbers that repeat nowhere.</summary>
    public static OnnxTensor Filled(string name, params int[] shape) =>
        Tensor(name, shape, [.. Enumerable.Range(0, shape.Aggregate(1, static (n, s) => n * s)).Select(i => Math.Sin((i * 1.7) + name[0] + name.Length))]);

    /// <summary>A model whose input has the given axes, 0 for an open one.</summary>
    public static OnnxModel Model(long opset, int[] shape, OnnxTensor[] tensors, params OnnxNode[] nodes) => new(
        8, "test", Array(new OnnxOpset("", opset)),
        new("g", nodes.ToArr(), tensors.ToArr(), Array(Value("x", shape)), Array(new OnnxValue(nodes[^1].Outputs[nodes[^1].Outputs.Count - 1], None, None)), Arr<string>.Empty),
        Arr<string>.Empty, Arr<(string, string)>.Empty);

    public static OnnxValue Value(string name, params int[] shape) => new(name, ElementType.Float64, shape.Select(static s => s == 0 ? None : Some(s)).ToArr());

    public static ModelFile File(OnnxModel model, ModelOptions? options = null) => Right(OnnxNetworks.Of(model, "m.onnx", options));

    /// <summary>The model through the bytes of a file.</summary>
    public static ModelFile Stored(OnnxModel model) => File(Right(Onnx.Parse(Right(Onnx.ToBytes(model)), "m.onnx")));

    public static LoadedNetwork Loaded(OnnxModel model) => Right(File(model).Load());

    /// <summary>What the model computes on examples that repeat nowhere, its ending included.</summary>
    public static double[] Run(OnnxModel model, int examples = 3) => Run(Loaded(model), examples);

    public static double[] Run(LoadedNetwork loaded, int examples = 3) => OnnxNetworkTests.Outputs(loaded, Examples(loaded.Network.InputSize, examples));

    public static Matrix Examples(int features, int examples = 3) => Matrix.Of(examples, features, [.. Enumerable.Range(0, examples * features).Select(static i => Math.Cos((i * 2.3) + 0.4))]);

    /// <summary>Why the first unsupported node is, or the empty text.</summary>
    public static string Reason(ModelFile file) => string.Join(" ", file.Coverage.Map(static c => c.Treatment).OfType<Treatment.Unsupported>().Select(static u => u.Reason).Take(1));

    public static string Words(ModelFile file) => string.Join(' ', file.Coverage.Map(static c => $"{c.Operator}:{c.Treatment.Word}"));
}

using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static Marginalia.Files.OnnxExport;

namespace Marginalia.Files;

/// <summary>How each operation is told in the operators of ONNX.</summary>
internal static class OnnxSpelling
{
    public static void Write(OnnxExport export)
    {
        switch (export.Node.Operation)
        {
            case Dense o:
                Activate(export, o.Activation, export.Block(0), o.HasBias ? export.Block(1) : null);
                break;
            case CarriedDense o:
                Carried(export, o);
                break;
            case Convolution o:
                Convolve(export, o);
                break;
            case AffineChannel:
                Affine(export);
                break;
            case MaxPool o:
                export.End("MaxPool", export.Inputs, WindowOf(o.Window));
                break;
            case AveragePool o:
                if (o.Window.DilationY != 1 || o.Window.DilationX != 1)
                    throw Unsupported(export, $"operator set {Opset} has no dilation of average pools", "use a window without dilation, or write safetensors");
                export.End("AveragePool", export.Inputs, [.. WindowOf(o.Window).Where(static a => a.Name != "dilations"), Setting("count_include_pad", o.CountsPadding ? 1 : 0)]);
                break;
            case GlobalAveragePool:
                export.End("GlobalAveragePool", export.Inputs);
                break;
            case Flatten:
                export.End("Flatten", export.Inputs, Setting("axis", 1));
                break;
            case Reshape o:
                // A 0 keeps the batch.
                export.End("Reshape", [export.Inputs[0], export.Integers($"{export.Node.Name}.shape", [0, .. o.Target.Dimensions])]);
                break;
            case Permute o:
                export.End("Transpose", export.Inputs, Attribute("perm", [0, .. o.Order.Map(static axis => axis + 1)]));
                break;
            case Concatenate o:
                export.End("Concat", export.Inputs, Setting("axis", o.Axis + 1));
                break;
            case Sum:
                export.End(export.Inputs.Count switch { 1 => "Identity", 2 => "Add", _ => "Sum" }, export.Inputs);
                break;
            case Elementwise o:
                End(export, o.Activation, export.Inputs[0]);
                break;
            case Recurrent o:
                Recur(export, o);
                break;
            case var other:
                throw Unsupported(export, $"the operation {other.Kind} has no counterpart there", "write safetensors");
        }
    }

    // phi(x W^T + b); ONNX multiplies matrices, so an image or a sequence becomes a row first.
    private static void Activate(OnnxExport export, Activation activation, string weight, string? bias)
    {
        var name = export.Node.Name;
        var row = export.InputShape.Dimensions.Count == 1 ? export.Inputs[0] : export.Add($"{name}.row", "Flatten", export.Inputs, Setting("axis", 1));
        string[] inputs = bias is null ? [row, weight] : [row, weight, bias];
        if (activation is Activation.Linear)
            export.End("Gemm", inputs, Setting("transB", 1));
        else
            End(export, activation, export.Add($"{name}.z", "Gemm", inputs, Setting("transB", 1)));
    }

    // The layer as one matrix [[W, b], [0, w]]; in the first layer the carrier is 1, so that b and w are an ordinary bias.
    private static void Carried(OnnxExport export, CarriedDense o)
    {
        var columns = export.InputShape.Size;
        var inputs = o.ReadsCarrier ? columns - 1 : columns;
        var rows = o.WritesCarrier ? o.Outputs + 1 : o.Outputs;
        var (matrix, bias) = (new double[rows * columns], new double[rows]);
        for (var r = 0; r < o.Outputs; r++)
            export.Numbers(0).Slice(r * inputs, inputs).CopyTo(matrix.AsSpan(r * columns));
        var last = o.WritesCarrier ? [.. export.Numbers(1), export.Numbers(2)[0]] : export.Numbers(1).ToArray();
        for (var r = 0; r < rows; r++)
        {
            if (o.ReadsCarrier)
                matrix[(r * columns) + inputs] = last[r];
            else
                bias[r] = last[r];
        }

        var name = export.Node.Name;
        Activate(export, o.Activation, export.Constant($"{name}.W", matrix, rows, columns), o.ReadsCarrier ? null : export.Constant($"{name}.b", bias, rows));
    }

    private static void Convolve(OnnxExport export, Convolution o)
    {
        if (o.Padding == Padding.Circular && (o.Window.PadTop | o.Window.PadLeft | o.Window.PadBottom | o.Window.PadRight) != 0)
            throw Unsupported(export, $"operator set {Opset} has no circular padding", "pad with zeros, or write safetensors");
        export.End("Conv", o.HasBias ? [export.Inputs[0], export.Block(0), export.Block(1)] : [export.Inputs[0], export.Block(0)], [.. WindowOf(o.Window), Setting("group", o.Groups)]);
    }

    // A normalization whose statistics change nothing: mean 0, variance 1, epsilon 0.
    private static void Affine(OnnxExport export)
    {
        var (name, channels) = (export.Node.Name, export.InputShape.Dimensions[0]);
        var mean = export.Constant($"{name}.mean", new double[channels], channels);
        var variance = export.Constant($"{name}.variance", [.. Enumerable.Repeat(1.0, channels)], channels);
        export.End("BatchNormalization", [export.Inputs[0], export.Block(0), export.Block(1), mean, variance], Real("epsilon", 0));
    }

    // ONNX takes steps x examples x features, one direction, and two biases that are added; minus zero adds nothing to any number.
    private static void Recur(OnnxExport export, Recurrent o)
    {
        var (name, features) = (export.Node.Name, export.InputShape.Dimensions[1]);
        var (kind, alpha) = o.Activation switch
        {
            Activation.Linear => ("Affine", (float?)1),
            Activation.Relu => ("Relu", null),
            Activation.Tanh => ("Tanh", null),
            Activation.Logistic => ("Sigmoid", null),
            Activation.Softplus => ("Softplus", null),
            Activation.LeakyRelu a when a.Slope == (float)a.Slope => ("LeakyRelu", (float)a.Slope),
            _ => throw Unsupported(export, $"a recurrent layer of operator set {Opset} has no activation {o.Activation.Text}", "write safetensors"),
        };
        var steps = export.Add($"{name}.steps", "Transpose", export.Inputs, Attribute("perm", 1, 0, 2));
        var inputs = new List<string> { steps, export.Block(0, 1, o.Hidden, features), export.Block(1, 1, o.Hidden, o.Hidden) };
        if (o.HasBias)
            inputs.Add(export.Constant($"{name}.bh", [.. export.Numbers(2), .. Enumerable.Repeat(-0.0, o.Hidden)], 1, 2 * o.Hidden));
        var attributes = new List<OnnxAttribute> { new("activations", new OnnxAttributeValue.Texts(Prelude.Array(kind))), Setting("hidden_size", o.Hidden) };
        if (alpha is { } slope)
            attributes.Add(new("activation_alpha", new OnnxAttributeValue.Reals(Prelude.Array(slope))));
        if (kind == "Affine")
            attributes.Add(new("activation_beta", new OnnxAttributeValue.Reals(Prelude.Array(0f))));
        var states = export.AddLater(o.ReturnsSequence ? 0 : 1, $"{name}.states", "RNN", inputs, [.. attributes]);
        var axis = export.Integers($"{name}.direction", o.ReturnsSequence ? 1 : 0);
        if (o.ReturnsSequence)
            export.End("Transpose", [export.Add($"{name}.sequence", "Squeeze", [states, axis])], Attribute("perm", 1, 0, 2));
        else
            export.End("Squeeze", [states, axis]);
    }

    private static void End(OnnxExport export, Activation activation, string z)
    {
        var name = export.Node.Name;
        switch (activation)
        {
            case Activation.LeakyRelu a when a.Slope == (float)a.Slope:
                export.End("LeakyRelu", [z], Real("alpha", (float)a.Slope));
                break;
            case Activation.LeakyRelu a:
                // The attribute of LeakyRelu is a single; a slope that is none has to be a tensor.
                export.End("PRelu", [z, export.Constant($"{name}.slope", [a.Slope], 1)]);
                break;
            case Activation.Power a:
                export.End("Pow", [z, export.Constant($"{name}.exponent", [a.Exponent])]);
                break;
            case Activation.ReluPower a:
                export.End("Pow", [export.Add($"{name}.relu", "Relu", [z]), export.Constant($"{name}.exponent", [a.Exponent])]);
                break;
            default:
                export.End(activation.Match(
                    static _ => "Identity", static _ => "Relu", static _ => "LeakyRelu", static _ => "Pow", static _ => "Pow", static _ => "Tanh", static _ => "Sigmoid", static _ => "Softplus"), [z]);
                break;
        }
    }

    private static OnnxAttribute[] WindowOf(Window w) =>
    [
        Attribute("kernel_shape", w.Height, w.Width), Attribute("strides", w.StrideY, w.StrideX),
        Attribute("pads", w.PadTop, w.PadLeft, w.PadBottom, w.PadRight), Attribute("dilations", w.DilationY, w.DilationX),
    ];

    private static OnnxAttribute Real(string name, float value) => new(name, new OnnxAttributeValue.Real(value));

    private static FileFault Unsupported(OnnxExport export, string reason, string advice) =>
        new(new Error.Unsupported($"Node '{export.Node.Name}' in an ONNX file", reason, advice));
}

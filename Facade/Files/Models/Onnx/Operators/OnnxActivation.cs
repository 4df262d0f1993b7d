using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Activation functions; one that alone reads a dense layer goes into it.</summary>
internal sealed class OnnxActivation : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Relu", "LeakyRelu", "PRelu", "Tanh", "Sigmoid", "Softplus"];

    public override void Read(OnnxSite site)
    {
        if (site.Node.Operator == "Sigmoid" && site.IsAtTheEnd)
        {
            OnnxEnding.End(site, OutputEnding.Logistic, "its logistic function is the ending of the model; what is measured are the logits before it");
            return;
        }

        Apply(site, Of(site.Node.Operator, site));
    }

    /// <summary>Applies an activation to the first input.</summary>
    public static void Apply(OnnxSite site, Activation activation)
    {
        var input = site.Flow(0);
        // A dense layer whose numbers are in their own order has an activation of its own.
        if (input is { Exclusive: true, Affine: { } made } && made.Layer == input.Draft && made.Layer.Operation is Dense { Activation: Activation.Linear } dense && activation.Errors.IsEmpty)
        {
            site.Give(input with { Affine = null });
            made.Layer.Operation = dense with { Activation = activation };
            return;
        }

        // A power of a relu that nothing else reads is one activation.
        if (activation is Activation.Power power && input.Exclusive && Squared(input.Draft.Operation, power.Exponent) is { } joint)
        {
            site.Give(input with { Affine = null });
            input.Draft.Operation = joint;
            return;
        }

        site.Give(input with { Draft = site.Add(new Elementwise(activation), input.Draft), Affine = null, Exclusive = true });
    }

    private static Operation? Squared(Operation? operation, int exponent) => operation switch
    {
        Dense { Activation: Activation.Relu } d => d with { Activation = new Activation.ReluPower(exponent) },
        Elementwise { Activation: Activation.Relu } => new Elementwise(new Activation.ReluPower(exponent)),
        _ => null,
    };

    private static Activation Of(string name, OnnxSite site) => name switch
    {
        "Relu" => new Activation.Relu(),
        "LeakyRelu" => new Activation.LeakyRelu(site.Real("alpha", 0.01f)),
        "PRelu" => new Activation.LeakyRelu(site.Constant(1) is { Count: 1 } slope
            ? slope.Scalar()
            : throw new OnnxRefusal($"its slope '{site.Constant(1).Name}' has the shape {site.Constant(1).ShapeText}; one slope for all channels is supported")),
        "Tanh" => new Activation.Tanh(),
        "Sigmoid" => new Activation.Logistic(),
        "Softplus" => new Activation.Softplus(),
        _ => throw new OnnxRefusal($"'{name}' is no activation that is understood"),
    };

    /// <summary>The activation that a recurrent layer names.</summary>
    public static Activation Recurrent(string name, double slope) => name.ToLowerInvariant() switch
    {
        "relu" => new Activation.Relu(),
        "leakyrelu" => new Activation.LeakyRelu(slope),
        "tanh" => new Activation.Tanh(),
        "sigmoid" => new Activation.Logistic(),
        "softplus" => new Activation.Softplus(),
        "affine" when slope == 1 => new Activation.Linear(),
        _ => throw new OnnxRefusal($"its activation is '{name}'"),
    };
}

/// <summary>A clip at 0 from below is a relu; a clip that clips nothing is ignored.</summary>
internal sealed class OnnxClip : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Clip"];

    public override void Read(OnnxSite site)
    {
        var least = site.Has(1) ? site.Constant(1).Scalar() : site.Opset < 11 ? site.Real("min", float.MinValue) : float.MinValue;
        var most = site.Has(2) ? site.Constant(2).Scalar() : site.Opset < 11 ? site.Real("max", float.MaxValue) : float.MaxValue;
        if (!(most >= float.MaxValue && (least == 0 || least <= float.MinValue)))
            throw new OnnxRefusal($"it clips to [{OnnxConstant.Text(least)}, {OnnxConstant.Text(most)}]; only clipping at 0 from below, which is relu, is supported");
        if (least == 0)
            OnnxActivation.Apply(site, new Activation.Relu());
        else
            OnnxPass.On(site, "its bounds are infinite");
    }
}

using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Functions of one number: worked out for constants, of values only the sign and whole powers.</summary>
internal sealed class OnnxUnary : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Neg", "Pow", "Sqrt", "Reciprocal"];

    public override void Read(OnnxSite site)
    {
        var operation = site.Node.Operator;
        if (site.Input(0) is OnnxMeaning.Constant { Value: var constant } && operation != "Pow")
        {
            site.Give(new OnnxMeaning.Constant(constant.Derived(constant.Shape, constant.Type, () => Array.ConvertAll(constant.Read(), x => operation switch
            {
                "Neg" => -x,
                "Sqrt" => Math.Sqrt(x),
                _ => 1 / x,
            }))));
            site.Ignored(OnnxConstantNode.Proof);
        }
        else if (operation == "Neg")
            new OnnxFactor(1, null, static () => [-1.0], null, ElementType.Float64, site.LayerName).Apply(site, site.RawFlow(0));
        else if (operation == "Pow" && site.Constant(1).Scalar() is var exponent && exponent is >= 1 and <= 64 && exponent == Math.Floor(exponent))
        {
            if (exponent == 1)
                OnnxPass.On(site, "the first power");
            else
                OnnxActivation.Apply(site, new Activation.Power((int)exponent));
        }
        else
            throw new OnnxRefusal(operation == "Pow" ? $"its exponent is {OnnxConstant.Text(site.Constant(1).Scalar())}; whole ones from 1 to 64 are supported" : $"{operation} of a value that depends on the input is not supported");
    }
}

using System.Globalization;

namespace Marginalia.Files;

/// <summary>The attributes of a node, each of the kind that its reader asks for.</summary>
internal sealed partial class OnnxSite
{
    public long Integer(string name, long otherwise) => Attribute(name) switch
    {
        null => otherwise,
        OnnxAttributeValue.Integer v => v.Number,
        var other => throw Wrong(name, other, "an integer"),
    };

    public long[]? Integers(string name) => Attribute(name) switch
    {
        null => null,
        OnnxAttributeValue.Integers v => [.. v.Numbers],
        var other => throw Wrong(name, other, "a list of integers"),
    };

    public string Text(string name, string otherwise) => Attribute(name) switch
    {
        null => otherwise,
        OnnxAttributeValue.Text v => v.Content,
        var other => throw Wrong(name, other, "a text"),
    };

    public string[]? Texts(string name) => Attribute(name) switch
    {
        null => null,
        OnnxAttributeValue.Texts v => [.. v.Contents],
        var other => throw Wrong(name, other, "a list of texts"),
    };

    /// <summary>A finite number.</summary>
    /// <remarks>The format stores numbers of nodes in single precision, also in models of double precision, whose own number is the short decimal it was written as.</remarks>
    public double Real(string name, float otherwise)
    {
        var number = Attribute(name) switch
        {
            null => otherwise,
            OnnxAttributeValue.Real v => v.Number,
            var other => throw Wrong(name, other, "a number"),
        };
        if (!float.IsFinite(number))
            throw new OnnxRefusal($"its attribute '{name}' is {OnnxConstant.Text(number)}");
        if (!import.IsDouble)
            return number;
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exact = double.Parse(text, CultureInfo.InvariantCulture);
        if (exact != number)
            Assume($"{name} = {text}, stored in single precision, is taken as this decimal because the model computes in double precision");
        return exact;
    }

    /// <summary>The value of an attribute, or none.</summary>
    public OnnxAttributeValue? Attribute(string name)
    {
        foreach (var attribute in node.Attributes)
            if (attribute.Name == name)
                return attribute.Value;
        return null;
    }


    private static OnnxRefusal Wrong(string name, OnnxAttributeValue value, string needed) => new($"its attribute '{name}' is {value.Match(
        static r => OnnxConstant.Text(r), static i => i.ToString(CultureInfo.InvariantCulture), static t => $"'{t}'", static _ => "a tensor",
        static _ => "a list of numbers", static _ => "a list of integers", static _ => "a list of texts", static k => k)} where {needed} is needed");
}

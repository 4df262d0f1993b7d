using LanguageExt;
using Marginalia.Networks;

namespace Marginalia.Laws;

/// <content>Recurrent layers.</content>
public abstract partial record ArchitectureRecipe
{
    /// <summary>A recurrent layer with a linear output on the last state.</summary>
    /// <param name="Steps">The length of the sequences.</param>
    /// <param name="InputSize">The features of one step.</param>
    /// <param name="Hidden">The number of hidden units.</param>
    /// <param name="Outputs">The number of outputs, 2 or more.</param>
    /// <param name="Bias">Whether there are biases.</param>
    /// <param name="Awkward">What is awkward.</param>
    /// <param name="Seed">The key of all draws.</param>
    public sealed record Sequence(int Steps, int InputSize, int Hidden, int Outputs, bool Bias, Awkwardness Awkward, ulong Seed) : ArchitectureRecipe(Awkward, Seed)
    {
        /// <inheritdoc/>
        public override string Text => $"recurrent, {Steps} steps of {InputSize} inputs, {Hidden} hidden units, {Outputs} outputs{(Bias ? ", biases" : "")}";

        /// <inheritdoc/>
        public override Network Network => Network.Recurrent(Steps, InputSize, Hidden, Outputs, new Activation.Relu(), Bias, false).Made();

        private int Recurrent => Hidden * InputSize;

        private int HiddenBias => Recurrent + (Hidden * Hidden);

        private int Output => HiddenBias + (Bias ? Hidden : 0);

        /// <inheritdoc/>
        public override Arr<HiddenUnit> Units => Enumerable.Range(0, Hidden).Select(j => new HiddenUnit(
            $"hidden unit {j}", 0,
            Places(j * InputSize, InputSize).Concat(Places(Recurrent + (j * Hidden), Hidden)).Concat(Places(HiddenBias + j, Bias ? 1 : 0)).ToArr(),
            Enumerable.Range(0, Hidden).Select(i => Recurrent + (i * Hidden) + j).Concat(Enumerable.Range(0, Outputs).Select(o => Output + (o * Hidden) + j)).ToArr())).ToArr();

        /// <inheritdoc/>
        public override UnrolledGraph Graph
        {
            get
            {
                var edges = new List<UnrolledEdge>();
                int State(int t) => (Steps * InputSize) + (t * Hidden);
                for (var t = 0; t < Steps; t++)
                    for (var j = 0; j < Hidden; j++)
                    {
                        for (var i = 0; i < InputSize; i++)
                            edges.Add(new((t * InputSize) + i, State(t) + j, (j * InputSize) + i));
                        for (var k = 0; k < Hidden && t > 0; k++)
                            edges.Add(new(State(t - 1) + k, State(t) + j, Recurrent + (j * Hidden) + k));
                        if (Bias)
                            edges.Add(new(-1, State(t) + j, HiddenBias + j));
                    }

                for (var o = 0; o < Outputs; o++)
                {
                    for (var j = 0; j < Hidden; j++)
                        edges.Add(new(State(Steps - 1) + j, State(Steps) + o, Output + (o * Hidden) + j));
                    if (Bias)
                        edges.Add(new(-1, State(Steps) + o, Output + (Outputs * Hidden) + o));
                }

                return new(Steps * InputSize, Enumerable.Range(State(Steps), Outputs).ToArr(), edges.ToArr());
            }
        }
    }
}

using System.Globalization;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>A hidden unit (or channel) by the places of its weights in the flat parameter vector; a recurrent unit's weight to itself is in both lists.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Layer">The hidden layer, from 0.</param>
/// <param name="Incoming">Incoming weights, the bias included.</param>
/// <param name="Outgoing">Outgoing weights.</param>
public sealed record HiddenUnit(string Name, int Layer, Arr<int> Incoming, Arr<int> Outgoing);

/// <summary>A ReLU network of any shape that path measures speak about, with parameters and examples, small enough to print and to enumerate.</summary>
/// <param name="Awkward">What is awkward: <see cref="Awkwardness.Integers"/> makes weights multiples of 1/8.</param>
/// <param name="Seed">The key of all draws.</param>
public abstract partial record ArchitectureRecipe(Awkwardness Awkward, ulong Seed)
{
    private const int SampleCount = 6;

    /// <summary>The network.</summary>
    public abstract Network Network { get; }

    /// <summary>The hidden units that may be rescaled on their own.</summary>
    public abstract Arr<HiddenUnit> Units { get; }

    /// <summary>The graph of units with one edge for each occurrence of a weight.</summary>
    public abstract UnrolledGraph Graph { get; }

    /// <summary>A sentence about the shape.</summary>
    public abstract string Text { get; }

    /// <summary>Gaussian weights of standard deviation <c>sqrt(2 / fan-in)</c> and biases of standard deviation 1/2.</summary>
    public Parameters Parameters => Parameters.Create(Network.Layout, Vector.Build(Network.ParameterCount, target =>
    {
        foreach (var block in Network.Layout.Blocks)
        {
            var slice = target.Slice(block.Offset, block.Size);
            Draws.Gaussian(new Key(Seed), RandomStream.Initialization, (ulong)block.Number, slice);
            foreach (ref var value in slice)
            {
                value *= block.Kind == BlockKind.Weight ? Math.Sqrt(2.0 / block.Columns) : 0.5;
                value = Awkward.HasFlag(Awkwardness.Integers) ? Math.Round(8 * value) / 8 : value;
            }
        }

        if (Awkward.HasFlag(Awkwardness.DeadUnit) && Units.Count > 0)
        {
            foreach (var i in Units[0].Incoming)
                target[i] = 0;
        }
    })).Made();

    /// <summary>Gaussian inputs with random classes.</summary>
    public Dataset Data
    {
        get
        {
            var key = new Key(Seed).For("data");
            var inputs = Matrix.Build(SampleCount, Network.InputSize, x =>
            {
                Draws.Gaussian(key, RandomStream.Data, 0, x);
                if (Awkward.HasFlag(Awkwardness.ZeroExample))
                    x[..Network.InputSize].Clear();
                if (Awkward.HasFlag(Awkwardness.Tie))
                    x[..Network.InputSize].CopyTo(x[((SampleCount - 1) * Network.InputSize)..]);
            });
            var labels = Labels.Build(SampleCount, i => Draws.Index(key.For("labels"), RandomStream.Data, (ulong)i, 0, Network.OutputCount));
            return Dataset.Create("generated", inputs, new Targets.Classes(labels, Network.OutputCount), "generated from a recipe").Made();
        }
    }

    /// <summary>Mean cross-entropy.</summary>
    /// <param name="numerics">The arithmetic.</param>
    public Objective Objective(NumericsPolicy numerics) => Marginalia.Objectives.Objective.Create(Network, Data, new Loss.CrossEntropy(), Reduction.Mean, numerics).Made();

    /// <summary>Multiplies the incoming weights of every hidden unit by its factor and divides the outgoing ones by it.</summary>
    /// <param name="parameters">Parameters of this network.</param>
    /// <param name="factors">One for each unit, positive.</param>
    public Parameters Rescaled(Parameters parameters, double[] factors) => Parameters.Create(Network.Layout, Vector.Build(parameters.Flat.Length, target =>
    {
        parameters.Flat.Span.CopyTo(target);
        for (var u = 0; u < factors.Length; u++)
        {
            foreach (var i in Units[u].Incoming)
                target[i] *= factors[u];
            foreach (var i in Units[u].Outgoing)
                target[i] /= factors[u];
        }
    })).Made();

    /// <inheritdoc/>
    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text}, awkward: {Awkward}, seed {Seed}");

    private static int[] Places(int offset, int count) => [.. Enumerable.Range(offset, count)];
}

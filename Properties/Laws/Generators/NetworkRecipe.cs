using System.Globalization;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>What is awkward about the data or the weights of an instance.</summary>
[Flags]
public enum Awkwardness
{
    /// <summary>Nothing: plain Gaussian draws.</summary>
    None = 0,

    /// <summary>The first example is exactly zero.</summary>
    ZeroExample = 1,

    /// <summary>The last example repeats the first one, label and all, so that margins tie.</summary>
    Tie = 2,

    /// <summary>The first hidden unit has no incoming weights: it is dead.</summary>
    DeadUnit = 4,

    /// <summary>The inputs are integers, many of them 0.</summary>
    Integers = 8,

    /// <summary>The first coordinate of the inputs is denormal.</summary>
    Denormals = 16,
}

/// <summary>Everything that a network with parameters and data is made from, small enough to print and to shrink.</summary>
/// <param name="InputSize">Features, 1 or more.</param>
/// <param name="Hidden">Hidden widths, possibly none.</param>
/// <param name="OutputCount">1 for a binary model, classes otherwise.</param>
/// <param name="Activation">The hidden activation.</param>
/// <param name="Bias">Where biases are.</param>
/// <param name="Loss">The loss; made to fit the outputs.</param>
/// <param name="SampleCount">Examples, 1 or more.</param>
/// <param name="Scale">The standard deviation of weights is Scale * sqrt(2 / fan-in).</param>
/// <param name="Awkward">What is awkward.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record NetworkRecipe(
    int InputSize,
    Arr<int> Hidden,
    int OutputCount,
    Activation Activation,
    BiasPlacement Bias,
    Loss Loss,
    int SampleCount,
    double Scale,
    Awkwardness Awkward,
    ulong Seed)
{
    /// <summary>The network.</summary>
    public Network Network => Marginalia.Networks.Network.Dense([InputSize, .. Hidden, OutputCount], Activation, Bias)
        .IfFail(static e => throw new InvalidOperationException(string.Join(" ", e)));

    /// <summary>The objective with the sum as its reduction.</summary>
    /// <param name="numerics">The arithmetic.</param>
    public Objective Objective(NumericsPolicy numerics) => Marginalia.Objectives.Objective
        .Create(Network, Data, Loss, Reduction.Sum, numerics).IfFail(static e => throw new InvalidOperationException(string.Join(" ", e)));

    /// <summary>The parameters: Gaussian weights and small Gaussian biases.</summary>
    public Parameters Parameters
    {
        get
        {
            var layout = Network.Layout;
            var flat = Vector.Build(layout.ParameterCount, target =>
            {
                foreach (var block in layout.Blocks)
                {
                    var deviation = block.Kind == BlockKind.Weight ? Scale * Math.Sqrt(2.0 / block.Columns) : 0.1 * Scale;
                    var slice = target.Slice(block.Offset, block.Size);
                    Draws.Gaussian(new Key(Seed), RandomStream.Initialization, (ulong)block.Number, slice);
                    foreach (ref var value in slice)
                        value *= deviation;
                }

                if (Awkward.HasFlag(Awkwardness.DeadUnit) && Hidden.Count > 0)
                    target.Slice(layout.Blocks[0].Offset, layout.Blocks[0].Columns).Clear();
            });
            return Marginalia.Networks.Parameters.Create(layout, flat).IfFail(static e => throw new InvalidOperationException(string.Join(" ", e)));
        }
    }

    /// <summary>The data: Gaussian inputs with random labels.</summary>
    public Dataset Data
    {
        get
        {
            var key = new Key(Seed).For("data");
            var inputs = Matrix.Build(SampleCount, InputSize, x =>
            {
                for (var i = 0; i < SampleCount; i++)
                    Draws.Gaussian(key, RandomStream.Data, (ulong)i, x.Slice(i * InputSize, InputSize));
                for (var i = 0; i < x.Length && Awkward.HasFlag(Awkwardness.Integers); i++)
                    x[i] = Math.Round(x[i]);
                for (var i = 0; i < x.Length && Awkward.HasFlag(Awkwardness.Denormals); i += InputSize)
                    x[i] *= 1e-310;
                if (Awkward.HasFlag(Awkwardness.ZeroExample))
                    x[..InputSize].Clear();
                if (Awkward.HasFlag(Awkwardness.Tie))
                    x[..InputSize].CopyTo(x[((SampleCount - 1) * InputSize)..]);
            });
            return Dataset.Create("generated", inputs, Targets(key.For("labels")), "generated from a recipe").IfFail(static e => throw new InvalidOperationException(string.Join(" ", e)));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{InputSize}-{string.Concat(Hidden.Map(static h => h.ToString(CultureInfo.InvariantCulture) + "-"))}{OutputCount} {Activation.Text}, bias {Bias.Word}, {Loss.Name}, {SampleCount} examples, scale {Scale:R}, awkward: {Awkward}, seed {Seed}");

    private Targets Targets(Key key)
    {
        if (Loss is Loss.Squared or Loss.Robust)
        {
            return new Targets.Values(Matrix.Build(SampleCount, OutputCount, y =>
            {
                for (var i = 0; i < SampleCount; i++)
                    Draws.Gaussian(key, RandomStream.Data, (ulong)i, y.Slice(i * OutputCount, OutputCount));
            }));
        }

        int Class(int i, int count) => Draws.Index(key, RandomStream.Data, (ulong)(Awkward.HasFlag(Awkwardness.Tie) && i == SampleCount - 1 ? 0 : i), 0, count);
        return OutputCount == 1
            ? new Targets.Signs(Vector.Build(SampleCount, y =>
            {
                for (var i = 0; i < SampleCount; i++)
                    y[i] = (2 * Class(i, 2)) - 1;
            }))
            : new Targets.Classes(Labels.Build(SampleCount, i => Class(i, OutputCount)), OutputCount);
    }
}

namespace Marginalia.Networks;

/// <summary>A batch of sequences step by step: what belongs to one step lies together, so that a step is one matrix.</summary>
/// <remarks>The saved numbers of a recurrent layer are, in this order: inputs, states, arguments of phi, and their cotangents.</remarks>
internal readonly struct Sequence(int batch, int steps, int features, int hidden)
{
    internal int Batch => batch;

    internal int Steps => steps;

    internal int Features => features;

    internal int Hidden => hidden;

    /// <summary>The number of rows over all steps.</summary>
    internal int Rows => steps * batch;

    internal int Length => Rows * (features + (3 * hidden));

    internal Span<double> Inputs(Span<double> saved) => saved[..(Rows * features)];

    internal Span<double> States(Span<double> saved) => saved.Slice(Rows * features, Rows * hidden);

    internal Span<double> Arguments(Span<double> saved) => saved.Slice(Rows * (features + hidden), Rows * hidden);

    internal Span<double> Deltas(Span<double> saved) => saved.Slice(Rows * (features + (2 * hidden)), Rows * hidden);

    /// <summary>The rows of one step among hidden-sized rows.</summary>
    internal Span<double> Step(Span<double> rows, int step) => rows.Slice(step * batch * hidden, batch * hidden);

    /// <summary>Reorders from example by example to step by step.</summary>
    internal void Gather(ReadOnlySpan<double> examples, int width, Span<double> rows)
    {
        for (var e = 0; e < batch; e++)
            for (var t = 0; t < steps; t++)
                examples.Slice(((e * steps) + t) * width, width).CopyTo(rows[(((t * batch) + e) * width)..]);
    }

    /// <summary>Reorders from step by step to example by example, storing or adding.</summary>
    internal void Scatter(ReadOnlySpan<double> rows, int width, Span<double> examples, bool adds)
    {
        for (var e = 0; e < batch; e++)
        {
            for (var t = 0; t < steps; t++)
            {
                var (from, to) = (((t * batch) + e) * width, ((e * steps) + t) * width);
                if (adds)
                    ElementwiseKernels.Add(rows.Slice(from, width), examples.Slice(to, width));
                else
                    rows.Slice(from, width).CopyTo(examples[to..]);
            }
        }
    }
}

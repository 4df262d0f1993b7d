using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The passes of a <see cref="Recurrent"/> layer over one node: backpropagation through time and its derivative.</summary>
internal readonly ref struct RecurrentPass
{
    private readonly Recurrent _operation;
    private readonly NodeView _node;
    private readonly Sequence _sequence;

    internal RecurrentPass(Recurrent operation, NodeView node)
    {
        (_operation, _node) = (operation, node);
        _sequence = Of(operation, node);
    }

    internal static int SavedLength(int batch, int steps, int features, int hidden) => new Sequence(batch, steps, features, hidden).Length;

    internal static Sequence Of(Recurrent operation, NodeView node) =>
        new(node.Batch, node.InputShape(0).Dimensions[0], node.InputShape(0).Dimensions[1], operation.Hidden);

    private Product InputProduct => new(_sequence.Rows, _sequence.Hidden, _sequence.Features, TransposeB: true);

    private Product StepProduct => new(_sequence.Batch, _sequence.Hidden, _sequence.Hidden, TransposeB: true);

    private Product StepBackProduct => new(_sequence.Batch, _sequence.Hidden, _sequence.Hidden);

    internal void Forward()
    {
        var s = _sequence;
        var saved = _node.Saved;
        s.Gather(_node.Input(0), s.Features, s.Inputs(saved));
        var arguments = s.Arguments(saved);
        var states = s.States(saved);
        _node.Kernels.Multiply(InputProduct, s.Inputs(saved), _node.Parameters(0), arguments, Epilogue.Activate(_operation.HasBias ? _node.Parameters(2) : default));
        for (var t = 0; t < s.Steps; t++)
        {
            var argument = s.Step(arguments, t);
            if (t > 0)
                _node.Kernels.Multiply(StepProduct, s.Step(states, t - 1), _node.Parameters(1), argument, Epilogue.Add(argument));
            ActivationKernels.Value(_operation.Activation, argument, s.Step(states, t));
        }

        Emit(states, _node.Output);
    }

    internal void ForwardTangent()
    {
        var (s, kernels) = (_sequence, _node.Kernels);
        var saved = _node.Saved;
        var tangent = _node.SavedTangent;
        var arguments = s.Arguments(tangent);
        var states = s.States(tangent);
        kernels.Multiply(InputProduct, s.Inputs(saved), _node.Direction(0), arguments, Epilogue.Activate(_operation.HasBias ? _node.Direction(2) : default));
        if (_node.HasInputTangent(0))
        {
            s.Gather(_node.InputTangent(0), s.Features, s.Inputs(tangent));
            kernels.Multiply(InputProduct, s.Inputs(tangent), _node.Parameters(0), arguments, Epilogue.Add(arguments));
        }

        for (var t = 0; t < s.Steps; t++)
        {
            var argument = s.Step(arguments, t);
            if (t > 0)
            {
                kernels.Multiply(StepProduct, s.Step(s.States(saved), t - 1), _node.Direction(1), argument, Epilogue.Add(argument));
                kernels.Multiply(StepProduct, s.Step(states, t - 1), _node.Parameters(1), argument, Epilogue.Add(argument));
            }

            argument.CopyTo(s.Step(states, t));
            ActivationKernels.Backward(_operation.Activation, s.Step(s.Arguments(saved), t), s.Step(s.States(saved), t), s.Step(states, t));
        }

        Emit(states, _node.OutputTangent);
    }

    internal void Backward()
    {
        var s = _sequence;
        var saved = _node.Saved;
        var deltas = s.Deltas(saved);
        Absorb(_node.Cotangent, deltas);
        for (var t = s.Steps - 1; t >= 0; t--)
        {
            var delta = s.Step(deltas, t);
            if (t < s.Steps - 1)
                _node.Kernels.Multiply(StepBackProduct, s.Step(deltas, t + 1), _node.Parameters(1), delta, Epilogue.Add(delta));
            ActivationKernels.Backward(_operation.Activation, s.Step(s.Arguments(saved), t), s.Step(s.States(saved), t), delta);
        }

        Finish(tangents: false);
    }

    internal void BackwardTangent()
    {
        var (s, kernels) = (_sequence, _node.Kernels);
        var saved = _node.Saved;
        var deltas = s.Deltas(saved);
        var tangents = s.Deltas(_node.SavedTangent);
        Absorb(_node.Cotangent, deltas);
        Absorb(_node.CotangentTangent, tangents);
        for (var t = s.Steps - 1; t >= 0; t--)
        {
            var delta = s.Step(deltas, t);
            var tangent = s.Step(tangents, t);
            if (t < s.Steps - 1)
            {
                kernels.Multiply(StepBackProduct, s.Step(deltas, t + 1), _node.Parameters(1), delta, Epilogue.Add(delta));
                kernels.Multiply(StepBackProduct, s.Step(deltas, t + 1), _node.Direction(1), tangent, Epilogue.Add(tangent));
                kernels.Multiply(StepBackProduct, s.Step(tangents, t + 1), _node.Parameters(1), tangent, Epilogue.Add(tangent));
            }

            var argument = s.Step(s.Arguments(saved), t);
            ActivationKernels.BackwardTangent(_operation.Activation, argument, s.Step(s.Arguments(_node.SavedTangent), t), delta, tangent);
        }

        Finish(tangents: true);
    }

    // From the deltas of all steps to the cotangents of the input and the gradients of the weights.
    private void Finish(bool tangents)
    {
        var s = _sequence;
        var saved = _node.Saved;
        var deltas = s.Deltas(saved);
        if (_node.NeedsInputCotangent(0))
        {
            var back = new Product(s.Rows, s.Features, s.Hidden);
            var rows = _node.Scratch(s.Rows * s.Features);
            _node.Kernels.Multiply(back, deltas, _node.Parameters(0), rows);
            s.Scatter(rows, s.Features, _node.InputCotangent(0), _node.Accumulates(0));
            if (tangents)
            {
                _node.Kernels.Multiply(back, s.Deltas(_node.SavedTangent), _node.Parameters(0), rows);
                _node.Kernels.Multiply(back, deltas, _node.Direction(0), rows, Epilogue.Add(rows));
                s.Scatter(rows, s.Features, _node.InputCotangentTangent(0), _node.Accumulates(0));
            }
        }

        if (_node.HasSink)
            Put(deltas, hessian: false);
        if (_node.HasHessianSink)
            Put(s.Deltas(_node.SavedTangent), hessian: true);
    }

    private void Put(Span<double> deltas, bool hessian)
    {
        var s = _sequence;
        var saved = _node.Saved;
        var input = new Product(s.Hidden, s.Features, s.Rows, TransposeA: true);
        // Step t meets the state of step t - 1, so the first step and the last state drop out.
        var (inner, skip) = (s.Rows - s.Batch, s.Batch * s.Hidden);
        var recurrent = new Product(s.Hidden, s.Hidden, inner, TransposeA: true);
        _node.Put(0, input, deltas, s.Inputs(saved), hessian);
        _node.Put(1, recurrent, deltas[skip..], s.States(saved)[..(inner * s.Hidden)], hessian);
        if (hessian)
        {
            var tangent = _node.SavedTangent;
            if (_node.HasInputTangent(0))
                _node.AddHessian(0, input, s.Deltas(saved), s.Inputs(tangent));
            _node.AddHessian(1, recurrent, s.Deltas(saved)[skip..], s.States(tangent)[..(inner * s.Hidden)]);
        }

        if (!_operation.HasBias)
            return;
        var sums = _node.Scratch(s.Hidden);
        _node.Kernels.ColumnSums(s.Rows, s.Hidden, deltas, sums);
        _node.Put(2, sums, hessian);
    }

    private void Emit(Span<double> states, Span<double> output)
    {
        if (_operation.ReturnsSequence)
            _sequence.Scatter(states, _sequence.Hidden, output, adds: false);
        else
            _sequence.Step(states, _sequence.Steps - 1).CopyTo(output);
    }

    private void Absorb(ReadOnlySpan<double> cotangent, Span<double> deltas)
    {
        if (_operation.ReturnsSequence)
            _sequence.Gather(cotangent, _sequence.Hidden, deltas);
        else
        {
            deltas.Clear();
            cotangent.CopyTo(_sequence.Step(deltas, _sequence.Steps - 1));
        }
    }
}

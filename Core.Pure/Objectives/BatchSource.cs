using System.Diagnostics;
using Marginalia.Data;

namespace Marginalia.Objectives;

/// <summary>Inputs and targets of a batch: the data's own arrays for all examples, private copies of the rows for a list.</summary>
internal sealed class BatchSource
{
    private readonly Dataset _data;
    private readonly int _capacity;
    private readonly int _width;
    private readonly ReadOnlyMemory<double> _numbers;
    private readonly bool _areSigns;
    private readonly Labels? _classes;
    private double[] _inputs = [];
    private double[] _targets = [];
    private double[] _signs = [];
    private int[] _labels = [];
    private bool _isGathered;

    internal BatchSource(Dataset data, int capacity)
    {
        (_data, _capacity) = (data, capacity);
        (_numbers, _width, _classes) = data.Targets switch
        {
            Targets.Signs s => (s.Labels.Memory, 1, null),
            Targets.Values v => (v.Matrix.Memory, v.Matrix.Columns, null),
            Targets.Classes c => (ReadOnlyMemory<double>.Empty, 1, c.Labels),
            _ => throw new UnreachableException(),
        };
        _areSigns = data.Targets is Targets.Signs;
    }

    /// <summary>The number of examples of the batch taken last.</summary>
    internal int Count { get; private set; }

    /// <summary>The inputs of the batch taken last, row-major.</summary>
    internal ReadOnlyMemory<double> Inputs { get; private set; }

    /// <summary>The targets of the batch taken last.</summary>
    internal TargetView Targets => (_isGathered, _classes) switch
    {
        (false, null) => new(_numbers.Span, _areSigns ? _numbers.Span : [], []),
        (false, { } classes) => new([], [], classes.Span),
        (true, null) => new(_targets.AsSpan(0, Count * _width), _areSigns ? _signs.AsSpan(0, Count) : [], []),
        (true, _) => new([], [], _labels.AsSpan(0, Count)),
    };

    /// <summary>Makes a batch the current one.</summary>
    internal void Take(in Batch batch)
    {
        Count = batch.Indices.IsEmpty ? _data.Count : batch.Indices.Length;
        if (Count > _capacity)
            throw new ArgumentException($"A batch of {Count} examples does not fit a capacity of {_capacity}.", nameof(batch));
        if (!batch.Offsets.IsEmpty && batch.Offsets.Length != Count * _width)
            throw new ArgumentException($"{batch.Offsets.Length} offsets do not fit {Count} targets of {_width}.", nameof(batch));
        Inputs = batch.Indices.IsEmpty ? _data.Inputs.Memory : GatherInputs(batch.Indices.Span);
        _isGathered = !batch.Indices.IsEmpty || !batch.Offsets.IsEmpty;
        if (!_isGathered)
            return;
        if (_classes is { } classes)
            GatherClasses(classes.Span, batch);
        else
            GatherNumbers(batch);
    }

    private ReadOnlyMemory<double> GatherInputs(ReadOnlySpan<int> indices)
    {
        Grow(ref _inputs, _data.InputSize);
        for (var slot = 0; slot < indices.Length; slot++)
            _data.Inputs.Row(indices[slot]).CopyTo(_inputs.AsSpan(slot * _data.InputSize));
        return _inputs.AsMemory(0, indices.Length * _data.InputSize);
    }

    private void GatherNumbers(in Batch batch)
    {
        Grow(ref _targets, _width);
        Grow(ref _signs, _areSigns ? 1 : 0);
        var indices = batch.Indices.Span;
        var offsets = batch.Offsets.Span;
        var numbers = _numbers.Span;
        for (var slot = 0; slot < Count; slot++)
        {
            var row = numbers.Slice((indices.IsEmpty ? slot : indices[slot]) * _width, _width);
            if (_areSigns)
                _signs[slot] = row[0];
            for (var k = 0; k < _width; k++)
                _targets[(slot * _width) + k] = offsets.IsEmpty ? row[k] : row[k] + offsets[(slot * _width) + k];
        }
    }

    private void GatherClasses(ReadOnlySpan<int> classes, in Batch batch)
    {
        if (_labels.Length == 0)
            _labels = new int[_capacity];
        var indices = batch.Indices.Span;
        var offsets = batch.Offsets.Span;
        for (var slot = 0; slot < Count; slot++)
            _labels[slot] = classes[indices.IsEmpty ? slot : indices[slot]] + (offsets.IsEmpty ? 0 : (int)offsets[slot]);
    }

    private void Grow(ref double[] buffer, int width)
    {
        if (buffer.Length == 0 && width > 0)
            buffer = new double[_capacity * width];
    }
}

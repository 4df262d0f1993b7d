using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>The two sides of a rule's memory in a run.</summary>
internal sealed class MemoryBuffers
{
    private readonly Memory _names;
    private readonly double[][] _vectors;
    private readonly double[][] _scalars;
    private int _front;

    internal MemoryBuffers(Memory memory)
    {
        _names = memory;
        var count = memory.Vectors.Count;
        _vectors = new double[2 * count][];
        for (var i = 0; i < count; i++)
        {
            _vectors[i] = memory.Vectors[i].Values.ToArray();
            _vectors[count + i] = new double[_vectors[i].Length];
        }

        _scalars = [[.. memory.Scalars.Map(static s => s.Value)], new double[memory.Scalars.Count]];
    }

    internal double[] Vector(int number, bool isNext) => _vectors[((isNext ? 1 - _front : _front) * _names.Vectors.Count) + number];

    internal double[] Scalars(bool isNext) => _scalars[isNext ? 1 - _front : _front];

    internal void Swap() => _front = 1 - _front;

    internal Memory Freeze(bool isNext) => new(
        _names.Vectors.Map((i, v) => (v.Name, Numerics.Vector.Of(Vector(i, isNext)))).ToArr(),
        _names.Scalars.Map((i, s) => (s.Name, Scalars(isNext)[i])).ToArr());
}

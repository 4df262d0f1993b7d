using System.Buffers.Binary;
using System.Security.Cryptography;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Runs;

/// <summary>What a state remembers of the rows recorded before it, so that a trajectory that somebody edited is not gone on with.</summary>
internal static class RowDigest
{
    /// <summary>The SHA-256 of steps and bits of the rows before a step, as 32 numbers from 0 to 255; every undefined number counts as the same.</summary>
    /// <param name="rows">Rows in the order of their steps.</param>
    /// <param name="step">Rows at this step and later ones do not count: a run that goes on records them anew.</param>
    internal static Vector Of(IEnumerable<TrajectoryRow> rows, long step)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> word = stackalloc byte[8];
        foreach (var row in rows)
        {
            if (row.Step >= step)
                continue;
            BinaryPrimitives.WriteInt64LittleEndian(word, row.Step);
            hash.AppendData(word);
            foreach (var number in row.Numbers.Span)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(word, double.IsNaN(number) ? double.NaN : number);
                hash.AppendData(word);
            }
        }

        return Vector.Of([.. hash.GetHashAndReset().Select(static b => (double)b)]);
    }
}

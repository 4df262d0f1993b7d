namespace Marginalia.Numerics;

/// <summary>Memory that one thread packs into, kept between products so that a steady run allocates nothing. Aligned to 64 bytes.</summary>
internal sealed unsafe class Workspace
{
    private double[] pinned = [];

    /// <summary>At least this many doubles; what stood there before is lost.</summary>
    internal double* Reserve(nint count)
    {
        if (pinned.Length < count + 8)
            pinned = GC.AllocateUninitializedArray<double>(checked((int)(count + (count / 4) + 8)), pinned: true);
        fixed (double* start = pinned)
            return (double*)(((nuint)start + 63) & ~(nuint)63);
    }
}

namespace Marginalia.Numerics;

/// <summary>Random numbers by address: a draw is a function of key, stream, step and lane, and nothing is consumed.</summary>
/// <remarks>
/// docs/theory/conventions.md, section 5, rules 4 to 6. Single draws take the lane, for instance the slot of a batch. Vectors own the
/// lanes from 0 of their step, and coordinate i depends on i alone: a longer vector begins with the shorter one.
/// Same bits under every policy; safe from any thread.
/// </remarks>
public static class Draws
{
    /// <summary>How many lanes the vectors compute at once.</summary>
    private const int Block = 64;

    /// <summary>A uniform number in (0, 1], from words 0 and 1 of the block.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draw is for.</param>
    /// <param name="step">The step.</param>
    /// <param name="lane">The lane.</param>
    public static double Uniform(Key key, RandomStream stream, ulong step, uint lane)
    {
        var words = Philox.At(key, stream, step, lane);
        return WordMaps.Uniform(words.W0, words.W1);
    }

    /// <summary>A uniform index, from word 0 of the block.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draw is for.</param>
    /// <param name="step">The step.</param>
    /// <param name="lane">The lane, for a batch its slot.</param>
    /// <param name="count">How many indices there are, at least 1.</param>
    /// <returns>From 0 to <paramref name="count"/> - 1; each with a probability off by less than 2^-32.</returns>
    public static int Index(Key key, RandomStream stream, ulong step, uint lane, int count) =>
        WordMaps.Index(Philox.At(key, stream, step, lane).W0, count);

    /// <summary>A random sign, +1 or -1, from word 0 of the block.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draw is for.</param>
    /// <param name="step">The step.</param>
    /// <param name="lane">The lane.</param>
    public static double Rademacher(Key key, RandomStream stream, ulong step, uint lane) =>
        WordMaps.Sign(Philox.At(key, stream, step, lane).W0);

    /// <summary>A standard normal number, the cosine value of the block.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draw is for.</param>
    /// <param name="step">The step.</param>
    /// <param name="lane">The lane, for a batch of K outputs: slot K + output.</param>
    public static double Gaussian(Key key, RandomStream stream, ulong step, uint lane) =>
        WordMaps.Gaussians(Philox.At(key, stream, step, lane)).Cosine;

    /// <summary>Standard normal coordinates: coordinate i is on lane i div 2, the cosine value when i is even, the sine value when
    /// odd.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draws are for.</param>
    /// <param name="step">The step, row or example.</param>
    /// <param name="target">Overwritten; any length.</param>
    public static void Gaussian(Key key, RandomStream stream, ulong step, Span<double> target)
    {
        // Blocks of lanes at once: the elementary functions are several times faster on spans, and the bits are those of WordMaps.Gaussians.
        Span<double> radii = stackalloc double[Block], sines = stackalloc double[Block], cosines = stackalloc double[Block];
        for (var first = 0; first < target.Length; first += 2 * Block)
        {
            var part = target[first..Math.Min(first + (2 * Block), target.Length)];
            var lanes = LanesFor(part.Length);
            Span<double> radius = radii[..lanes], sine = sines[..lanes], cosine = cosines[..lanes];
            PhiloxLanes.Uniforms(key, stream, step, (uint)first / 2, radius, sine);
            Elementary.Log(radius, radius);
            Elementary.SinCosTwoPi(sine, sine, cosine);
            foreach (ref var r in radius)
                r = Math.Sqrt(-2 * r);
            for (var i = 0; i < part.Length; i++)
                part[i] = radius[i / 2] * (i % 2 == 0 ? cosine : sine)[i / 2];
        }
    }

    /// <summary>Uniform coordinates in (0, 1]: coordinate i is on lane i div 2, words (0, 1) when i is even, (2, 3) when odd.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draws are for.</param>
    /// <param name="step">The step, row or example.</param>
    /// <param name="target">Overwritten; any length.</param>
    public static void Uniforms(Key key, RandomStream stream, ulong step, Span<double> target)
    {
        Span<double> even = stackalloc double[Block], odd = stackalloc double[Block];
        for (var first = 0; first < target.Length; first += 2 * Block)
        {
            var part = target[first..Math.Min(first + (2 * Block), target.Length)];
            var lanes = LanesFor(part.Length);
            PhiloxLanes.Uniforms(key, stream, step, (uint)first / 2, even[..lanes], odd[..lanes]);
            for (var i = 0; i < part.Length; i++)
                part[i] = (i % 2 == 0 ? even : odd)[i / 2];
        }
    }

    /// <summary>Whole groups of eight lanes for so many coordinates, two on a lane.</summary>
    private static int LanesFor(int coordinates) => (coordinates + 15) / 16 * 8;

    /// <summary>Random signs, +1 or -1: sign i is on lane i div 4, word i mod 4.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draws are for.</param>
    /// <param name="step">The step.</param>
    /// <param name="target">Overwritten; any length.</param>
    public static void Signs(Key key, RandomStream stream, ulong step, Span<double> target)
    {
        Words words = default;
        for (var i = 0; i < target.Length; i++)
        {
            if (i % 4 == 0)
                words = Philox.At(key, stream, step, (uint)i / 4);
            target[i] = WordMaps.Sign((i % 4) switch { 0 => words.W0, 1 => words.W1, 2 => words.W2, _ => words.W3 });
        }
    }

    /// <summary>Indices drawn with replacement, one lane per slot.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draws are for.</param>
    /// <param name="step">The step.</param>
    /// <param name="count">How many indices there are, at least 1.</param>
    /// <param name="slots">Overwritten; any length.</param>
    public static void Indices(Key key, RandomStream stream, ulong step, int count, Span<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
            slots[i] = Index(key, stream, step, (uint)i, count);
    }
}

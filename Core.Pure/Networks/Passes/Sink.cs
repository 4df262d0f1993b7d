namespace Marginalia.Networks;

/// <summary>Where the gradient of the parameters goes: <c>Target = Weight * Base + Scale * gradient</c>, in one pass over memory.</summary>
/// <remarks>Weight 0 and Scale 1 store the gradient; Weight 1 and Scale -eta make the whole update of gradient descent.</remarks>
/// <param name="Target">As long as the parameter vector; never the parameters in use. Empty when nobody wants the gradient.</param>
/// <param name="Base">As long as the parameter vector when Weight is not 0; may be Target.</param>
/// <param name="Weight">The factor of the base.</param>
/// <param name="Scale">The factor of the gradient.</param>
internal readonly record struct Sink(Memory<double> Target, ReadOnlyMemory<double> Base, double Weight, double Scale)
{
    /// <summary>Nobody wants the gradient: only cotangents are computed.</summary>
    internal static Sink None => default;

    /// <summary>Where the gradient itself is kept besides, on its way to a target with a base; empty when it is not.</summary>
    internal Memory<double> Kept { get; init; }

    internal bool IsNone => Target.IsEmpty;

    internal static Sink Store(Memory<double> target) => new(target, default, 0, 1);
}

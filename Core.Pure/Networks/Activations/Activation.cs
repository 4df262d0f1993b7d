using System.Diagnostics;

namespace Marginalia.Networks;

/// <summary>An activation function, applied entry by entry.</summary>
/// <remarks>At a kink only z &gt; 0 is active: relu'(0) = 0, leakyRelu'(0) = slope, relu'' = 0 (conventions, section 1).</remarks>
public abstract record Activation
{
    private Activation() { }

    /// <summary><c>z</c>.</summary>
    public sealed record Linear : Activation;

    /// <summary><c>max(z, 0)</c>.</summary>
    public sealed record Relu : Activation;

    /// <summary><c>z</c> for positive z, else <c>Slope * z</c>.</summary>
    /// <param name="Slope">The slope on non-positive numbers, finite.</param>
    public sealed record LeakyRelu(double Slope) : Activation;

    /// <summary><c>z^Exponent</c>; the square is Power(2).</summary>
    /// <param name="Exponent">An integer, 2 or more.</param>
    public sealed record Power(int Exponent) : Activation;

    /// <summary><c>max(z, 0)^Exponent</c>.</summary>
    /// <param name="Exponent">An integer, 2 or more.</param>
    public sealed record ReluPower(int Exponent) : Activation;

    /// <summary>The hyperbolic tangent.</summary>
    public sealed record Tanh : Activation;

    /// <summary><c>1 / (1 + exp(-z))</c>, called Sigmoid in ONNX.</summary>
    public sealed record Logistic : Activation;

    /// <summary><c>log(1 + exp(z))</c>.</summary>
    public sealed record Softplus : Activation;

    /// <summary>Maps every case to one result.</summary>
    /// <param name="linear">Used for <see cref="Linear"/>.</param>
    /// <param name="relu">Used for <see cref="Relu"/>.</param>
    /// <param name="leakyRelu">Used for <see cref="LeakyRelu"/>.</param>
    /// <param name="power">Used for <see cref="Power"/>.</param>
    /// <param name="reluPower">Used for <see cref="ReluPower"/>.</param>
    /// <param name="tanh">Used for <see cref="Tanh"/>.</param>
    /// <param name="logistic">Used for <see cref="Logistic"/>.</param>
    /// <param name="softplus">Used for <see cref="Softplus"/>.</param>
    public T Match<T>(
        Func<Linear, T> linear,
        Func<Relu, T> relu,
        Func<LeakyRelu, T> leakyRelu,
        Func<Power, T> power,
        Func<ReluPower, T> reluPower,
        Func<Tanh, T> tanh,
        Func<Logistic, T> logistic,
        Func<Softplus, T> softplus) => this switch
        {
            Linear a => linear(a),
            Relu a => relu(a),
            LeakyRelu a => leakyRelu(a),
            Power a => power(a),
            ReluPower a => reluPower(a),
            Tanh a => tanh(a),
            Logistic a => logistic(a),
            Softplus a => softplus(a),
            _ => throw new UnreachableException(),
        };
}

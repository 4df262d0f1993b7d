using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The minimizer of <c>L(V) = sum_n exp(-rho z_n . V)</c> over unit vectors V: where a linear model held at norm rho comes to rest.</summary>
/// <param name="Norm">rho.</param>
/// <param name="Direction">V, of norm 1.</param>
/// <param name="Weights">omega, the softmax of <c>-rho z_n . V</c>.</param>
/// <param name="MinMargin">The smallest z_n . V; short of the largest margin by at most (log n) / rho.</param>
/// <param name="SmoothedMargin"><c>-log L / rho</c>.</param>
/// <param name="RadialTerm">rho sum_n omega_n z_n . V; the Hessian is at least this when it is positive.</param>
/// <param name="HessianEigenvalues">The d - 1 eigenvalues, ascending, of the Hessian of L on the sphere divided by L (N31).</param>
/// <param name="Residual">The norm of the tangential gradient of log L over its radial part: 0 at a stationary point.</param>
public sealed record FixedNormMinimum(
    double Norm, Vector Direction, Vector Weights, double MinMargin, double SmoothedMargin, double RadialTerm, Vector HessianEigenvalues, double Residual);

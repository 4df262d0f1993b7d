using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The representative of least Euclidean norm among all rescalings of hidden units.</summary>
/// <param name="Parameters">Its parameters; the function is that of the network given.</param>
/// <param name="SquaredNorm">The sum of the squares of all its weights and biases.</param>
/// <param name="Infimum">The infimum of that sum over the class: <see cref="SquaredNorm"/> without dead units; with them it is not attained, because what a unit
/// without incoming weights sends on (or a unit without outgoing weights receives) can be made as small as one likes, and so counts nothing.</param>
/// <param name="Sweeps">The number of sweeps of the coordinate descent.</param>
/// <param name="Dead">Hidden units (layer from 0, unit) without incoming or without outgoing weights, left as they are.</param>
public sealed record BalancedForm(Parameters Parameters, double SquaredNorm, double Infimum, int Sweeps, Arr<(int Layer, int Unit)> Dead);

/// <summary>The representative whose hidden units have incoming norm 1.</summary>
/// <param name="Parameters">Its parameters; the function is that of the network given.</param>
/// <param name="Dead">Hidden units (layer from 0, unit) whose incoming weights and bias are all zero, left as they are.</param>
public sealed record UnitForm(Parameters Parameters, Arr<(int Layer, int Unit)> Dead);

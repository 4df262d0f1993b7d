using Marginalia.Data;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The shortest separator in an l_p norm: the answer of <c>min |w|_p : z_n . w &gt;= 1</c>.</summary>
/// <remarks>Its condition of optimality is <c>sign(w_i) |w_i|^(p-1) = (Z^T alpha)_i</c>, alpha &gt;= 0 with alpha_n = 0 where z_n . w &gt; 1.</remarks>
/// <param name="Weights">w.</param>
/// <param name="Margin">1 / |w|_p, the largest margin over directions of l_p norm 1.</param>
/// <param name="Direction">w / |w|_p.</param>
/// <param name="Multipliers">alpha, one per point; they sum to |w|_p^p.</param>
/// <param name="Support">The indices of positive multipliers, ascending.</param>
public sealed record PNormMargin(Vector Weights, double Margin, Vector Direction, Vector Multipliers, Labels Support);

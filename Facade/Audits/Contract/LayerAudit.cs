using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>What the weights of one layer show. Kernels of convolutions are read as matrices channels x receptive field unless a member says otherwise.</summary>
/// <param name="Name">The name of the weights in the network or in the file.</param>
/// <param name="Kind">The kind of the operation; "tensor" where there is no network.</param>
/// <param name="Shape">Outputs first.</param>
/// <param name="Parameters">The number of weights and biases.</param>
/// <param name="Frobenius">The Euclidean norm of all weights.</param>
/// <param name="Spectral">The largest singular value.</param>
/// <param name="Operator">The largest singular value of the true linear map, padding and stride included; that of the matrix for dense layers.</param>
/// <param name="StableRank">The squared Frobenius norm over the squared spectral norm.</param>
/// <param name="TwoOne">The sum over units of the Euclidean norm of the incoming weights.</param>
/// <param name="OneInf">The largest sum of absolute incoming weights of a unit.</param>
/// <param name="TwoInf">The largest Euclidean norm of the incoming weights of a unit.</param>
/// <param name="Bias">The Euclidean norm of the bias.</param>
/// <param name="Distance">The Frobenius norm of the change since initialization.</param>
/// <param name="SpectralDistance">The spectral norm of that change.</param>
/// <param name="Dead">Units whose incoming weights and bias are all zero, from 0.</param>
/// <param name="Spectrum">The singular values in decreasing order; empty where they were not asked for or cost too much.</param>
/// <param name="Note">What was done, in words; empty when nothing needs saying.</param>
public sealed record LayerAudit(
    string Name,
    string Kind,
    Arr<int> Shape,
    long Parameters,
    Number Frobenius,
    Number Spectral,
    Number Operator,
    Number StableRank,
    Number TwoOne,
    Number OneInf,
    Number TwoInf,
    Number Bias,
    Number Distance,
    Number SpectralDistance,
    Arr<int> Dead,
    Vector Spectrum,
    string Note)
{
    /// <summary>Units behind a relu that are 0 on every example given, from 0; empty without data.</summary>
    public Arr<int> Silent { get; init; }

    /// <summary>The shape in words: "10 x 64".</summary>
    public string ShapeText => string.Join(" x ", Shape);
}

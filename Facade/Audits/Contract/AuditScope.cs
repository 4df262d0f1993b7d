namespace Marginalia.Audits;

/// <summary>How much an audit computes.</summary>
public enum AuditScope
{
    /// <summary>The layer table alone, one tensor in memory at a time; the network is not built, so the file may be larger than memory.</summary>
    WeightsOnly,

    /// <summary>Weights, spectral norms and one pass over the data; no singular value spectra.</summary>
    Fast,

    /// <summary>Everything but what takes many passes over the data, with the spectra of the layers.</summary>
    Standard,

    /// <summary>Everything: also curvature, sharpness, searches for flatness and Jacobians of the examples.</summary>
    Full,
}

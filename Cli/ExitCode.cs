namespace Marginalia.Cli;

/// <summary>The exit codes of the program, a contract with scripts.</summary>
public enum ExitCode
{
    /// <summary>Success.</summary>
    Success = 0,

    /// <summary>A defect of the program.</summary>
    Internal = 1,

    /// <summary>Wrong usage or bad input; nothing was written.</summary>
    BadInput = 2,

    /// <summary>A law, verdict or gate that was asked for does not hold.</summary>
    Violated = 3,

    /// <summary>Part of the input is unsupported; the rest was done.</summary>
    Partial = 4,

    /// <summary>A reproduction differs from its record.</summary>
    Differs = 5,

    /// <summary>Interrupted, and can be resumed.</summary>
    Resumable = 75,

    /// <summary>Cancelled.</summary>
    Cancelled = 130,
}

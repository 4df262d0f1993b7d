using LanguageExt;
using Marginalia.Data;

namespace Marginalia.Files;

/// <summary>A row of the list of data sets that have a name.</summary>
/// <param name="Name">The name in a specification.</param>
/// <param name="Description">What it is, one sentence.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Parameters">Its parameters; none for data that are read and not made.</param>
public sealed record DataEntry(string Name, string Description, string Origin, Arr<DataParameter> Parameters)
{
    /// <summary>The specification with all parameters at their defaults, for instance <c>separable:n=20,d=5,gap=0.3</c>.</summary>
    public string Specification => Parameters.Count == 0 ? Name : Name + ":" + string.Join(",", Parameters.Map(static p => $"{p.Name}={p.Text(p.Default)}"));
}

/// <summary>An option that a specification may have after its colon.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Domain">Its values, in words.</param>
/// <param name="Description">What it does.</param>
public sealed record DataOption(string Name, string Domain, string Description);

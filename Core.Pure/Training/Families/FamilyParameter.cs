namespace Marginalia.Training;

/// <summary>A number that a member of a family is made with.</summary>
/// <param name="Name">Its name in texts and records: "lambda".</param>
/// <param name="Default">What it is when not given; NaN when it must be given.</param>
/// <param name="Meaning">What it is and which values are allowed, as a phrase.</param>
/// <param name="IsInteger">Whether only whole numbers are accepted.</param>
public sealed record FamilyParameter(string Name, double Default, string Meaning, bool IsInteger = false);

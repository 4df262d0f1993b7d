using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Studies;

/// <summary>An experiment as a value: a question, the parameters it may vary, and a pure function that answers it.</summary>
/// <param name="Name">The name on the command line, for instance "after-zero-error".</param>
/// <param name="Title">The title of its report.</param>
/// <param name="Question">The question in one sentence.</param>
/// <param name="Source">Where the question and the expected outcome come from.</param>
/// <param name="Data">The names of the data sets it asks for; the face supplies them.</param>
/// <param name="Parameters">Its parameters with defaults.</param>
/// <param name="Run">The function; an error when the data or settings do not fit it.</param>
public sealed record Study(
    string Name,
    string Title,
    string Question,
    Source Source,
    Arr<string> Data,
    Arr<StudyParameter> Parameters,
    Func<StudyContext, Either<Error, StudyResult>> Run);

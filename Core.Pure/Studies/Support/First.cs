using LanguageExt;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>From building, which collects every error, to running, which stops at the first.</summary>
internal static class FirstErrorModule
{
    extension<T>(Validation<Error, T> built)
    {
        /// <summary>The value, or the first of the errors.</summary>
        internal Either<Error, T> First() => built.Match(Prelude.Right<Error, T>, static errors => Prelude.Left<Error, T>(errors.Head));
    }
}

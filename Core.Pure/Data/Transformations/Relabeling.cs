using LanguageExt;
using Marginalia.Numerics;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Data;

/// <summary>Changes of the kind of targets; each is asked for by name, none happens silently.</summary>
public static class Relabeling
{
    extension(Dataset data)
    {
        /// <summary>Signs from classes: +1 for even class numbers, -1 for odd ones.</summary>
        public Either<Error, Dataset> EvenVersusOdd() =>
            data.Classes("Even versus odd").Map(c => data.WithSigns(c, static label => label % 2 == 0, "even classes +1, odd ones -1"));

        /// <summary>Signs from classes: +1 for one class, -1 for all others.</summary>
        /// <param name="positive">The class that becomes +1; outside 0..C-1 a parameterDomain error.</param>
        public Either<Error, Dataset> OneVersusRest(int positive) =>
            from c in data.Classes("One versus rest")
            from _ in InDomain(positive, c.Count)
            select data.WithSigns(c, label => label == positive, $"class {positive} +1, the others -1");

        /// <summary>Signs from two of the classes: +1 for the first, -1 for the second; the examples of other classes are left out.</summary>
        /// <param name="positive">The class that becomes +1.</param>
        /// <param name="negative">The class that becomes -1, another one.</param>
        /// <returns>The data set; parameterDomain outside 0..C-1 and for equal classes, emptyData when neither class occurs.</returns>
        public Either<Error, Dataset> OneVersusOne(int positive, int negative) =>
            from c in data.Classes("One versus one")
            from _ in InDomain(positive, c.Count)
            from __ in InDomain(negative, c.Count)
            from kept in data.Between(c, positive, negative)
            select kept;

        /// <summary>Two classes from signs: -1 becomes class 0, +1 becomes class 1.</summary>
        public Either<Error, Dataset> AsTwoClasses() => data.Targets is Targets.Signs s
            ? data.Trusted(data.Inputs, new Targets.Classes(Labels.Build(data.Count, i => s.Labels[i] > 0 ? 1 : 0), 2), "-1 as class 0, +1 as class 1")
            : WrongKind("Two classes from signs", "signs", data.Targets.Kind);

        /// <summary>Values from classes: row i is the unit vector of example i's class, n x C.</summary>
        public Either<Error, Dataset> OneHot() =>
            data.Classes("One-hot values").Map(c => data.Trusted(data.Inputs, new Targets.Values(Matrix.Build(data.Count, c.Count, target =>
            {
                for (var i = 0; i < data.Count; i++)
                    target[(i * c.Count) + c.Labels[i]] = 1;
            })), "classes as unit vectors"));

        /// <summary>Values from signs: the labels -1 and +1 as numbers, n x 1.</summary>
        public Either<Error, Dataset> AsValues() => data.Targets is Targets.Signs s
            ? data.Trusted(data.Inputs, new Targets.Values(Matrix.Of(data.Count, 1, s.Labels.Span)), "signs as values")
            : WrongKind("Values from signs", "signs", data.Targets.Kind);

        private Either<Error, Targets.Classes> Classes(string what) =>
            data.Targets is Targets.Classes c ? c : WrongKind(what, "classes", data.Targets.Kind);

        private Dataset WithSigns(Targets.Classes classes, Func<int, bool> positive, string step)
        {
            var signs = new double[data.Count];
            for (var i = 0; i < signs.Length; i++)
                signs[i] = positive(classes.Labels[i]) ? 1 : -1;
            return data.Trusted(data.Inputs, new Targets.Signs(Vector.Own(signs)), step);
        }

        private Either<Error, Dataset> Between(Targets.Classes classes, int positive, int negative)
        {
            if (positive == negative)
                return new Error.ParameterDomain("pair of classes", $"{positive} and {negative}", "two different classes");
            var kept = new List<int>();
            for (var i = 0; i < data.Count; i++)
                if (classes.Labels[i] == positive || classes.Labels[i] == negative)
                    kept.Add(i);
            if (kept.Count == 0)
                return new Error.EmptyData($"'{data.Name}' restricted to the classes {positive} and {negative}");
            var part = data.Rows(kept.ToArray(), $"classes {positive} and {negative} only");
            return part.WithSigns((Targets.Classes)part.Targets, label => label == positive, $"class {positive} +1, class {negative} -1");
        }
    }

    private static Either<Error, Unit> InDomain(int label, int count) =>
        (uint)label < (uint)count ? Unit.Default : new Error.ParameterDomain("class", $"{label}", $"0 to {count - 1}");

    private static Error WrongKind(string what, string needed, string found) =>
        new Error.Unsupported(what, $"it needs {needed} as targets, these are {found}", $"choose data with {needed}");
}

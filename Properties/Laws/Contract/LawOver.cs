using FsCheck;
using FsCheck.Fluent;
using LanguageExt;
using Marginalia.Numerics;
using Microsoft.FSharp.Core;

namespace Marginalia.Laws;

/// <summary>A law with the kind of instance that it speaks about.</summary>
/// <typeparam name="T">The instance.</typeparam>
/// <param name="Id">The id.</param>
/// <param name="Name">A short name.</param>
/// <param name="Statement">The law in one sentence.</param>
/// <param name="Equation">The law as a formula.</param>
/// <param name="Preconditions">When it applies.</param>
/// <param name="Tolerance">The tolerance in words and numbers.</param>
/// <param name="Kind">What sort of statement it is.</param>
/// <param name="Source">Who stated it.</param>
/// <param name="Instances">Generator and shrinker; replace them with <c>with</c> to run the law on your own instances.</param>
/// <param name="Check">Checks one instance.</param>
/// <param name="Show">Prints one instance.</param>
public sealed record Law<T>(
    string Id,
    string Name,
    string Statement,
    string Equation,
    string Preconditions,
    string Tolerance,
    LawKind Kind,
    Source Source,
    Arbitrary<T> Instances,
    Func<NumericsPolicy, T, Outcome> Check,
    Func<T, string> Show) : Law(Id, Name, Statement, Equation, Preconditions, Tolerance, Kind, Source)
{
    /// <summary>How many times a failing instance is made smaller at most.</summary>
    private const int ShrinkLimit = 200;

    /// <inheritdoc/>
    public override LawReport Validate(NumericsPolicy numerics, int count = 100, ulong seed = 1)
    {
        int held = 0, skipped = 0;
        var because = "";
        var violations = new List<Violation>();
        for (var i = 0; i < count; i++)
        {
            // One seed per instance, so that a violation is replayed alone by Validate(numerics, 1, seed).
            var own = seed + (ulong)i;
            var instance = Generate(own);
            switch (Check(numerics, instance))
            {
                case Outcome.Violated violated:
                    violations.Add(violations.Count == 0 ? Shrunk(numerics, instance, violated, own) : Report(instance, violated, own));
                    break;
                case Outcome.NotApplicable n:
                    skipped++;
                    because = because.Length == 0 ? n.Because : because;
                    break;
                default:
                    held++;
                    break;
            }
        }

        return new LawReport(this, held, skipped, because, violations.ToArr());
    }

    private T Generate(ulong seed)
    {
        // Sizes sweep from small to large with the seed, as FsCheck's own runner does with the test number.
        var found = default(T);
        var config = Config.QuickThrowOnFailure.WithMaxTest(1).WithStartSize(1 + (int)(seed % 50)).WithEndSize(1 + (int)(seed % 50))
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 9223372036854775807UL), FSharpOption<int>.None)))
            .WithQuietOnSuccess(true);
        Prop.ForAll(Instances, x => { found = x; }).Check(config);
        return found!;
    }

    private Violation Shrunk(NumericsPolicy numerics, T instance, Outcome.Violated violated, ulong seed)
    {
        for (var attempt = 0; attempt < ShrinkLimit; attempt++)
        {
            var smaller = Instances.Shrinker(instance)
                .Select(x => (Instance: x, Outcome: Check(numerics, x)))
                .FirstOrDefault(static x => x.Outcome is Outcome.Violated);
            if (smaller.Outcome is not Outcome.Violated v)
                break;
            (instance, violated) = (smaller.Instance, v);
        }

        return Report(instance, violated, seed);
    }

    private Violation Report(T instance, Outcome.Violated v, ulong seed) => new(Id, Equation, Show(instance), v.Left, v.Right, v.Where, Tolerance, seed);
}

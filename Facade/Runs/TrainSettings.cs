using System.Globalization;
using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>The settings of <c>train</c> as text, and what they mean as an <see cref="Experiment"/>.</summary>
public static class TrainSettings
{
    /// <summary>The defaults with changes.</summary>
    /// <param name="changes">Names with texts.</param>
    /// <returns>Every setting in order, or an error per unknown name.</returns>
    public static Validation<Error, Arr<(string Name, string Text)>> Create(Arr<(string Name, string Text)> changes)
    {
        var unknown = changes.Filter(static c => !TrainSetting.All.Exists(s => s.Name == c.Name));
        return unknown.Count == 0
            ? Success<Error, Arr<(string, string)>>(TrainSetting.All.Map(s => (s.Name, changes.Filter(c => c.Name == s.Name).LastOrNone().Map(static c => c.Text).IfNone(s.Default))))
            : Validation<Error, Arr<(string, string)>>.Fail(
                unknown.Map(static c => (Error)new Error.UnknownName("setting", c.Name, string.Join(", ", TrainSetting.All.Map(static s => s.Name)))).ToSeq());
    }

    /// <summary>Reads settings and loads the data.</summary>
    /// <param name="settings">Every setting, from <see cref="Create"/>.</param>
    /// <param name="seed">The root key.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <returns>The experiment, or every error at once.</returns>
    public static Validation<Error, Experiment> Read(Arr<(string Name, string Text)> settings, ulong seed, NumericsPolicy numerics)
    {
        string Text(string name) => settings.Find(s => s.Name == name).Map(static s => s.Text.Trim()).IfNone("");
        bool IsAuto(string name) => string.Equals(Text(name), "auto", StringComparison.OrdinalIgnoreCase);
        var data = DataCatalog.Load(Text("data"), new Key(seed));
        var model = (Widths(Text("hidden")), Activation.Parse(Text("activation")), BiasPlacement.Parse(Text("bias")), Optionally(IsAuto("loss"), Text("loss"), Loss.Parse), ReductionOf(Text("reduction")))
            .Apply(static (hidden, activation, bias, loss, reduction) => (Func<Experiment, Experiment>)(e =>
                loss.Fold(e.WithHiddenLayers([.. hidden]).Activated(activation).WithBias(bias).Reduced(reduction), (x, l) => x.Minimizing(l, reduction))));
        var motion = (Optionally(IsAuto("rule"), Text("rule"), Rules.Parse), Schedules.Parse(Text("schedule")), Samplers.Parse(Text("sampler")), Real("scale", Text("scale")), Whole("steps", Text("steps")))
            .Apply((rule, schedule, sampler, scale, steps) => (Func<Experiment, Experiment>)(e =>
                e.By(rule, schedule).Sampling(sampler).StartingAt(scale, seed).AtMost(steps)));
        var monitors = LawMonitors.Parse(Text("monitor")).Map(static chosen => (Func<Experiment, Experiment>)(e => e.Monitoring([.. chosen])));
        var record = (Stops(Text("stop")), RunProbes.Parse(Text("probes")), Whole("observe", Text("observe")), Whole("checkpoint", Text("checkpoint")), Whole("train", Text("train")))
            .Apply(static (stops, probes, observe, checkpoint, train) => (Func<Experiment, Experiment>)(e =>
                (probes.Auto ? e.Until([.. stops]).RecordingAlso([.. probes.Named]) : e.Until([.. stops]).Recording([.. probes.Named])).Observing(new ObservationSchedule.Every(observe)).CheckpointingEvery(checkpoint).TrainingOn((int)Math.Min(train, int.MaxValue))));
        return (data, model, motion, record, monitors).Apply((d, m, o, r, w) => w(r(o(m(Experiment.On(d).On(numerics))))));
    }

    private static Validation<Error, Option<T>> Optionally<T>(bool absent, string text, Func<string, Validation<Error, T>> parse) =>
        absent ? Success<Error, Option<T>>(None) : parse(text).Map(Some);

    private static Validation<Error, Arr<int>> Widths(string text) => text.Length == 0 || text == "none"
        ? Success<Error, Arr<int>>(Arr<int>.Empty)
        : text.Split(',').Select(static w => int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0
                ? Success<Error, int>(width)
                : Fail<Error, int>(new Error.ParameterDomain("a width in hidden", $"'{w}'", "whole numbers from 1, separated by commas")))
            .Fold(Success<Error, Arr<int>>(Arr<int>.Empty), static (all, next) => (all, next).Apply(static (a, n) => a.Add(n)));

    private static Validation<Error, Arr<StoppingRule>> Stops(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(StoppingRules.Parse).Fold(Success<Error, Arr<StoppingRule>>(Arr<StoppingRule>.Empty), static (all, next) => (all, next).Apply(static (a, n) => a.Add(n)));

    private static Validation<Error, Reduction> ReductionOf(string text) => text.ToLowerInvariant() switch
    {
        "sum" => Success<Error, Reduction>(Reduction.Sum),
        "mean" => Success<Error, Reduction>(Reduction.Mean),
        _ => Fail<Error, Reduction>(new Error.UnknownName("reduction", text, "sum, mean")),
    };

    private static Validation<Error, double> Real(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && double.IsFinite(number)
            ? Success<Error, double>(number)
            : Fail<Error, double>(new Error.ParameterDomain(name, $"'{text}'", "a positive number"));

    private static Validation<Error, long> Whole(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Success<Error, long>(number)
            : Fail<Error, long>(new Error.ParameterDomain(name, $"'{text}'", "a whole number, 0 or more"));
}

using System.Globalization;
using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>An experiment that was described in code, told in the settings of <c>train</c>.</summary>
internal static class ExperimentText
{
    /// <summary>The settings in their order; what has no text there is described in words.</summary>
    internal static Arr<(string Name, string Text)> Settings(Experiment e) => TrainSetting.All.Map(s => (s.Name, Setting(e, s.Name)));

    /// <summary>Whether the command <c>train</c> with these settings makes the same run: every part has a text, and the data come back with the same content.</summary>
    internal static bool IsComplete(Experiment e) =>
        e.Network.IsNone
        && e.Observations is ObservationSchedule.Every
        && e.StoppingRules.Take(Training.StoppingRules.Default.Count).SequenceEqual(Training.StoppingRules.Default)
        && (e.Probes.IfNone(Arr<Probe>.Empty) + e.MoreProbes).ForAll(static p => p is MeasureProbe || RunProbes.All.Contains(p))
        && DataCatalog.Load(e.Data.Name, new Key(e.Seed)).Match(same => same.ContentHash == e.Data.ContentHash, static _ => false);

    private static string Setting(Experiment e, string name) => name switch
    {
        "data" => e.Data.Name,
        "train" => Whole(e.TrainCount),
        "hidden" => e.Network.Match(
            static n => $"a network given in code, {Whole(n.ParameterCount)} parameters", () => e.Hidden.Count == 0 ? "none" : string.Join(",", e.Hidden.Map(static w => Whole(w)))),
        "activation" => e.Activation.Text,
        "bias" => e.Bias.Word,
        "loss" => e.Loss.Map(static l => l.Name).IfNone("auto"),
        "reduction" => e.Reduction == Reduction.Sum ? "sum" : "mean",
        "rule" => e.Rule.Map(static r => r.Text).IfNone("auto"),
        "schedule" => e.Schedule is Constant constant ? CsvText.Form(constant.Value) : e.Schedule.Text,
        "sampler" => e.Sampler.Text,
        "scale" => CsvText.Form(e.Scale),
        "steps" => Whole(e.StepCap),
        "stop" => string.Join("; ", e.StoppingRules.Skip(Training.StoppingRules.Default.Count).Select(static r => r.Text)),
        "probes" => string.Join(", ", e.Probes.Map(static probes => probes.Map(static p => p.Name)).IfNone(Array(RunProbes.Auto)) + e.MoreProbes.Map(static p => p.Name)),
        "observe" => e.Observations.Match(
            static _ => "at the end", static o => Whole(o.Interval), static o => $"{Whole(o.PerDecade)} per decade", static o => "at steps " + string.Join(", ", o.Steps)),
        "monitor" => e.Monitors.Count == 0 ? "none" : e.Monitors.Count == LawMonitors.All.Count ? "laws" : string.Join(",", e.Monitors.Map(static m => m.Id)),
        "checkpoint" => Whole(e.CheckpointInterval),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "a setting without a text"),
    };

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}

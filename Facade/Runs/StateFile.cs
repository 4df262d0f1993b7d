using LanguageExt;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>A training state as <c>state.npz</c>: the parameters, the rule's memory, step and clocks; everything a run needs to go on to the bit.</summary>
public static class StateFile
{
    /// <summary>The name within a run folder.</summary>
    public const string Name = "state.npz";

    private const string Theta = EmbeddedArchitecture.Flat, MemoryPrefix = "memory.", Scalars = "memory", WindowPrefix = "window.", Window = "window", Clock = "clocks", Digest = "rows.sha256";

    /// <summary>The bytes of the file; equal states give equal bytes.</summary>
    /// <param name="state">The state; its key is the record's seed and not written.</param>
    /// <param name="rows">What was recorded on the way.</param>
    /// <param name="network">The network, whose architecture goes along so that the state is a model that any audit reads.</param>
    public static byte[] ToBytes(TrainingState state, Arr<TrajectoryRow> rows, Network network) => Npz.ToBytes(
    [
        (Theta, NumericArray.Of(state.Parameters.Flat)),
        .. state.Memory.Vectors.Map(static v => (MemoryPrefix + v.Name, NumericArray.Of(v.Values))),
        (Scalars, NumericArray.Of(Vector.Of([.. state.Memory.Scalars.Map(static s => s.Value)]))),
        .. state.Window.Vectors.Map(static v => (WindowPrefix + v.Name, NumericArray.Of(v.Values))),
        .. state.Window.Scalars.Count == 0 ? [] : new[] { (Window, NumericArray.Of(Vector.Of([.. state.Window.Scalars.Map(static s => s.Value)]))) },
        (Clock, NumericArray.Of(Vector.Of(
            state.Step, state.Clocks.LogPhysicalTime, state.Clocks.LogLossTime, state.Clocks.UnitLogLossTime, state.Clocks.Evaluations, state.Clocks.Accepted, state.Clocks.Forced, state.StartLoss))),
        (Digest, NumericArray.Of(RowDigest.Of(rows, state.Step))),
        (EmbeddedArchitecture.Member, EmbeddedArchitecture.Array(network)),
    ]);

    /// <summary>Reads a state of a plan.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The state before the first step, which gives layout, memory and key.</param>
    /// <returns>The state, or what the file lacks.</returns>
    public static Either<Error, TrainingState> Read(string path, TrainingState start) =>
        from file in Npz.Open(path)
        from theta in Numbers(file, Theta, start.Parameters.Flat.Length)
        from memory in Carried(file, start.Memory, MemoryPrefix, Scalars)
        from window in start.Window.Shape == MemoryShape.Empty ? Right<Error, Memory>(Memory.Empty) : Carried(file, start.Window, WindowPrefix, Window)
        from clocks in Numbers(file, Clock, 8).Bind(c => Counts(file, c))
        from parameters in Parameters.Create(start.Parameters.Layout, theta).Match(Right<Error, Parameters>, static e => Left<Error, Parameters>(e.Head))
        select new TrainingState(
            parameters,
            memory,
            (long)clocks[0],
            new Clocks(clocks[1], clocks[2], clocks[3], (long)clocks[4], (long)clocks[5], (long)clocks[6]),
            start.Key) with
        { StartLoss = clocks[7], Window = window };

    /// <summary>Checks that rows are those that were recorded on the way to a state.</summary>
    /// <param name="path">The file of the state.</param>
    /// <param name="step">The step of the state.</param>
    /// <param name="rows">The rows, later ones included.</param>
    /// <param name="source">Where the rows were read, for the message.</param>
    public static Either<Error, Unit> Check(string path, long step, Arr<TrajectoryRow> rows, string source) =>
        from file in Npz.Open(path)
        from digest in Numbers(file, Digest, 32)
        from same in digest.Equals(RowDigest.Of(rows, step))
            ? Right<Error, Unit>(unit)
            : Left<Error, Unit>(new Error.Malformed(source, $"its rows before step {step} are not those that {Name} belongs to", "use a folder that this program wrote and nobody changed"))
        select same;

    private static Either<Error, Memory> Carried(ArrayFile file, Memory start, string prefix, string numbers) =>
        from vectors in start.Vectors.Map(v => Numbers(file, prefix + v.Name, v.Values.Length).Map(values => (v.Name, values))).Sequence()
        from scalars in Numbers(file, numbers, start.Scalars.Count)
        select new Memory(vectors, start.Scalars.Map((i, s) => (s.Name, scalars[i])).ToArr());

    private static Either<Error, Vector> Numbers(ArrayFile file, string name, int length) => file.Load(name).Bind(array => array.Values.Length == length
        ? Right<Error, Vector>(array.Values)
        : Left<Error, Vector>(new Error.ShapeMismatch($"'{name}' of {file.Source}", $"{array.Values.Length}", $"{length}, as the recorded settings have it,")));

    // Step and counters, which are read as whole numbers.
    private static Either<Error, Vector> Counts(ArrayFile file, Vector clocks) => Array(0, 4, 5, 6)
        .Find(i => !(clocks[i] >= 0 && clocks[i] < 9e15 && Math.Floor(clocks[i]) == clocks[i]))
        .Match(
            i => Left<Error, Vector>(new Error.Malformed(file.Source, $"number {i} of '{Clock}' is {CsvText.Form(clocks[i])}, no count", "use a folder that this program wrote and nobody changed")),
            () => Right<Error, Vector>(clocks));
}

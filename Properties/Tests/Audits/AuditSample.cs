using LanguageExt;
using Marginalia.Audits;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Networks for the tests of audits.</summary>
internal static class AuditSample
{
    private static readonly Lazy<FinishedExperiment> OfDigits = new(static () => Experiment.On(Datasets.Digits()).TrainingOn(200).WithHiddenLayers(16)
        .StartingAt(scale: 1, seed: 3).Until(new Training.TargetPsi(5)).AtMost(300).On(NumericsPolicies.Portable()).Run());

    /// <summary>64-16-10 without biases, trained on 200 digits until all are right.</summary>
    public static FinishedExperiment Digits => OfDigits.Value;

    public static Network Network => Digits.Prepared.Plan.Objective.Network;

    public static Parameters Parameters => Digits.Trajectory.Final.Parameters;

    public static Parameters Initial => Digits.Prepared.Start.Parameters;

    public static Dataset Data => Digits.Prepared.Plan.Objective.Data;

    public static ModelFile Model => NetworkModels.Of("digits", Network, Parameters);

    public static AuditRequest Request => new(Array(Model), NumericsPolicies.Portable()) { Data = Data, IsTrainingSample = true };

    public static AuditResult Audited(AuditRequest request) => Unwrap.Right(Audit.Of(request));

    public static ModelAudit Only(AuditRequest request) => Audited(request).Models.Single();

    /// <summary>The same model with one more node that nobody understands.</summary>
    public static ModelFile Unsupported => Model with
    {
        Source = "strange.onnx",
        Coverage = Model.Coverage.Add(new NodeCoverage("odd", "Gelu", new Treatment.Unsupported("the operator Gelu is not known"))),
        Load = static () => throw new InvalidOperationException("A network with an unsupported node must not be built."),
    };

    public static Network Dense(int inputs, int hidden, int outputs, bool bias = false, Activation? activation = null) => Unwrap.Valid(Network.Create(Shape.Of(inputs), Array(
        new Node("hidden", new Dense(hidden, bias, activation ?? new Activation.Relu()), Array(0)),
        new Node("output", new Dense(outputs, bias, new Activation.Linear()), Array(1)))));

    public static Parameters Drawn(Network network, ulong seed = 1) =>
        Unwrap.Right(network.Initialize(Unwrap.Valid(Initialization.Create(1)), new Key(seed)));
}

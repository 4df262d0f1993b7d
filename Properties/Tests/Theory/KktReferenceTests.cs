using Marginalia.Numerics;
using Marginalia.Theory;
using Xunit;

namespace Marginalia.Tests;

public sealed class KktReferenceTests
{
    [Fact]
    public void Residuals_multipliers_and_growth_rates_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "kkt.json"))
        {
            var (objective, parameters) = ReferenceObjective.NormalizedFlow(reference.GetProperty("input"));
            var found = ReferenceObjective.Valid(KktConditions.Of(objective, parameters));
            var check = new ReferenceCheck(reference);
            check.Array("cosBeta", [found.CosBeta]);
            check.Array("oneMinusCosBeta", [found.OneMinusCosBeta]);
            check.Array("stationarityResidual", [found.StationarityResidual]);
            check.Array("gradNegLogLossNorm", [found.LogGradientNorm]);
            check.Array("complementarity", [found.Complementarity.OrNaN]);
            check.Array("complementarityBound", [found.ComplementarityBound.OrNaN]);
            check.Array("localUpperBoundTotal", [found.LocalUpperBound.OrNaN]);
            check.Array("multipliers", found.Multipliers.IfNone(Vector.Empty).Span);
            check.Array("logSmoothedProductRate", [found.LogSmoothedMarginRate.OrNaN]);
        }
    }
}

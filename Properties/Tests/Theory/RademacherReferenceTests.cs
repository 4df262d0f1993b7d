using Marginalia.Bounds;
using Xunit;

namespace Marginalia.Tests;

public sealed class RademacherReferenceTests
{
    [Fact]
    public void Exact_complexities_and_their_bounds_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "rademacher.json"))
        {
            var input = reference.GetProperty("input");
            var points = ReferenceObjective.MatrixOf(input.GetProperty("x"));
            var rho = input.GetProperty("rho").GetDouble();
            var upper = rho * Math.Sqrt(points.Span.ToArray().Sum(static x => x * x)) / points.Rows;
            var check = new ReferenceCheck(reference);
            check.Array("empiricalRademacher", [rho * ReferenceObjective.Valid(LinearClass.Exact(points, 2))]);
            check.Array("upperBound", [upper]);
            check.Array("lowerBound", [upper / Math.Sqrt(2)]);
        }
    }
}

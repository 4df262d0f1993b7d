using Marginalia.Files;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Entries land where the definitions of the operators put them, for generated shapes.</summary>
public class OnnxRearrangementTests
{
    private static int[] Shape(Sample sample, int rank) => [.. Enumerable.Range(0, rank).Select(_ => sample.Integer(1, 4))];

    private static int Place(int[] shape, int[] index) => Enumerable.Range(0, shape.Length).Aggregate(0, (at, a) => (at * shape[a]) + index[a]);

    private static IEnumerable<int[]> Indices(int[] shape) => Enumerable.Range(0, shape.Aggregate(1, static (n, s) => n * s)).Select(at =>
    {
        var index = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
            (at, index[axis]) = Math.DivRem(at, shape[axis]);
        return index;
    });

    private static int[] Numbers(int[] shape, int from = 0) => [.. Enumerable.Range(from, shape.Aggregate(1, static (n, s) => n * s))];

    [Fact]
    public void Transposing_reads_the_entry_with_the_axes_in_the_other_order() => Sample.ForAll(300, static sample =>
    {
        var shape = Shape(sample, sample.Integer(1, 4));
        int[] order = [.. Enumerable.Range(0, shape.Length).OrderBy(_ => sample.Uniform(0, 1)).ToArray()];
        var transposed = OnnxRearrangement.Transposed(shape, order);
        Assert.Equal(order.Select(a => shape[a]), transposed.Shape);
        Assert.Equal(Indices(transposed.Shape).Select(i => Place(shape, [.. Enumerable.Range(0, shape.Length).Select(a => i[Array.IndexOf(order, a)])])), transposed.Apply(Numbers(shape)));
    });

    [Fact]
    public void Picking_reads_the_entry_at_the_given_position() => Sample.ForAll(300, static sample =>
    {
        var shape = Shape(sample, sample.Integer(1, 4));
        var axis = sample.Integer(0, shape.Length - 1);
        int[] positions = [.. Enumerable.Range(0, sample.Integer(0, 5)).Select(_ => sample.Integer(0, shape[axis] - 1))];
        int[] result = [.. shape[..axis], positions.Length, .. shape[(axis + 1)..]];
        Assert.Equal(
            Indices(result).Select(i => Place(shape, [.. i[..axis], positions[i[axis]], .. i[(axis + 1)..]])),
            OnnxRearrangement.Picked(shape, axis, positions.Length, p => positions[p], result).Apply(Numbers(shape)));
    });

    [Fact]
    public void Joining_reads_the_part_in_which_the_entry_lies() => Sample.ForAll(300, static sample =>
    {
        var first = Shape(sample, sample.Integer(1, 4));
        var axis = sample.Integer(0, first.Length - 1);
        int[][] shapes = [.. Enumerable.Range(0, sample.Integer(1, 4)).Select(_ => (int[])[.. first[..axis], sample.Integer(0, 3), .. first[(axis + 1)..]])];
        var joined = OnnxRearrangement.Joined(shapes, axis);
        var (parts, from) = (new List<int[]>(), 0);
        foreach (var shape in shapes)
        {
            parts.Add(Numbers(shape, from));
            from += parts[^1].Length;
        }

        Assert.Equal(
            Indices(joined.Shape).Select(i =>
            {
                var (part, at) = (0, i[axis]);
                for (; at >= shapes[part][axis]; part++)
                    at -= shapes[part][axis];
                return parts[part][Place(shapes[part], [.. i[..axis], at, .. i[(axis + 1)..]])];
            }),
            joined.Apply([.. parts.SelectMany(static p => p)]));
    });

    [Fact]
    public void Broadcasting_reads_the_only_entry_of_an_axis_of_length_1() => Sample.ForAll(300, static sample =>
    {
        var result = Shape(sample, sample.Integer(1, 4));
        var skipped = sample.Integer(0, result.Length);
        int[] shape = [.. result[skipped..].Select(s => sample.Integer(0, 1) == 0 ? 1 : s)];
        Assert.Equal(result, OnnxRearrangement.Together(result, shape));
        Assert.Equal(
            Indices(result).Select(i => Place(shape, [.. shape.Select((s, a) => s == 1 ? 0 : i[a + skipped])])),
            OnnxRearrangement.Broadcast(shape, result).Apply(Numbers(shape)));
    });
}

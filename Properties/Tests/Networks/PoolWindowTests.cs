using Marginalia.Networks;
using Xunit;

namespace Marginalia.Tests;

public class PoolWindowTests
{
    [Fact]
    public void A_window_that_is_accepted_meets_a_pixel_at_every_place()
    {
        var (accepted, refused) = (0, 0);
        Sample.ForAll(3_000, sample =>
        {
            var shape = Shape.Of(1, sample.Integer(1, 6), sample.Integer(1, 6));
            var window = new Window(
                sample.Integer(1, 4), sample.Integer(1, 4), sample.Integer(1, 3), sample.Integer(1, 3), sample.Integer(0, 4), sample.Integer(0, 4), sample.Integer(0, 4), sample.Integer(0, 4),
                sample.Integer(1, 3), sample.Integer(1, 3));
            if (window.OutputHeight(shape.Dimensions[1]) < 1 || window.OutputWidth(shape.Dimensions[2]) < 1)
                return;
            var meets = Meets(new WindowGrid(window, shape), window);
            if (PoolWindows.MeetPixels(window, shape))
            {
                Assert.True(meets, $"{window} on {shape}");
                accepted++;
            }
            else
                refused += meets ? 0 : 1;
        });
        // Both kinds occur; some are refused though a stride happens to skip the places that meet nothing.
        Assert.InRange(accepted, 200, 2_500);
        Assert.InRange(refused, 200, 2_500);
    }

    private static bool Meets(WindowGrid grid, Window window) =>
        Enumerable.Range(0, grid.OutputHeight).All(oy => Enumerable.Range(0, window.Height).Any(ky => grid.Row(oy, ky) >= 0))
        && Enumerable.Range(0, grid.OutputWidth).All(ox => Enumerable.Range(0, window.Width).Any(kx => grid.Column(ox, kx) >= 0));
}

using CsCheck;
using Workbook.Bounds;
using Workbook.Selection;
using Workbook.Tests.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public class SphereWalkTests
{
    [Fact]
    public void One_and_two_steps_have_their_elementary_laws() =>
        Gen.Select(Gen.Double[0.2, 1], Gen.Double[0.2, 1], Gen.Double[0, 2.5]).Sample((a, b, r) =>
        {
            // The cosine of the angle between two directions is uniform in R³, so the squared length is too.
            var two = Math.Clamp((r * r - (a - b) * (a - b)) / (4 * a * b), 0, 1);
            return SphereWalk.ChanceWithin([a], r) == (a <= r ? 1 : 0) && Math.Abs(SphereWalk.ChanceWithin([a, b], r) - two) < 1e-12;
        });

    [Theory]
    [InlineData(new[] { 0.3, 0.2, 0.1 }, 0.25)]
    [InlineData(new[] { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, 0.3)]
    [InlineData(new[] { 1.0, 0.5, 0.4, 0.3, 0.2, 0.2 }, 1.1)]
    public void The_closed_form_agrees_with_simulation_within_four_standard_errors(double[] steps, double radius)
    {
        const int Draws = 20_000;
        var within = Enumerable.Range(0, Draws).Count(seed => Slow.Norm(Slow.Sum(steps, VectorSet.RandomUnit(steps.Length, 3, seed), Enumerable.Range(0, steps.Length))) <= radius) / (double)Draws;
        var error = Math.Sqrt(within * (1 - within) / Draws);
        Assert.InRange(SphereWalk.ChanceWithin(steps, radius), within - 4 * error, within + 4 * error);
    }

    [Fact]
    public void The_chance_rises_from_nought_to_one() =>
        Gen.Double[0.2, 1].Array[2, 9].Sample(steps =>
        {
            var chances = Enumerable.Range(0, 20).Select(k => SphereWalk.ChanceWithin(steps, steps.Sum() * k / 19)).ToArray();
            return Math.Abs(chances[^1] - 1) < 1e-9 && Enumerable.Range(1, 19).All(k => chances[k] >= chances[k - 1] - 1e-9);
        });

    [Fact]
    public void The_expected_share_averages_over_the_selected() =>
        Assert.Equal((SphereWalk.ChanceWithin([0.3, 0.2], 0.4) + SphereWalk.ChanceWithin([0.5, 0.2], 0.4) + SphereWalk.ChanceWithin([0.5, 0.3], 0.4)) / 3, SphereWalk.ExpectedShare([0.5, 0.3, 0.2], 0.4), 1e-14);
}

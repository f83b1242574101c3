using CsCheck;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Selection;

public class RandomSelectionTests
{
    private static readonly Gen<(double[] Weights, VectorSet Vectors)> Small = Cases.Attention(7);

    [Fact]
    public void The_mean_distance_over_all_subsets_lies_between_the_main_sum_and_the_closed_bound() =>
        Small.Sample(
            c =>
            {
                var length = c.Weights.Length;
                var lower = RandomSelection.MainSum(c.Weights, c.Vectors);
                var upper = RandomSelection.UpperBound(c.Weights, c.Vectors);
                var flat = RandomSelection.FlatBound(c.Weights, c.Vectors);
                var slack = 1e-7 * length * Slow.Scale(c.Weights, c.Vectors);
                return Enumerable.Range(0, length + 1).All(n =>
                {
                    var mean = Slow.Subsets(length, n).Average(set => Slow.Cumulative(c.Weights, c.Vectors, set));
                    return lower[n] <= mean + slack && mean <= upper[n] + slack && mean <= flat[n] + slack;
                });
            },
            iter: 60);

    [Fact]
    public void The_main_sum_is_made_of_the_mean_difference_over_the_subsets_that_leave_a_token_out() =>
        Small.Where(c => c.Weights.Length >= 2).Sample(
            c =>
            {
                var length = c.Weights.Length;
                var lower = RandomSelection.MainSum(c.Weights, c.Vectors);
                var upper = RandomSelection.UpperBound(c.Weights, c.Vectors);
                return Enumerable.Range(0, length).All(n =>
                {
                    var low = 0.0;
                    var high = 0.0;
                    for (var i = 0; i < length; i++)
                    {
                        var differences = Slow.Subsets(length, n).Where(set => !set.Contains(i))
                            .Select(set => Slow.Sum(c.Weights, c.Vectors, set).Zip(Slow.Y(c.Weights, c.Vectors, i), (s, y) => s - y).ToArray()).ToArray();
                        low += Slow.Norm(Enumerable.Range(0, c.Vectors.Width).Select(k => differences.Average(d => d[k])));
                        high += Math.Sqrt(differences.Average(d => d.Sum(v => v * v)));
                    }

                    var scale = (double)(length - n) / length;
                    var slack = 1e-7 * length * Slow.Scale(c.Weights, c.Vectors);
                    return Math.Abs(lower[n] - scale * low) <= slack
                        && Math.Abs(RandomSelection.MainSumAt(c.Weights, c.Vectors, n) - scale * low) <= 1e-12 * length * (1 + c.Vectors.MaxNorm)
                        && Math.Abs(upper[n] - scale * high) <= slack;
                });
            },
            iter: 40);

    [Fact]
    public void The_plug_in_reading_averages_over_every_token() =>
        Cases.Attention(15).Sample(c =>
        {
            var order = Slow.Order(c.Weights);
            var curve = RandomSelection.PlugIn(c.Weights, c.Vectors);
            return Enumerable.Range(0, curve.Length).All(n =>
            {
                var s = Slow.Sum(c.Weights, c.Vectors, order[..n]);
                var slow = (double)(order.Length - n) / order.Length * order.Sum(i => Slow.Gap(s, Slow.Y(c.Weights, c.Vectors, i)));
                return Math.Abs(curve[n] - slow) <= 1e-12 * (1 + c.Vectors.MaxNorm);
            });
        });

    [Fact]
    public void The_mean_squared_resultant_distance_is_exact() =>
        Small.Sample(
            c =>
            {
                var curve = RandomSelection.MeanSquaredResultant(c.Weights, c.Vectors);
                return Enumerable.Range(0, curve.Length).All(n =>
                {
                    var slow = Slow.Subsets(c.Weights.Length, n).Average(set => Math.Pow(Slow.Resultant(c.Weights, c.Vectors, set), 2));
                    return Math.Abs(curve[n] - slow) <= 1e-12 * (1 + Math.Pow(c.Vectors.MaxNorm, 2));
                });
            },
            iter: 60);

    [Fact]
    public void Full_enumeration_at_ten_tokens_agrees_with_the_simulation_within_four_standard_errors()
    {
        var weights = Slow.Softmax(GaussianDraw.Logits(10, 1.5, 5), 1);
        var vectors = VectorSet.RandomUnit(10, 4, 6);
        foreach (var n in new[] { 0, 1, 4, 9, 10 })
        {
            var subsets = Slow.Subsets(10, n).ToArray();
            var cumulative = SelectionSimulation.Cumulative(weights, vectors, n, 4000, 8);
            var squared = SelectionSimulation.SquaredResultant(weights, vectors, n, 4000, 9);
            Assert.InRange(subsets.Average(s => Slow.Cumulative(weights, vectors, s)) - cumulative.Mean, -4 * cumulative.StandardError - 1e-12, 4 * cumulative.StandardError + 1e-12);
            Assert.InRange(subsets.Average(s => Math.Pow(Slow.Resultant(weights, vectors, s), 2)) - squared.Mean, -4 * squared.StandardError - 1e-12, 4 * squared.StandardError + 1e-12);
            Assert.Equal(4000, cumulative.Draws);
        }
    }

    [Fact]
    public void Enumeration_goes_through_every_subset_once() =>
        Gen.Select(Cases.Attention(8), Gen.Double[0, 1]).Sample((c, share) =>
        {
            var n = (int)Math.Round(share * c.Weights.Length);
            var subsets = Slow.Subsets(c.Weights.Length, n).ToArray();
            var slack = 1e-12 * (1 + Math.Pow(c.Vectors.MaxNorm, 2)) * c.Weights.Length;
            return Math.Abs(SelectionEnumeration.Cumulative(c.Weights, c.Vectors, n) - subsets.Average(s => Slow.Cumulative(c.Weights, c.Vectors, s))) <= slack
                && Math.Abs(SelectionEnumeration.SquaredResultant(c.Weights, c.Vectors, n) - subsets.Average(s => Math.Pow(Slow.Resultant(c.Weights, c.Vectors, s), 2))) <= slack;
        });

    [Fact]
    public void The_standard_error_is_the_deviation_over_all_subsets_by_the_root_of_the_draws()
    {
        var weights = Slow.Softmax(GaussianDraw.Logits(10, 1.5, 5), 1);
        var vectors = VectorSet.RandomUnit(10, 4, 6);
        var all = Slow.Subsets(10, 4).Select(s => Slow.Cumulative(weights, vectors, s)).ToArray();
        var deviation = Math.Sqrt(all.Average(d => Math.Pow(d - all.Average(), 2)));
        Assert.Equal(1, SelectionSimulation.Cumulative(weights, vectors, 4, 4000, 8).StandardError / (deviation / Math.Sqrt(4000)), 0.05);
    }

    [Fact]
    public void A_seed_fixes_the_simulation()
    {
        var weights = Slow.Softmax(GaussianDraw.Logits(12, 1, 5), 1);
        var vectors = VectorSet.RandomUnit(12, 3, 6);
        Assert.Equal(SelectionSimulation.Cumulative(weights, vectors, 3, 50, 1), SelectionSimulation.Cumulative(weights, vectors, 3, 50, 1));
        Assert.NotEqual(SelectionSimulation.Cumulative(weights, vectors, 3, 50, 1).Mean, SelectionSimulation.Cumulative(weights, vectors, 3, 50, 2).Mean);
    }

    [Theory]
    [InlineData(16, 6, 0.0)]
    [InlineData(16, 10, 0.0)]
    [InlineData(10, 5, -1.0 / 9)]
    [InlineData(10, 0, 1.0)]
    [InlineData(1, 1, 1.0)]
    public void Kappa_vanishes_a_root_of_L_from_the_middle_and_is_least_there(int length, int n, double expected) =>
        Assert.Equal(expected, RandomSelection.Kappa(length, n), 1e-14);
}

using CsCheck;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Selection;

public class SelectionTests
{
    [Fact]
    public void The_top_order_is_stable_and_takes_the_lower_index_first() =>
        Cases.Logits(60).Sample(l => TopOrder.Of(l).SequenceEqual(Slow.Order(l)));

    [Fact]
    public void Zero_and_minus_zero_tie() =>
        Assert.Equal([2, 0, 1, 3], TopOrder.Of([0.0, -0.0, 1.0, 0.0]));

    [Fact]
    public void A_weight_that_is_not_a_number_is_refused() =>
        Assert.Throws<ArgumentException>(() => TopOrder.Of([0.5, double.NaN]));

    [Fact]
    public void Selected_mass_is_the_sum_of_the_N_largest_weights() =>
        Cases.Attention(30).Sample(c =>
        {
            var sorted = c.Weights.OrderDescending().ToArray();
            var mass = SelectedMass.AllN(c.Weights);
            var tail = SelectedMass.TailAllN(c.Weights);
            return mass.Length == sorted.Length + 1
                && Enumerable.Range(0, mass.Length).All(n => Math.Abs(mass[n] - sorted.Take(n).Sum()) < 1e-14)
                && Enumerable.Range(0, mass.Length).All(n => Math.Abs(tail[n] - sorted.Skip(n).Reverse().Sum()) <= 1e-14 * tail[n]);
        });

    [Fact]
    public void The_context_vector_is_the_weighted_sum_of_the_selected() =>
        Cases.Attention(20).Sample(c =>
            Enumerable.Range(0, c.Weights.Length + 1).All(n =>
                Slow.Gap(ContextVector.TopN(c.Weights, c.Vectors, n), Slow.Sum(c.Weights, c.Vectors, Slow.Order(c.Weights).Take(n))) <= 1e-13 * (1 + c.Vectors.MaxNorm))
            && Slow.Gap(ContextVector.Whole(c.Weights, c.Vectors), ContextVector.TopN(c.Weights, c.Vectors, c.Weights.Length)) <= 1e-13 * (1 + c.Vectors.MaxNorm));

    [Theory]
    [InlineData(new[] { 0.5, 0.5 }, 1)]
    [InlineData(new[] { 0.25, 0.25, 0.25, 0.25 }, 2)]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4 }, 2)]
    [InlineData(new[] { 1.0 }, 1)]
    [InlineData(new[] { 0.05, 0.9, 0.05 }, 1)]
    public void Half_of_the_mass_needs_this_many_tokens(double[] weights, int expected) =>
        Assert.Equal(expected, SelectedMass.HalfMassSize(weights));

    [Fact]
    public void Exponential_weights_follow_their_law_of_half_mass() =>
        Gen.Select(Gen.Int[1, 300], Gen.Double[0.01, 3]).Sample((length, rate) =>
        {
            var weights = Enumerable.Range(1, length).Select(i => Math.Exp(-rate * i)).ToArray();
            return CriticalSelection.ExponentialHalfMass(length, rate) == SelectedMass.HalfMassSize(weights);
        });

    [Theory]
    [InlineData(0.5, 0.02)]
    [InlineData(0.3, 0.02)]
    [InlineData(1.0, 0.02)]
    public void Zipf_weights_follow_their_law_of_half_mass_at_large_L(double exponent, double tolerance)
    {
        const int Length = 200_000;
        var weights = Enumerable.Range(1, Length).Select(i => Math.Pow(i, -exponent)).ToArray();
        var law = CriticalSelection.ZipfHalfMass(Length, exponent);
        Assert.InRange(SelectedMass.HalfMassSize(weights) / law, 1 - tolerance, 1 + tolerance);
    }

    [Fact]
    public void Gaussian_logits_follow_their_law_of_half_mass_and_of_selected_mass()
    {
        // One row of 20,000 draws: the share fluctuates by about 1 %.
        var weights = Workbook.Normalizers.StableSoftmax.Weights(GaussianDraw.Logits(20_000, 1.55, 7));
        var half = SelectedMass.HalfMassSize(weights) / 20_000.0;
        Assert.InRange(half, CriticalSelection.GaussianHalfMassShare(1.55) - 0.004, CriticalSelection.GaussianHalfMassShare(1.55) + 0.004);
        Assert.InRange(SelectedMass.AllN(weights)[1000], CriticalSelection.GaussianMass(0.05, 1.55) - 0.02, CriticalSelection.GaussianMass(0.05, 1.55) + 0.02);
    }

    [Fact]
    public void The_near_least_size_is_the_first_within_the_tolerance() =>
        Cases.Attention(30).Where(c => c.Weights.Length >= 2).Sample(c =>
        {
            var d = ResultantDistance.AllN(c.Weights, c.Vectors);
            var inner = d[1..^1];
            var n = CriticalSelection.NearLeastDistance(d, 0.1);
            return n == 1 + Array.FindIndex(inner, v => v <= 1.1 * inner.Min());
        });

    [Fact]
    public void Keeping_the_top_N_loses_what_the_definitions_say() =>
        Cases.Attention(20).Sample(c =>
        {
            var order = Slow.Order(c.Weights);
            var whole = Slow.Sum(c.Weights, c.Vectors, order);
            for (var n = 1; n <= order.Length; n++)
            {
                var kept = order.Take(n).Sum(i => c.Weights[i]);
                var error = TruncationError.TopN(c.Weights, c.Vectors, n);
                var s = Slow.Sum(c.Weights, c.Vectors, order.Take(n));
                var scale = 1e-13 * (1 + c.Vectors.MaxNorm);
                if (Math.Abs(error.Deleting - Slow.Gap(whole, s)) > scale
                    || Math.Abs(error.Renormalizing - Slow.Gap(whole, s.Select(v => v / kept))) > scale
                    || Math.Abs(error.TotalVariation - TotalVariation(c.Weights, order, n, kept)) > 1e-14
                    || error.Renormalizing > error.LeftOut * c.Vectors.Diameter + scale)
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public void The_errors_at_every_N_are_those_of_each_N() =>
        Cases.Attention(20).Sample(c =>
        {
            var all = TruncationError.AllN(c.Weights, c.Vectors);
            var scale = 1e-13 * (1 + c.Vectors.MaxNorm);
            return all.Length == c.Weights.Length && Enumerable.Range(1, all.Length).All(n =>
            {
                var one = TruncationError.TopN(c.Weights, c.Vectors, n);
                var (head, tail) = (Slow.Order(c.Weights)[..n], Slow.Order(c.Weights)[n..]);
                var (kept, left) = (head.Sum(i => c.Weights[i]), tail.Sum(i => c.Weights[i]));
                var better = 2 * Slow.Sum(c.Weights, c.Vectors, head).Zip(Slow.Sum(c.Weights, c.Vectors, tail), (u, v) => u * v).Sum() / kept / left
                    - Math.Pow(Slow.Norm(Slow.Sum(c.Weights, c.Vectors, head)) / kept, 2);
                return Math.Abs(all[n - 1].Deleting - one.Deleting) <= scale
                    && Math.Abs(all[n - 1].Renormalizing - one.Renormalizing) <= scale
                    && Math.Abs(all[n - 1].LeftOut - one.LeftOut) <= 1e-15
                    && Math.Abs(1 - Math.Exp(-one.Divergence) - one.LeftOut) <= 1e-15
                    && (left < 1e-6 || Math.Abs(better) < 1e-6 * (1 + Math.Pow(c.Vectors.MaxNorm, 2)) || better > 0 == one.RenormalizingIsBetter);
            });
        });

    private static double TotalVariation(double[] weights, int[] order, int n, double kept) =>
        order.Select((token, rank) => Math.Abs(weights[token] - (rank < n ? weights[token] / kept : 0))).Sum() / 2;
}

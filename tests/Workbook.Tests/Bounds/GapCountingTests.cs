using CsCheck;
using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Tests.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public class GapCountingTests
{
    [Fact]
    public void The_critical_inverse_temperature_is_the_supremum_over_all_gaps() =>
        Gen.Int[-4, 4].Array[1, 12].Sample(l =>
        {
            double[] logits = [.. l.Select(v => (double)v)];
            var top = logits.Max();
            var gaps = logits.Select(v => top - v).Where(g => g > 0).Distinct().ToArray();
            var counting = GapCounting.Of(logits);
            var tied = logits.Count(v => v == top) > 1;
            if (tied)
                return double.IsPositiveInfinity(counting.CriticalInverse);
            double Rate(double t) => Math.Log(logits.Count(v => top - v <= t)) / t;
            return gaps.Length == 0
                ? counting.CriticalInverse == 0
                : Math.Abs(counting.CriticalInverse - gaps.Max(Rate)) < 1e-14
                    && counting.ContactGap == gaps.Where(g => Rate(g) >= counting.CriticalInverse).Max()
                    && counting.ContactCount == logits.Count(v => top - v <= counting.ContactGap);
        });

    [Fact]
    public void Known_rows_have_their_known_values()
    {
        // One token g above n−1 equal ones: ln(n)/g. Equal steps δ: ln 2/δ.
        Assert.Equal(Math.Log(9) / 2.5, GapCounting.Of([2.5, .. new double[8]]).CriticalInverse, 1e-14);
        Assert.Equal(1, GapCounting.Of([2.5, .. new double[8]]).ContactExponent(9), 1e-14);
        Assert.Equal(Math.Log(2) / 0.3, GapCounting.Of([.. Enumerable.Range(0, 20).Select(i => -0.3 * i)]).CriticalInverse, 1e-12);
        Assert.Equal(Math.Log(2), GapCounting.Of([1, 0, double.NegativeInfinity]).CriticalInverse, 1e-14);
        Assert.Throws<ArgumentException>(() => GapCounting.Of([double.NegativeInfinity]));
    }

    [Fact]
    public void Far_below_the_critical_temperature_no_entropy_is_left()
    {
        Assert.Equal(0, GapCounting.EntropyCeiling(1e9), 1e-8);
        Assert.Equal(Math.Log(2) + 2, GapCounting.EntropyCeiling(2), 1e-14);
    }

    [Fact]
    public void Both_sides_of_the_critical_temperature_keep_their_bounds() =>
        Cases.Rows(30).Where(r => r.Logits.Length > 1).Sample(r =>
        {
            var counting = GapCounting.Of(r.Logits);
            var ratio = counting.Ratio(r.T);
            if (!double.IsFinite(counting.CriticalInverse) || counting.CriticalInverse == 0)
                return true;
            var weights = StableSoftmax.Weights(r.Logits, r.T);
            var sorted = weights.OrderDescending().ToArray();
            return ratio > 1
                ? sorted[0] >= GapCounting.LargestWeightFloor(ratio) - 1e-12 && EntropyBounds.Entropy(weights) <= GapCounting.EntropyCeiling(ratio) + 1e-12
                : ratio == 1 || (sorted[0] - sorted[1] <= GapCounting.TopDifferenceCeiling(ratio) + 1e-12 && 1 / sorted[0] >= counting.EffectiveCountFloor(ratio) * (1 - 1e-12));
        });
}

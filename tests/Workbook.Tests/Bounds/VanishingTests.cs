using CsCheck;
using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Tests.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public class VanishingTests
{
    private static readonly Gen<(double[] Logits, double T)> Finite =
        Cases.Rows(30).Select(r => (r.Item1.Select(l => double.IsNegativeInfinity(l) ? 0 : l).ToArray(), r.Item2));

    [Fact]
    public void Every_weight_lies_between_the_sharp_bounds_and_these_between_the_published_ones() =>
        Finite.Sample((l, t) =>
        {
            var published = VanishingBounds.Published(l.Length, l.Max(Math.Abs), t);
            var sharp = VanishingBounds.Sharp(l.Length, VanishingBounds.Spread(l, t));
            var general = VanishingBounds.General(1000, 0.5, 2);
            return StableSoftmax.Weights(l, t).All(a => sharp.Contains(a, 1e-12) && published.Contains(a, 1e-12))
                && sharp.Lower >= published.Lower - 1e-12 && sharp.Upper <= published.Upper + 1e-12
                && general == new Interval(0.00025, 0.004);
        });

    [Fact]
    public void The_sharp_bounds_are_reached_when_all_others_sit_at_the_opposite_end() =>
        Gen.Select(Gen.Int[1, 200], Gen.Double[0, 30]).Sample((length, spread) =>
        {
            var sharp = VanishingBounds.Sharp(length, spread);
            var up = Slow.Softmax(VanishingBounds.ExtremalLogits(length, spread), 1);
            var down = Slow.Softmax([.. VanishingBounds.ExtremalLogits(length, spread).Select(l => -l)], 1);
            return Math.Abs(up[0] - sharp.Upper) < 1e-13 && Math.Abs(down[0] / sharp.Lower - 1) < 1e-12;
        });

    [Fact]
    public void Masked_tokens_do_not_widen_the_spread() =>
        Assert.Equal(6, VanishingBounds.Spread([1, double.NegativeInfinity, -2], 0.5));

    [Fact]
    public void Entropy_lies_in_its_sharp_interval() =>
        Finite.Sample((l, t) =>
        {
            var a = StableSoftmax.Weights(l, t);
            var h = EntropyBounds.Entropy(a);
            return EntropyBounds.Sharp(l.Length, VanishingBounds.Spread(l, t)).Contains(h, 1e-11)
                && Math.Abs(EntropyBounds.EffectiveTokens(a) - Math.Exp(-a.Sum(v => v == 0 ? 0 : v * Math.Log(v)))) < 1e-9;
        });

    [Fact]
    public void Entropy_reaches_its_bound_at_the_extremal_share() =>
        Gen.Double[0.001, 12].Sample(spread =>
        {
            // A long row makes θL an integer to within 1e-4 of the loss.
            const int Length = 200_000;
            var top = (int)Math.Round(EntropyBounds.ExtremalTopShare(spread) * Length);
            var h = EntropyBounds.Entropy(StableSoftmax.Weights(EntropyBounds.TwoLevelLogits(Length, top, spread)));
            return top > 0 && Math.Abs(Math.Log(Length) - h - EntropyBounds.Loss(spread)) <= 1e-4 * EntropyBounds.Loss(spread) + 1e-10;
        }, iter: 25);

    [Theory]
    [InlineData(1e-6, 1.25e-13)]
    [InlineData(0.0199, 0.0199 * 0.0199 / 8)]
    [InlineData(0.0201, 0.0201 * 0.0201 / 8)]
    public void Near_zero_spread_the_loss_is_an_eighth_of_its_square(double spread, double expected) =>
        Assert.Equal(1, EntropyBounds.Loss(spread) / expected, 1e-4);

    [Theory, InlineData(0.002), InlineData(0.009), InlineData(0.0101), InlineData(0.0195), InlineData(0.0204)]
    public void The_series_of_the_loss_has_the_digits_of_the_closed_form(double spread)
    {
        var u = -spread / double.ExpM1(-spread) - 1;
        Assert.Equal(1, EntropyBounds.Loss(spread) / (u - double.LogP1(u)), 2e-9);
    }

    [Fact]
    public void The_loss_is_below_both_simple_bounds_and_continuous_where_its_form_changes()
    {
        Gen.Double[0, 800].Sample(d => EntropyBounds.Loss(d) <= Math.Min(d * d / 8, d) * (1 + 1e-12));
        Assert.Equal(1, EntropyBounds.Loss(0.01 + 1e-12) / EntropyBounds.Loss(0.01 - 1e-12), 1e-8);
        Assert.Equal(1, EntropyBounds.Loss(0.0201) / EntropyBounds.Loss(0.0199) / Math.Pow(0.0201 / 0.0199, 2), 1e-5);
    }

    [Fact]
    public void A_gap_buys_its_weight_and_back() =>
        Gen.Select(Gen.Int[2, 5000], Gen.Double[0.001, 0.999], Gen.Double[0.01, 10]).Sample((length, p, t) =>
        {
            var gap = GapInversion.GapFor(p, length, t);
            var logits = new double[length];
            logits[0] = gap;
            return Math.Abs(GapInversion.WeightAt(gap, length, t) - p) < 1e-10 && Math.Abs(StableSoftmax.Weights(logits, t)[0] - p) < 1e-10;
        });

    [Fact]
    public void Scalable_softmax_gives_the_weight_of_its_gap_and_softcap_its_spread()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        foreach (var (gap, length) in new[] { (0.5, 4), (2.5, 40), (1 / 0.43, 1000), (6.0, 300) })
        {
            var logits = new double[length];
            logits[0] = gap;
            Assert.Equal(new ScalableSoftmax().Weights(TorchSharp.torch.tensor(logits))[0].item<double>(), GapInversion.ScalableWeightAt(gap, length, 0.43), 1e-12);
        }

        // At σg = 1 the weight tends to a half.
        Assert.Equal(0.5, GapInversion.ScalableWeightAt(1 / 0.43, 100_000_000, 0.43), 1e-8);
        Assert.Equal(2.0, GapInversion.OneHotGap(1.5));
        Assert.Equal(0.25, GapInversion.OneHotGap(3, 0.5));
        var capped = new[] { -1e3, 1e3 }.Select(l => 5 * Math.Tanh(l / 5)).ToArray();
        Assert.Equal(GapInversion.SoftcapSpread(5, 2), VanishingBounds.Spread(capped, 2), 1e-12);
    }
}

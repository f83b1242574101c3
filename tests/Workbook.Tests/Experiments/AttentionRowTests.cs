using TorchSharp;
using Workbook.Charts;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using Workbook.Tests.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>Attention variants as maps of one row of logits, and the comparison of them with normalizers.</summary>
public class AttentionRowTests
{
    private static readonly double[] Logits = [0.7, -1.2, 2, 0.1, 0.4, -0.3];

    public static TheoryData<string> Names => [.. NormalizerCatalogue.Variants.Select(v => v.Name)];

    private static AttentionRow Row(string name) => new(NormalizerCatalogue.FindVariant(name));

    private static double[] Weights(INormalizer f, double[] logits)
    {
        using var scope = NewDisposeScope();
        return f.Weights(tensor(logits)).data<double>().ToArray();
    }

    [Fact]
    public void Dot_product_attention_gives_the_weights_and_the_Jacobian_of_its_normalizer()
    {
        foreach (var normalizer in new INormalizer[] { new Softmax(), new Workbook.Normalizers.Sparsemax(), new Sigmoid() })
        {
            var row = new AttentionRow(new DotProductAttention(normalizer));
            Assert.InRange(Subjects.Gap(Weights(normalizer, Logits), Weights(row, Logits)), 0, 1e-12);
            Assert.InRange(Subjects.Gap(PlainNormalizer.Jacobian(normalizer, Logits).Cast<double>(), PlainNormalizer.Jacobian(row, Logits).Cast<double>()), 0, 1e-12);
            using var scope = NewDisposeScope();
            var masked = tensor(new[] { 0.7, double.NegativeInfinity, 2, 0.1 });
            Assert.InRange(Scene.Gap(normalizer.Weights(masked), row.Weights(masked)), 0, 1e-12);
        }

        var points = NormalizerComparison.OverLength([16, 64], rows: 4, normalizers: [new Softmax(), new AttentionRow(new DotProductAttention()), new AttentionRow(new GatedAttention())]);
        foreach (var softmax in points.Take(2))
            Assert.All(points.Skip(2).Where(p => p.Length == softmax.Length), p =>
            {
                Assert.Equal(softmax.Share.Median, p.Share.Median, 1e-12);
                Assert.Equal(softmax.Sensitivity.Median, p.Sensitivity.Median, 1e-9);
            });
    }

    [Theory, MemberData(nameof(Names))]
    public void The_row_is_the_last_query_of_a_context_that_is_made_by_hand(string name)
    {
        // The definition in loops, on a context that has these logits.
        var variant = NormalizerCatalogue.FindVariant(name);
        var random = new Random(4);
        double[] Vector() => [.. Enumerable.Range(0, 4).Select(_ => Workbook.Selection.GaussianDraw.Next(random))];
        double[][] queries = [.. Logits.Select(_ => Vector())], across = [.. Logits.Select(_ => Vector())];
        var q = queries[^1];
        var square = q.Sum(x => x * x);
        double[][] keys = [.. across.Zip(Logits, (k, l) => k.Zip(q, (x, y) => x + (2 * l - k.Zip(q, (u, v) => u * v).Sum()) / square * y).ToArray())];
        var gates = variant.Properties.Gates == GateShape.Token ? new[] { Logits.Select(_ => 0.3).ToArray() } : null;
        var expected = SlowVariants.Weights(variant, [queries], [keys], gates)[0][^1];
        using var scope = NewDisposeScope();
        Tensor Of(double[][] rows) => tensor(rows.SelectMany(r => r).ToArray(), rows.Length, 4);
        var found = AttentionRow.Weights(variant, tensor(Logits), tensor(q), Of(across), Of(queries), 0.3).data<double>().ToArray();
        Assert.InRange(Subjects.Gap(expected, found), 0, 1e-10);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_Jacobian_is_that_of_finite_differences_and_rows_of_a_batch_are_independent(string name)
    {
        var row = Row(name);
        var jacobian = PlainNormalizer.Jacobian(row, Logits);
        const double Step = 1e-6;
        for (var j = 0; j < Logits.Length; j++)
        {
            double[] Moved(double by) => Weights(row, [.. Logits.Select((l, i) => i == j ? l + by : l)]);
            var (up, down) = (Moved(Step), Moved(-Step));
            for (var i = 0; i < Logits.Length; i++)
                Assert.Equal((up[i] - down[i]) / (2 * Step), jacobian[i, j], 1e-6);
        }

        using var scope = NewDisposeScope();
        var both = row.Weights(tensor(Logits.Concat(Logits.Reverse()).ToArray(), 2, Logits.Length));
        Assert.InRange(Subjects.Gap(Weights(row, Logits), both[0].data<double>().ToArray()), 0, 1e-13);
        Assert.InRange(Subjects.Gap(Weights(row, [.. Logits.Reverse()]), both[1].clone().data<double>().ToArray()), 0, 1e-13);
        Assert.Equal(PlainNormalizer.JacobianNorm(row, Logits), ((INormalizer)row).JacobianNorm(tensor(Logits)).item<double>(), 1e-8);
    }

    [Fact]
    public void A_variant_that_is_said_to_have_no_bound_passes_any_and_one_with_a_bound_does_not()
    {
        double Norm(IAttentionVariant variant, double[] logits, double queryLength, double across, double earlier)
        {
            using var scope = NewDisposeScope();
            var l = tensor(logits).requires_grad_(true);
            var keys = tensor(new[] { 0.0, across, 0, across, 0, across, 0, across }, 4, 2);

            // The query before the last one selects a key by a little, as the difference of two large products.
            var a = AttentionRow.Weights(variant, l, tensor(new[] { queryLength, 0.0 }), keys, tensor(new[] { 1.0, 0, 1, 0, -earlier, earlier, 1, 0 }, 4, 2));
            var rows = Enumerable.Range(0, 4).Select(i => autograd.grad([a[i]], [l], retain_graph: true)[0].clone()).ToArray();
            return linalg.svdvals(stack(rows))[0].item<double>();
        }

        foreach (var variant in NormalizerCatalogue.Variants)
        {
            var greatest = new[] { (Math.Sqrt(2), 1.0, 1.0), (Math.Sqrt(2), 1e-4, 1.0), (1e-4, 1.0, 1.0), (Math.Sqrt(2), 1.0001, 1e3) }
                .SelectMany(s => new[] { new[] { 0.0, 0, 0, 0 }, [1, 0.5, 0.6, 0.7], [1, 1, 1, 1], [1e-3, 2e-3, 1e-3, 2e-3], [1e-5, 2e-5, 1e-5, 2e-5], [-1, 0.4, 0.5, 0.6] }.Select(l => Norm(variant, l, s.Item1, s.Item2, s.Item3))).Max();
            var p = variant.Properties;
            Assert.True(p.JacobianBound is null != p.Unbounded is null, variant.Name);
            if (p.JacobianBound is { } bound) Assert.InRange(greatest, 0, bound(4) * (1 + 1e-9));
            else Assert.True(greatest > 100, $"{variant.Name}: {greatest}");
        }
    }

    [Fact]
    public void Gates_are_those_that_are_asked_for_and_name_the_row()
    {
        var open = new AttentionRow(new ForgettingAttention()) { Gate = 60 };
        Assert.InRange(Subjects.Gap(Workbook.Normalizers.StableSoftmax.Weights(Logits), Weights(open, Logits)), 0, 1e-12);
        Assert.Equal(("forgetting, gates at 60", "forgetting"), (open.Name, Row("forgetting").Name));

        // σ(0) = 1/2 a token: equal logits fall by one half a step back.
        var weights = Weights(Row("forgetting"), [0, 0, 0]);
        Assert.Equal(0.5, weights[0] / weights[1], 1e-12);
        Assert.Equal(0.5, weights[1] / weights[2], 1e-12);
        Assert.Equal(NormalizerCatalogue.Variants.Select(v => v.Name), AttentionRow.All.Select(r => r.Name));
    }

    [Fact]
    public void Costs_and_figures_of_variants_come_out_whole()
    {
        var costs = NormalizerComparison.CostOfAttention(1, 16, 8, 2);
        Assert.Equal(NormalizerCatalogue.Variants.Select(v => v.Name), costs.Select(c => c.Name));
        Assert.All(costs, c => Assert.True(c.Milliseconds > 0 && c.TimesSoftmax > 0));
        var points = NormalizerComparison.OverLength([8, 32], rows: 2, normalizers: [new Softmax(), .. AttentionRow.All]);
        Figure[] figures =
        [
            NormalizerFigures.Weights(NormalizerComparison.OnRow(Logits, AttentionRow.All), Logits), NormalizerFigures.InformativeShare(points), NormalizerFigures.EffectiveTokens(points),
        ];
        Assert.All(figures, f => Assert.DoesNotContain("NaN", f.Json, StringComparison.Ordinal));
        var declared = NormalizerFigures.Declared(NormalizerCatalogue.Variants).ToHtml();
        Assert.All(NormalizerCatalogue.Variants, v => Assert.Contains(v.Properties.Unbounded ?? v.Name, declared, StringComparison.Ordinal));
        foreach (var point in NormalizerComparison.Sensitivity(8, rows: 4, steps: 3, normalizers: AttentionRow.All))
            Assert.True(point.Bound is not { } bound || point.Worst <= bound * (1 + 1e-9), point.Name);
    }
}

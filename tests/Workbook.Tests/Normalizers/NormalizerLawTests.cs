using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Normalizers;

/// <summary>What a normalizer declares holds, and what it does not declare is broken somewhere.</summary>
public class NormalizerLawTests
{
    private const double Same = 1e-9;

    [Fact]
    public void The_catalogue_finds_every_normalizer_once_and_knows_where_each_comes_from()
    {
        Assert.True(NormalizerCatalogue.All.Count >= 20);
        Assert.Equal(NormalizerCatalogue.All.Count, NormalizerCatalogue.All.Select(n => n.Name).Distinct().Count());
        Assert.All(NormalizerCatalogue.All, n => Assert.Matches(@"^\d{4}\.\d{4,5}$", n.Properties.ArXiv ?? "0000.00000"));
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Weights_equal_the_slow_form(string label)
    {
        var f = Subjects.Of(label);
        if (SlowNormalizers.For(f) is not { } slow)
            return;
        double[][] extremes =
        [
            [0], [3], [-3], [1e4], [-1e4], [0, 0, 0], [1, 1, 0, 0, 1], [-2, -2], [1e4, -1e4, 1e4, 0], [-1e4, -1e4], [1e4, 9999, 9998.5], [1e-7, -1e-7],
            [.. Enumerable.Range(0, 12).Select(i => (double)(i % 3))], [.. Enumerable.Repeat(0.25, 40)], [.. Subjects.GaussianRows(1, 300, 300).First()],
        ];
        // Above α = 2 a rounding error of τ comes back as its square root and worse.
        var tolerance = f is Entmax { Alpha: > 2 } ? 1e-6 : 1e-10;
        foreach (var l in extremes.Concat(Subjects.GaussianRows(60)))
        {
            var expected = slow(l);
            var gap = Subjects.Gap(Subjects.Weights(f, l), expected);
            Assert.True(gap <= tolerance * Math.Max(1, expected.Max()), $"[{string.Join(", ", l)}]: off by {gap}");
        }
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Weights_sum_to_one_iff_declared(string label) =>
        Holds(label, p => p.SumsToOne, (f, l) => Math.Abs(Subjects.Weights(f, l).Sum() - 1) < Same);

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Weights_are_not_negative_iff_declared(string label) =>
        Holds(label, p => p.Nonnegative, (f, l) => Subjects.Weights(f, l).All(a => a >= 0));

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void No_weight_is_zero_at_moderate_logits_unless_declared(string label) =>
        Holds(label, p => !p.ExactZeros, (f, l) => Subjects.Weights(f, l).All(a => a != 0));

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void A_shift_changes_nothing_iff_declared(string label) =>
        Holds(label, p => p.ShiftInvariant, (f, l) => Subjects.Gap(Subjects.Weights(f, l), Subjects.Weights(f, [.. l.Select(v => v + 1.5)])) < Same);

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void A_new_order_of_logits_gives_the_weights_in_that_order_iff_declared(string label) =>
        Holds(label, p => p.PermutationEquivariant, (f, l) =>
        {
            var order = Enumerable.Range(0, l.Length).ToArray();
            new Random(3).Shuffle(order);
            var a = Subjects.Weights(f, l);
            return Subjects.Gap(Subjects.Weights(f, [.. order.Select(i => l[i])]), order.Select(i => a[i])) < Same;
        });

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void A_masked_row_is_the_shorter_row_iff_declared(string label) =>
        Holds(label, p => p.MaskIsRemoval, (f, l) =>
        {
            var masked = l.SelectMany((v, i) => i % 2 == 0 ? new[] { double.NegativeInfinity, v } : [v, double.NegativeInfinity, double.NegativeInfinity]).ToArray();
            var a = Subjects.Weights(f, masked);
            var zero = a.Where((_, i) => double.IsNegativeInfinity(masked[i])).All(v => v == 0);
            return zero && Subjects.Gap(a.Where((_, i) => double.IsFinite(masked[i])), Subjects.Weights(f, l)) < Same;
        });

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void One_more_token_without_weight_changes_the_others_iff_they_depend_on_length(string label) =>
        Holds(label, p => !p.DependsOnLength, (f, row) =>
        {
            // Of no weight by itself: one more where there is one already, or a 0 where that has no part.
            double[] l = [-1e4, .. row];
            var a = Subjects.Weights(f, l);
            return new[] { -1e4, 0 }.Any(neutral => Subjects.Gap(Subjects.Weights(f, [neutral, .. l]).Skip(1), a) < Same);
        });

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void The_Jacobian_stays_below_its_declared_bound(string label)
    {
        var f = Subjects.Of(label);
        var bound = f.Properties.JacobianBound!;
        double[][] adversarial =
        [
            [0, 0], [0.01, 0.02], [5, 5.001, -20], [1, 1, 1, 1], [0.01, 0.02, 0.03, 0.04, 0.05], [-0.01, 0.02, -1e4, -1e4], [40, 40.1, 0, 0, 0], [0, 2, 2.1],
            [Math.Log(2048), Math.Log(2048) + 0.1], [-0.1, 0.1, -30, 30], [0.9, 0.05, 0.06, 0.07, 0.08, 0.09], [30, 0], [0, 0, -30],
        ];
        foreach (var l in adversarial.Concat(Subjects.GaussianRows(60, 12, 2)))
        {
            var norm = SpectralNorm(Subjects.Jacobian(f, l));
            Assert.True(norm <= bound(l.Length) * (1 + 1e-9), $"[{string.Join(", ", l)}]: {norm} above {bound(l.Length)}");
        }
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void The_Jacobian_norm_is_the_largest_singular_value_of_the_formed_Jacobian(string label)
    {
        var f = Subjects.Of(label);
        using var scope = TorchSharp.torch.NewDisposeScope();
        foreach (var l in Subjects.GaussianRows(25).Concat([[0, 0], [2, 2, 2, 2], [30, 0, 0], [0.1, 0.4, -1e4, 1e4], [3], [-3]]))
        {
            double[] masked = [double.NegativeInfinity, .. l, double.NegativeInfinity];
            var expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfColumnArrays(Subjects.Jacobian(f, masked)).Svd().S[0];
            var norm = f.JacobianNorm(TorchSharp.torch.tensor(masked)).item<double>();
            Assert.True(Math.Abs(norm - expected) <= 1e-9 * Math.Max(1, expected), $"[{string.Join(", ", masked)}]: {norm}, not {expected}");
        }
    }

    [Theory]
    [InlineData("softmax #1")]
    [InlineData("entmax")]
    [InlineData("entmax #9")]
    [InlineData("softpick #21")]
    [InlineData("stick-breaking")]
    [InlineData("softcap softmax")]
    [InlineData("normmax #17")]
    public void The_Jacobian_norm_of_a_long_row_is_exact_and_does_not_need_the_other_rows(string label)
    {
        var f = Subjects.Of(label);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var rows = Subjects.GaussianRows(6, 160, 160).ToArray();
        var batch = f.JacobianNorm(TorchSharp.torch.tensor(rows.SelectMany(r => r).ToArray(), 2, 3, 160));
        Assert.Equal([2L, 3], batch.shape);
        foreach (var (l, norm) in rows.Zip(batch.data<double>().ToArray()))
        {
            var expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfColumnArrays(Subjects.Jacobian(f, l)).Svd().S[0];
            Assert.Equal(expected, norm, 1e-8 * Math.Max(1, expected));
        }
    }

    private static void Holds(string label, Func<NormalizerProperties, bool> declared, Func<INormalizer, double[], bool> law)
    {
        var f = Subjects.Of(label);
        var rows = Subjects.GaussianRows(80, 14, 2).ToArray();
        if (declared(f.Properties))
            Assert.All(rows, l => Assert.True(law(f, l), string.Join(", ", l)));
        else
            Assert.Contains(rows.Append([0.5, 0.5, 0.5, 0.5]), l => !law(f, l));
    }

    // The largest singular value, by powers of JᵀJ.
    private static double SpectralNorm(double[][] j)
    {
        var v = Enumerable.Range(0, j.Length).Select(i => Math.Cos(1 + 7 * i)).ToArray();
        var norm = 0.0;
        for (var step = 0; step < 300; step++)
        {
            var w = j.Select(column => column.Zip(v, (a, b) => a * b).Sum()).ToArray();
            var length = Math.Sqrt(v.Sum(x => x * x));
            norm = Math.Sqrt(w.Sum(x => x * x)) / length;
            v = [.. Enumerable.Range(0, j.Length).Select(i => j.Select((column, k) => column[i] * w[k]).Sum())];
            var scale = Math.Sqrt(v.Sum(x => x * x));
            if (scale == 0)
                return norm;
            v = [.. v.Select(x => x / scale)];
        }

        return norm;
    }
}

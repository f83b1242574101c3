using TorchSharp;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>The sparse normalizers have two algorithms: rows of spans without sorting, and tensors that sort or search. Each is the other's oracle, and both solve the convex programme.</summary>
public class SparseFormsTests
{
    private static readonly double[][] Extremes =
    [
        [0], [0, 0, 0], [1, 1, 0, 0, 1], [-2, -2], [1e4, -1e4, 1e4, 0], [-1e4, -1e4], [1e4, 9999, 9998.5], [1e-7, -1e-7], [double.NegativeInfinity, 3, double.NegativeInfinity, 2.5],
        [double.NegativeInfinity], [1, 0, -1], [2, 0], [0.5, 0, 0, 0, 0, 0, 0, 0], [.. Enumerable.Repeat(0.25, 40)], [.. Enumerable.Range(0, 12).Select(i => (double)(i % 3))],
    ];

    public static TheoryData<string> Sparse =>
    [
        .. Subjects.Labels.Select(row => row.Data).Where(label => Subjects.Of(label) is Workbook.Normalizers.Sparsemax or Entmax { Alpha: > 1 } or Normmax or AdaptiveScalableEntmax),
    ];

    [Theory, MemberData(nameof(Sparse))]
    public void Rows_of_spans_and_tensors_agree(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        foreach (var l in Extremes.Concat(Subjects.GaussianRows(80, 30)).Concat(Subjects.GaussianRows(3, 700, 700)))
        {
            // A tensor that asks for its gradient keeps to tensors.
            var spans = f.Weights(tensor(l));
            var tensors = f.Weights(tensor(l).requires_grad_(true));
            var gap = (spans - tensors).abs().max().item<double>();
            Assert.True(gap <= (f is Entmax { Alpha: > 2 } ? 1e-6 : 1e-11), $"[{string.Join(", ", l.Take(20))}]: off by {gap}");
        }
    }

    [Theory, MemberData(nameof(Sparse))]
    public void A_batch_with_causal_rows_of_any_type_is_its_rows(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
        {
            var logits = (randn(2, 3, 40, 40, dtype: ScalarType.Float64, generator: new Generator(1)) * 2).to_type(type)
                .masked_fill(ones(40, 40, dtype: ScalarType.Bool).triu(1), double.NegativeInfinity);
            var weights = f.Weights(logits.transpose(0, 1));
            Assert.Equal(type, weights.dtype);
            for (var i = 0; i < 40; i += 13)
            {
                var row = f.Weights(logits[1, 2, i, ..(i + 1)]);
                Assert.True((weights[2, 1, i, ..(i + 1)] - row).to_type(ScalarType.Float64).abs().max().item<double>() <= 1e-6);
            }
        }
    }

    [Theory, MemberData(nameof(Sparse))]
    public void Weights_solve_the_convex_programme(string label)
    {
        var f = Subjects.Of(label);
        foreach (var l in Subjects.GaussianRows(40, 20, 2))
        {
            // Where there is weight the gradient of the objective is the same, and nowhere is it larger.
            var a = Subjects.Weights(f, l);
            var gradient = Gradient(f, l, a);
            var level = gradient.Where((_, i) => a[i] > 1e-12).Max();
            for (var i = 0; i < l.Length; i++)
                Assert.True(gradient[i] <= level + 1e-9 && (a[i] <= 1e-12 || gradient[i] >= level - 1e-6), $"[{string.Join(", ", l)}] at {i}: {gradient[i]}, {level}");
        }
    }

    [Fact]
    public void Plain_spans_equal_the_bisection_and_may_be_overwritten_in_place()
    {
        foreach (var l in Extremes.Where(row => row.Any(double.IsFinite) && row.All(double.IsFinite)).Concat(Subjects.GaussianRows(60, 25)))
        {
            Same(new Workbook.Normalizers.Sparsemax(1.7), l, row => SparseRow.Sparsemax(row, row, 1.7));
            Same(new Entmax(1.3, 0.8), l, row => SparseRow.Entmax(row, row, 1.3, 0.8));
            Same(new Normmax(2.5, 1.2), l, row => SparseRow.Normmax(row, row, 2.5, 1.2));
            var narrow = l.Select(v => (float)v).ToArray();
            var expected = SlowNormalizers.For(new Workbook.Normalizers.Sparsemax())!([.. narrow.Select(v => (double)v)]);
            SparseRow.Sparsemax(narrow, narrow);
            Assert.True(Subjects.Gap(narrow.Select(v => (double)v), expected) < 1e-6);
        }

        double[] masked = [double.NegativeInfinity, double.NegativeInfinity];
        SparseRow.Sparsemax(masked, masked);
        Assert.Equal([0.0, 0.0], masked);
    }

    [Fact]
    public void Plain_spans_refuse_what_is_no_logit_and_parameters_out_of_range()
    {
        Assert.Equal("logits", Assert.Throws<ArgumentException>(() => SparseRow.Sparsemax([0, double.NaN], new double[2])).ParamName);
        Assert.Equal("weights", Assert.Throws<ArgumentException>(() => SparseRow.Sparsemax([0.0, 1], new double[3])).ParamName);
        Assert.Equal("alpha", Assert.Throws<ArgumentOutOfRangeException>(() => SparseRow.Entmax([0.0], new double[1], 1)).ParamName);
        Assert.Equal("alpha", Assert.Throws<ArgumentOutOfRangeException>(() => SparseRow.Normmax([0.0], new double[1], double.NaN)).ParamName);
        Assert.Equal("temperature", Assert.Throws<ArgumentOutOfRangeException>(() => SparseRow.Normmax([0.0], new double[1], 2, 0)).ParamName);
    }

    private static void Same(INormalizer f, double[] l, Action<double[]> fill)
    {
        double[] row = [.. l];
        fill(row);
        Assert.True(Subjects.Gap(row, SlowNormalizers.For(f)!(l)) <= 1e-10, $"{f.Name}, [{string.Join(", ", l)}]");
    }

    // Of what is maximized: l·a/T less ||a||²/2, Tsallis' negative entropy or the norm.
    private static double[] Gradient(INormalizer f, double[] l, double[] a) => f switch
    {
        Workbook.Normalizers.Sparsemax s => [.. l.Zip(a, (v, w) => v / s.Temperature - w)],
        Entmax e => [.. l.Zip(a, (v, w) => v / e.Temperature - Math.Pow(w, e.Alpha - 1) / (e.Alpha - 1))],
        AdaptiveScalableEntmax e => [.. l.Zip(a, (v, w) => v * (e.Delta + e.Beta * Math.Pow(Math.Log(l.Length + 1), e.Gamma)) - 2 * Math.Sqrt(w))],
        Normmax n => [.. l.Zip(a, (v, w) => v / n.Temperature - Math.Pow(w / Math.Pow(a.Sum(x => Math.Pow(x, n.Alpha)), 1 / n.Alpha), n.Alpha - 1))],
        _ => throw new ArgumentException(f.Name, nameof(f)),
    };
}

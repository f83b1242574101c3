using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>The bound on ||J||_2 that a normalizer declares is the least: a row reaches it, and climbing from that row does not pass it.</summary>
public class JacobianBoundTests
{
    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Every_normalizer_knows_its_bound_and_a_row_that_reaches_it(string label) =>
        Reached(Subjects.Of(label));

    private static void Reached(INormalizer f)
    {
        var label = NormalizerCatalogue.Text(f);
        Assert.True(f.Properties.JacobianBound is not null, $"{label} declares no JacobianBound; +∞ says that there is none.");
        Assert.True(f.Properties.SteepestRow is not null, $"{label} declares no SteepestRow, which shows its bound to be the least.");
        foreach (var length in new[] { 2, 3, 4, 7, 40, 60 })
        {
            foreach (var least in new[] { 1.0, 1e3 })
            {
                var bound = f.Properties.JacobianBound(length);
                var row = f.Properties.SteepestRow(length, least);
                Assert.Equal(length, row.Length);
                var norm = Norm(f, row);
                Assert.True(norm >= (double.IsInfinity(bound) ? least * (1 - 1e-9) : 0.99 * bound), $"L = {length}: {norm} of {bound}, {least} asked");
                if (double.IsFinite(bound))
                    break;
            }
        }
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void No_row_near_the_steepest_is_steeper_than_the_bound(string label) =>
        NotExceeded(Subjects.Of(label));

    [Fact]
    public void Parameters_that_no_law_admits_have_their_sharp_bounds_too()
    {
        // A small cap leaves every token weight, and a negative scale gives it to the lowest: neither has a token that counts for nothing.
        INormalizer[] odd = [new SoftcapSoftmax(0.7), new SoftcapSoftmax(3), new ScalableSoftmax(-0.3)];
        Assert.All(odd, f =>
        {
            Reached(f);
            NotExceeded(f);
            var row = f.Properties.SteepestRow!(4, 1);
            using var scope = NewDisposeScope();
            Assert.Equal(Norm(f, row), f.JacobianNorm(tensor(row)).item<double>(), 1e-12);
        });
    }

    [Theory]
    [InlineData(1, 0.3), InlineData(1, 0.7), InlineData(1, 0.97), InlineData(1.02, 0.9), InlineData(1.1, 0.97), InlineData(1.3, 0.9), InlineData(1.8, 0.99), InlineData(2, 0.999), InlineData(6, 0.4)]
    public void Reweighted_rows_on_and_about_the_offset_are_not_steeper_than_the_bound(double power, double offset)
    {
        // Shares of up to three levels, one of them at the offset or a little beside it: far from the bound's own families as well as within.
        var f = new SoftplusReweighted(power, offset);
        var random = new Random(5);
        Reached(f);
        foreach (var length in new[] { 4, 5, 9 })
        {
            var shares = Enumerable.Range(0, 400).Select(_ =>
            {
                var beside = offset + (random.Next(3) - 1) * Math.Pow(10, -6 * random.NextDouble()) * Math.Min(offset, 1 - offset);
                var levels = new[] { beside, offset * (1 - 1e-9), length * random.NextDouble() };
                var row = Enumerable.Range(0, length).Select(_ => levels[random.Next(3)] * (1 + 0.01 * random.Next(2) * random.NextDouble()) + 1e-6).ToArray();
                row[0] = Math.Max(1e-3, length - row[1..].Sum());
                return row.Select(s => (Math.Log(s / row.Sum()) - 60) / Math.Log(length));
            });
            using var scope = NewDisposeScope();
            var norms = f.JacobianNorm(tensor(shares.SelectMany(r => r).ToArray(), 400, length)).data<double>().ToArray();
            var bound = f.Properties.JacobianBound!(length);
            Assert.True(norms.Max() <= bound * (1 + 1e-6), $"L = {length}: {norms.Max()} above {bound}");
        }
    }

    private static void NotExceeded(INormalizer f)
    {
        var random = new Random(11);
        foreach (var length in new[] { 2, 3, 4, 7, 20 })
        {
            var bound = f.Properties.JacobianBound!(length);
            if (double.IsInfinity(bound))
                continue;

            // Climb from the row itself: each logit moved by a little of itself, and by a little, the best row kept.
            using var scope = NewDisposeScope();
            var best = f.Properties.SteepestRow!(length, 1);
            for (var round = 0; round < 12; round++)
            {
                var rows = Enumerable.Range(0, 60).Select(_ =>
                {
                    var size = Math.Pow(10, -4 * random.NextDouble());
                    var (own, fixedSize) = (size * random.Next(2), size * random.Next(2));
                    return best.Select(l => l * (1 + own * Gauss()) + fixedSize * Gauss()).ToArray();
                }).ToArray();
                var norms = f.JacobianNorm(tensor(rows.SelectMany(r => r).ToArray(), rows.Length, length)).data<double>().ToArray();
                var top = Array.IndexOf(norms, norms.Max());
                Assert.True(norms[top] <= bound * (1 + 1e-6), $"[{string.Join(", ", rows[top])}]: {norms[top]} above {bound}");
                if (norms[top] >= Norm(f, best))
                    best = rows[top];
            }
        }

        double Gauss() => Workbook.Selection.GaussianDraw.Next(random);
    }

    private static double Norm(INormalizer f, double[] row) =>
        MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfColumnArrays(Subjects.Jacobian(f, row)).Svd(computeVectors: false).S[0];
}

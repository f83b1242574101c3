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

using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Experiments;

public class PlainNormalizerTests
{
    private static readonly double[] Logits = [0.7, -1.2, 2, 0.1];

    [Fact]
    public void A_plain_row_has_the_weights_and_the_Jacobian_of_softmax()
    {
        var softmax = new Softmax(0.5);
        var weights = StableSoftmax.Weights(Logits, 0.5);
        Assert.All(weights.Zip(PlainNormalizer.Weights(softmax, Logits)), p => Assert.Equal(p.First, p.Second, 1e-14));
        var expected = SoftmaxJacobian.Matrix(weights, 0.5);
        var matrix = PlainNormalizer.Jacobian(softmax, Logits);
        Assert.All(Enumerable.Range(0, 16), k => Assert.Equal(expected[k / 4, k % 4], matrix[k / 4, k % 4], 1e-14));
        Assert.Equal(SoftmaxJacobian.SpectralNorm(weights, 0.5), PlainNormalizer.JacobianNorm(softmax, Logits), 1e-12);
    }

    [Fact]
    public void The_figures_of_the_catalogue_draw_finite_data()
    {
        var points = NormalizerComparison.OverLength([8, 32], rows: 2);
        Figure[] figures =
        [
            NormalizerFigures.Weights(NormalizerComparison.OnRow(Logits), Logits),
            NormalizerFigures.InformativeShare(points),
            NormalizerFigures.EffectiveTokens(points),
            NormalizerFigures.Share(points, "softmax", "sparsemax"),
            NormalizerFigures.Sensitivity(points, "softmax", "sigmoid"),
        ];
        Assert.All(figures, f => Assert.DoesNotContain("NaN", f.Json, StringComparison.Ordinal));
        Assert.All(NormalizerCatalogue.All, n => Assert.Contains(n.Name, figures[1].Json, StringComparison.Ordinal));
        Assert.Contains("'softmx'", Assert.Throws<ArgumentException>(() => NormalizerFigures.Share(points, "softmx")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_and_rows_are_not_mixed_up_where_J_is_not_symmetric()
    {
        // Stick-breaking: a nearer logit moves a farther weight, not the other way round.
        var stick = new StickBreaking();
        var matrix = PlainNormalizer.Jacobian(stick, Logits);
        const double Step = 1e-6;
        var moved = PlainNormalizer.Weights(stick, [Logits[0], Logits[1], Logits[2] + Step, Logits[3]]);
        var still = PlainNormalizer.Weights(stick, Logits);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal((moved[i] - still[i]) / Step, matrix[i, 2], 1e-5));
        Assert.True(Math.Abs(matrix[0, 2] - matrix[2, 0]) > 1e-3);
    }
}

using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public sealed class HeadDistanceCurvesTests
{
    [Theory, InlineData(1.5), InlineData(30.0)]
    public void Every_curve_is_that_of_the_form_for_one_row(double deviation)
    {
        // 30: weights that float32 rounds to 0, among them in the middle of a row.
        const int Heads = 2, Length = 37, Width = 5;
        var random = new Random(3);
        var vectors = Enumerable.Range(0, Heads * Length * Width).Select(_ => (float)GaussianDraw.Next(random)).ToArray();
        var weights = new float[Heads * Length * Length];
        for (var row = 0; row < Heads * Length; row++)
            StableSoftmax.Weights([.. GaussianDraw.Logits(row % Length + 1, deviation, row).Select(l => (float)l)], weights.AsSpan(row * Length, row % Length + 1));
        var rows = new HeadRows(Heads, Length, Width, weights, vectors);
        var seen = 0;
        HeadDistanceCurves.Visit(rows, new HeadDistanceOptions(1), (head, query, curves) =>
        {
            seen++;
            double[] a = [.. rows.Weights(head, query).ToArray().Select(v => (double)v)];
            var x = new VectorSet(a.Length, Width, [.. rows.Vectors(head)[..(a.Length * Width)].ToArray().Select(v => (double)v)]);
            var bounds = DistanceBounds.AllN(a, x);
            Near(CumulativeDistance.AllN(a, x), curves.Cumulative);
            Near(ResultantDistance.AllN(a, x), curves.Resultant);
            Near(bounds.Published, curves.Published);
            Near(RandomSelection.MainSum(a, x), curves.MainSum);
            Near(RandomSelection.PlugIn(a, x), curves.PlugIn);
            Near(RandomSelection.UpperBound(a, x), curves.Upper);

            // And the paper's pseudocode, which the benchmark compares with.
            for (var n = 1; n < a.Length; n += 3)
            {
                var (distance, bound, main) = Benchmarks.DirectCurves.At(rows.Weights(head, query), rows.Vectors(head), Width, n);
                Assert.Equal(distance, curves.Cumulative[n], 1e-6 * Math.Max(1, distance));
                Assert.Equal(bound, curves.Published[n], 1e-6 * Math.Max(1, bound));
                Assert.Equal(main, curves.MainSum[n], 1e-6 * Math.Max(1, main));
            }
        });
        Assert.Equal(Heads * Length, seen);
    }

    // Squared distances come from the Gram matrix: within about 1e-8 of the largest vector.
    private static void Near(double[] expected, double[] actual)
    {
        for (var n = 0; n < expected.Length; n++)
            Assert.Equal(expected[n], actual[n], 2e-6 * Math.Max(1, expected.Max()));
    }
}

using TorchSharp;
using Workbook.Bounds;
using Workbook.Selection;
using Workbook.Tests.Selection;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Bounds;

public sealed class BatchedBoundsTests
{
    [Theory, InlineData(ScalarType.Float64, 1e-7), InlineData(ScalarType.Float32, 5e-6)]
    public void Every_distance_curve_is_that_of_each_row(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var heads = new BatchedRowsOfHeads(type);
        using var batch = BatchedDistance.Of(heads.Weights, heads.Vectors, heads.Lengths);
        heads.Each((a, x, h, t) =>
        {
            void Same(double[] expected, Tensor actual) => BatchedRowsOfHeads.Equal(expected, BatchedRowsOfHeads.Row(actual, h, t, t + 2), tolerance * (t + 1));
            var bounds = DistanceBounds.AllN(a, x);
            Same(CumulativeDistance.AllN(a, x), batch.Cumulative);
            Same(ResultantDistance.AllN(a, x), batch.Resultant);
            Same(bounds.Published, batch.Published);
            Same(bounds.Sharp, batch.Sharp);
            Same(RandomSelection.MainSum(a, x), batch.MainSum);
            Same(RandomSelection.PlugIn(a, x), batch.PlugIn);
            Same(RandomSelection.UpperBound(a, x), batch.Upper);
        });
    }

    [Fact]
    public void Distances_in_another_order_are_those_of_its_first_tokens()
    {
        using var scope = NewDisposeScope();
        using var heads = new BatchedRowsOfHeads(ScalarType.Float64);
        var random = new Random(3);
        var orders = Enumerable.Range(0, 2 * BatchedRowsOfHeads.Length).Select(row =>
        {
            var own = Enumerable.Range(0, row % BatchedRowsOfHeads.Length + 1).ToArray();
            random.Shuffle(own);
            return own.Concat(Enumerable.Range(own.Length, BatchedRowsOfHeads.Length - own.Length)).Select(i => (long)i).ToArray();
        }).ToArray();
        var curves = BatchedDistance.CumulativeInOrder(heads.Weights, heads.Vectors, tensor(orders.SelectMany(o => o).ToArray(), heads.Weights.shape), heads.Lengths);
        heads.Each((a, x, h, t) =>
        {
            var order = orders[h * BatchedRowsOfHeads.Length + t].Select(i => (int)i).ToArray();
            BatchedRowsOfHeads.Equal([.. Enumerable.Range(0, t + 2).Select(n => CumulativeDistance.OfSubset(a, x, order.AsSpan(0, n)))], BatchedRowsOfHeads.Row(curves, h, t, t + 2), 1e-12);
        });
    }

    [Theory, InlineData(ScalarType.Float64, 1e-13), InlineData(ScalarType.Float32, 2e-6)]
    public void Entropy_and_Jacobian_norms_are_those_of_each_row(ScalarType type, double tolerance)
    {
        double[][] rows =
        [
            [0.4, 0.3, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0, 0], [1, 0, 0, 0], [1 - 3e-9, 1e-9, 2e-9, 0], [0, 0.1, 0.1, 0.8], [0.3, 0.3, 0.2, 0.2], [0.9, 0.05, 0.05, 0],
        ];
        using var scope = NewDisposeScope();
        var a = tensor(rows.SelectMany(r => r).ToArray(), [2, 4, 4], dtype: type);
        double[] Of(Tensor measure) => measure.flatten().to_type(ScalarType.Float64).data<double>().ToArray();
        var (entropy, spectral, frobenius, entry) = (Of(BatchedRows.Entropy(a)), Of(BatchedRows.JacobianSpectralNorm(a)), Of(BatchedRows.JacobianFrobeniusNorm(a)), Of(BatchedRows.JacobianLargestEntry(a)));
        for (var i = 0; i < rows.Length; i++)
        {
            Assert.Equal(EntropyBounds.Entropy(rows[i]), entropy[i], tolerance);
            // To relative precision: near a one-hot row the norm is 3e-9.
            void Same(double expected, double actual) => Assert.Equal(expected, actual, tolerance * expected);
            Same(SoftmaxJacobian.SpectralNorm(rows[i]), spectral[i]);
            Same(SoftmaxJacobian.FrobeniusNorm(rows[i]), frobenius[i]);
            Same(SoftmaxJacobian.LargestEntry(rows[i]), entry[i]);
        }
    }

    [Fact]
    public void The_outputs_norm_is_that_of_each_row()
    {
        using var scope = NewDisposeScope();
        using var heads = new BatchedRowsOfHeads(ScalarType.Float64);
        var norms = BatchedRows.OutputSpectralNorm(heads.Weights, heads.Vectors);
        heads.Each((a, x, h, t) => Assert.Equal(OutputJacobian.SpectralNorm(a, x), norms[h, t].item<double>(), 1e-9));
    }

    [Fact]
    public void Gaps_are_counted_as_in_each_row()
    {
        double[][] rows =
        [
            [3, 1, 0, -1, 2], [2, 2, 0, 0, 0], [0, -1, -1, -1, -1], [5, double.NegativeInfinity, 4, 4, 1], [1, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], [0, -Math.Log(2), -Math.Log(3), -Math.Log(4), -9],
        ];
        using var scope = NewDisposeScope();
        var (critical, gap, count) = BatchedRows.Gaps(tensor(rows.SelectMany(r => r).ToArray(), [2, 3, 5]));
        for (var i = 0; i < rows.Length; i++)
        {
            var expected = GapCounting.Of(rows[i]);
            Assert.Equal(expected.CriticalInverse, critical[i / 3, i % 3].item<double>(), 1e-12);
            Assert.Equal(expected.ContactGap, gap[i / 3, i % 3].item<double>(), 1e-12);
            Assert.Equal(expected.ContactCount, count[i / 3, i % 3].item<long>());
        }
    }
}

using TorchSharp;
using Workbook.Selection;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Selection;

public sealed class BatchedSelectionTests
{
    [Theory, InlineData(ScalarType.Float64, 1e-12), InlineData(ScalarType.Float32, 2e-6)]
    public void Mass_tail_and_errors_are_those_of_each_row(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var heads = new BatchedRowsOfHeads(type);
        var (mass, tail) = (BatchedSelection.Mass(heads.Weights, heads.Lengths), BatchedSelection.Tail(heads.Weights, heads.Lengths));
        var (deleting, renormalizing) = BatchedSelection.TruncationErrors(heads.Weights, heads.Vectors, heads.Lengths);
        Assert.Equal(type, mass.dtype);
        heads.Each((a, x, h, t) =>
        {
            BatchedRowsOfHeads.Equal(SelectedMass.AllN(a), BatchedRowsOfHeads.Row(mass, h, t, t + 2), tolerance);
            BatchedRowsOfHeads.Equal(SelectedMass.TailAllN(a), BatchedRowsOfHeads.Row(tail, h, t, t + 2), tolerance);
            var errors = TruncationError.AllN(a, x);
            BatchedRowsOfHeads.Equal([.. errors.Select(e => e.Deleting)], BatchedRowsOfHeads.Row(deleting, h, t, t + 2)[1..], tolerance);
            BatchedRowsOfHeads.Equal([.. errors.Select(e => e.Renormalizing)], BatchedRowsOfHeads.Row(renormalizing, h, t, t + 2)[1..], 10 * tolerance);
        });
    }

    [Fact]
    public void A_single_row_and_rows_without_lengths_work_too()
    {
        using var scope = NewDisposeScope();
        double[] a = [0.1, 0.5, 0.1, 0.3];
        var x = VectorSet.RandomUnit(4, 3, 2);
        var (deleting, _) = BatchedSelection.TruncationErrors(tensor(a), tensor(x.Values.ToArray(), [4, 3]));
        BatchedRowsOfHeads.Equal([.. TruncationError.AllN(a, x).Select(e => e.Deleting)], deleting.data<double>().ToArray()[1..], 1e-14);
        BatchedRowsOfHeads.Equal([0, 0.5, 0.8, 0.9, 1], BatchedSelection.Mass(tensor(a)).data<double>().ToArray(), 1e-14);
        Assert.Equal("weights", Assert.Throws<ArgumentException>(() => BatchedSelection.Mass(tensor([0.5, double.NaN]))).ParamName);
    }

    [Theory, InlineData(ScalarType.Float64), InlineData(ScalarType.Float32)]
    public void Separability_is_that_of_each_row(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var heads = new BatchedRowsOfHeads(type);
        int[] sizes = [1, 2, 3, 5, 8, 13];
        // Of queries with as many tokens as not: no distance of these rows lies at the radius.
        var radii = arange(1, BatchedRowsOfHeads.Length + 1, dtype: ScalarType.Float64) * 0.031;
        var batch = BatchedSeparability.At(heads.Weights, heads.Vectors, sizes, radii, heads.Lengths);
        heads.Each((a, x, h, t) =>
        {
            var listed = sizes.Count(n => n <= t + 1);
            var row = Separability.At(a, x, sizes[..listed], 0.031 * (t + 1));
            void Same(double[] expected, Tensor actual, double tolerance) => BatchedRowsOfHeads.Equal(expected, BatchedRowsOfHeads.Row(actual, h, t, listed), tolerance);
            Same(row.FixedRadius, batch.FixedRadius, 1e-6);
            Same(row.Nearest, batch.Nearest, 1e-6);
            Same(row.Median, batch.Median, 1e-6);
            if (t == 5)
                return;
            // Where weights of 0 lie at one point, rounding decides which of two equal distances is less.
            Same(row.NearestRadius, batch.NearestRadius, 1e-6);
            Same(row.MedianRadius, batch.MedianRadius, 1e-6);
            Same(row.Auc, batch.Auc, 1e-6);
        });
    }

    [Fact]
    public void Tokens_at_one_distance_tie()
    {
        // Three of four lie at 1/4 of the sum: two ties of four pairs, and none strictly nearer than the nearest.
        using var scope = NewDisposeScope();
        var batch = BatchedSeparability.At(tensor([0.25, 0.25, 0.25, 0.25]), tensor([1.0, 0, 0, 1, 1, 0, -1, 0], [4, 2]), [2], tensor(0.25));
        Assert.Equal(0.75, batch.Auc.item<double>());
        Assert.Equal(0, batch.NearestRadius.item<double>());
        Assert.Equal(1, batch.FixedRadius.item<double>());
        Assert.Equal(1, batch.MedianRadius.item<double>());
    }
}

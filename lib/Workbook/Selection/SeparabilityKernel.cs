using System.Numerics;
using System.Numerics.Tensors;

namespace Workbook.Selection;

/// <summary>The recursion of <see cref="DistanceKernel"/>, kept for selected tokens too, and the counts at each size.</summary>
/// <remarks>One instance a thread: it owns its working memory.</remarks>
// ||s_N − y_i||² = ||s_N||² + q_i with q_i = ||y_i||² − 2 y_i·s_N for every token, selected or not.
internal sealed class SeparabilityKernel(int capacity)
{
    private readonly double[] q = new double[GramMatrix.Padded(capacity)];
    private readonly double[] minusTwiceWeights = new double[GramMatrix.Padded(capacity)];
    private readonly double[] selected = new double[capacity];
    private readonly double[] rest = new double[capacity];

    /// <summary>Fills the curves at their sizes.</summary>
    public void Fill(ReadOnlySpan<double> weights, ReadOnlySpan<int> order, GramMatrix gram, double radius, SeparabilityCurves curves)
    {
        var length = weights.Length;
        var padded = GramMatrix.Padded(length);
        for (var i = 0; i < length; i++)
        {
            q[i] = weights[i] * weights[i] * gram[i, i];
            minusTwiceWeights[i] = -2 * weights[i];
        }

        minusTwiceWeights.AsSpan(length, padded - length).Clear();
        var norm2 = 0.0;
        var n = 0;
        for (var k = 0; k < curves.Sizes.Count && curves.Sizes[k] <= length; k++)
        {
            for (; n < curves.Sizes[k]; n++)
            {
                var token = order[n];
                var weight = weights[token];
                if (weight == 0)
                    continue;
                norm2 = Math.Max(0, norm2 - q[token] + 2 * weight * weight * gram[token, token]);
                Take(padded, weight, gram.Row(token));
            }

            if (n > 0)
                Count(order, n, norm2, radius, k, curves);
        }
    }

    private void Take(int padded, double weight, ReadOnlySpan<double> gramRow)
    {
        var lanes = Vector<double>.Count;
        var a = new Vector<double>(weight);
        for (var i = 0; i < padded; i += lanes)
        {
            var slice = q.AsSpan(i, lanes);
            Vector.FusedMultiplyAdd(new Vector<double>(minusTwiceWeights.AsSpan(i, lanes)) * a, new Vector<double>(gramRow.Slice(i, lanes)), new Vector<double>(slice)).CopyTo(slice);
        }
    }

    private void Count(ReadOnlySpan<int> order, int n, double norm2, double radius, int k, SeparabilityCurves curves)
    {
        var inside = selected.AsSpan(0, n);
        var outside = rest.AsSpan(0, order.Length - n);
        for (var rank = 0; rank < n; rank++)
            inside[rank] = Math.Max(0, norm2 + q[order[rank]]);
        for (var rank = n; rank < order.Length; rank++)
            outside[rank - n] = Math.Max(0, norm2 + q[order[rank]]);
        inside.Sort();
        curves.FixedRadius[k] = Share(inside, radius * radius, strictly: false);
        if (outside.IsEmpty)
        {
            (curves.NearestRadius[k], curves.MedianRadius[k]) = (1, 1);
            (curves.Nearest[k], curves.Median[k]) = (double.PositiveInfinity, double.PositiveInfinity);
            return;
        }

        var nearest = TensorPrimitives.Min<double>(outside);
        curves.Nearest[k] = Math.Sqrt(nearest);
        curves.NearestRadius[k] = Share(inside, nearest, strictly: true);
        var nearer = 0.0;
        foreach (var distance in outside)
            nearer += (Below(inside, distance, strictly: true) + Below(inside, distance, strictly: false)) / 2.0;
        curves.Auc[k] = nearer / ((double)n * outside.Length);
        var (median, square) = Middle(outside);
        curves.Median[k] = median;
        curves.MedianRadius[k] = Share(inside, square, strictly: false);
    }

    private static double Share(ReadOnlySpan<double> sorted, double limit, bool strictly) => Below(sorted, limit, strictly) / (double)sorted.Length;

    // How many are below the limit, or at most it.
    private static int Below(ReadOnlySpan<double> sorted, double limit, bool strictly)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < limit || (!strictly && sorted[middle] == limit))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The median distance from squared ones, and its square without rounding where it is one of them; the mean of the middle two when there is an even number. Reorders them.</summary>
    private static (double Median, double Square) Middle(Span<double> squares)
    {
        var upper = squares.Length / 2;
        Partition(squares, upper);
        var square = squares[upper];
        var lower = squares.Length % 2 == 1 ? square : TensorPrimitives.Max<double>(squares[..upper]);
        if (lower == square)
            return (Math.Sqrt(square), square);
        var median = (Math.Sqrt(square) + Math.Sqrt(lower)) / 2;
        return (median, median * median);
    }

    // Hoare's selection: afterwards values[k] is in its sorted place and nothing before it is greater.
    private static void Partition(Span<double> values, int k)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[(low + high) / 2];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i > j)
                    break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }

            if (k <= j)
                high = j;
            else if (k >= i)
                low = i;
            else
                break;
        }
    }
}

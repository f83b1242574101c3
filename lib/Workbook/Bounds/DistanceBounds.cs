using System.Numerics.Tensors;
using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>Bounds of the cumulative distance D of a selection: Theorem 1 (i) as published, sharper, and from both sides.</summary>
// The paper's Theorem 1 (i); theory section 2.
public static class DistanceBounds
{
    /// <summary>Theorem 1 (i) (P): (1−A)d_1 + [(L−N)A − (1−A)] max_I ||x_j||, d_1 = max over i outside, j inside of ||x_i − x_j||.</summary>
    /// <remarks>A bound when every weight outside is at most A, as in the top-N set with N ≥ 1; for an arbitrary set it can fail and even be negative.</remarks>
    /// <param name="weights">a, [L], summing to 1.</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="selected">I, each token once, at least one.</param>
    public static double Published(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<int> selected)
    {
        var parts = SelectionParts.Of(weights, vectors, selected);
        if (parts.Outside.Length == 0)
            return 0;
        var farthest = 0.0;
        var longest = 0.0;
        foreach (var j in selected)
        {
            longest = Math.Max(longest, OrderedSums.Norm(vectors[j]));
            foreach (var i in parts.Outside)
                farthest = Math.Max(farthest, OrderedSums.Distance(vectors[i], vectors[j]));
        }

        return parts.LeftOut * farthest + (parts.Outside.Length * parts.Mass - parts.LeftOut) * longest;
    }

    /// <summary>Sharper (S): Σ_out a_i ||x_i − h|| + Σ_out |A − a_i| ||h||, h = s/A. Holds for any set; for the top-N set never above the published form.</summary>
    /// <param name="weights">a, [L], summing to 1.</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="selected">I, each token once. With A = 0 the distance itself, Σ_out ||y_i||, is given.</param>
    public static double Sharp(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<int> selected)
    {
        var parts = SelectionParts.Of(weights, vectors, selected);
        if (parts.Mass == 0)
            return parts.OutsideNorms;
        var centre = new double[vectors.Width];
        TensorPrimitives.Divide(parts.Context, parts.Mass, centre);
        var norm = OrderedSums.Norm<double>(centre);
        var sum = 0.0;
        foreach (var i in parts.Outside)
            sum += weights[i] * OrderedSums.Distance(vectors[i], centre) + Math.Abs(parts.Mass - weights[i]) * norm;
        return sum;
    }

    /// <summary>Two-sided (S), any set: |D − (L−N)||s||| ≤ Σ_out ||y_i||. So D measures the length of s, up to R.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="selected">I, each token once.</param>
    public static Interval TwoSided(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<int> selected)
    {
        var parts = SelectionParts.Of(weights, vectors, selected);
        var centre = parts.Outside.Length * OrderedSums.Norm<double>(parts.Context);
        return new Interval(Math.Max(0, centre - parts.OutsideNorms), centre + parts.OutsideNorms);
    }

    /// <summary>In Lemma 1's regime D_N ≤ (C2 N + 1) R: bounded in L at fixed N.</summary>
    /// <param name="n">N.</param>
    /// <param name="upperConstant">C2 of Lemma 1: a_i ≤ C2/L.</param>
    /// <param name="radius">R = max ||x_i||.</param>
    public static double FixedSizeCeiling(int n, double upperConstant, double radius) => (upperConstant * n + 1) * radius;

    /// <summary>All bounds of the top-N selection for every N at once, O(L² d).</summary>
    /// <param name="weights">a, [L], summing to 1.</param>
    /// <param name="vectors">x, [L, d].</param>
    public static DistanceBoundCurves AllN(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var order = TopOrder.Of(weights);
        var mass = SelectedMass.AllN(weights);
        var left = SelectedMass.TailAllN(weights);
        var length = order.Length;
        var curves = new DistanceBoundCurves(new double[length + 1], new double[length + 1], new double[length + 1], new double[length + 1]);

        // From the last N down, Σ_out ||y_i|| grows token by token without cancellation.
        for (var n = length - 1; n >= 0; n--)
            curves.OutsideNorms[n] = curves.OutsideNorms[n + 1] + weights[order[n]] * OrderedSums.Norm(vectors[order[n]]);
        curves.Published[0] = curves.Sharp[0] = curves.OutsideNorms[0];

        var farthest = new double[length];
        var s = new double[vectors.Width];
        var longest = 0.0;
        for (var n = 1; n < length; n++)
        {
            var taken = order[n - 1];
            TensorPrimitives.MultiplyAdd(vectors[taken], weights[taken], s, s);
            longest = Math.Max(longest, OrderedSums.Norm(vectors[taken]));
            var h = s.Select(v => v / mass[n]).ToArray();
            var spread = 0.0;
            var around = 0.0;
            for (var rank = n; rank < length; rank++)
            {
                var i = order[rank];
                farthest[i] = Math.Max(farthest[i], OrderedSums.Distance(vectors[i], vectors[taken]));
                spread = Math.Max(spread, farthest[i]);
                around += weights[i] * OrderedSums.Distance<double>(vectors[i], h);
            }

            var factor = (length - n) * mass[n] - left[n];
            curves.Published[n] = left[n] * spread + factor * longest;
            curves.Sharp[n] = around + factor * OrderedSums.Norm<double>(h);
            curves.Centre[n] = (length - n) * OrderedSums.Norm<double>(s);
        }

        return curves;
    }

    /// <summary>What every bound of one selection needs.</summary>
    private sealed record SelectionParts(double Mass, double LeftOut, double[] Context, int[] Outside, double OutsideNorms)
    {
        public static SelectionParts Of(ReadOnlySpan<double> weights, VectorSet vectors, ReadOnlySpan<int> selected)
        {
            var context = ContextVector.OfSubset(weights, vectors, selected);
            var isSelected = new bool[weights.Length];
            var mass = 0.0;
            foreach (var i in selected)
            {
                isSelected[i] = true;
                mass += weights[i];
            }

            var outside = Enumerable.Range(0, isSelected.Length).Where(i => !isSelected[i]).ToArray();
            var left = 0.0;
            var norms = 0.0;
            foreach (var i in outside)
            {
                left += weights[i];
                norms += weights[i] * OrderedSums.Norm(vectors[i]);
            }

            return new SelectionParts(mass, left, context, outside, norms);
        }
    }
}

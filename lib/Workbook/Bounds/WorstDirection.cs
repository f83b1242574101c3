namespace Workbook.Bounds;

/// <summary>The direction of the logits in which softmax's weights move most.</summary>
// Theory section 4: J's top eigenvector. (a_i − λ) v_i is proportional to a_i when λ = T||J||_2 is an eigenvalue of diag(a) − a aᵀ.
public static class WorstDirection
{
    /// <summary>The unit eigenvector of J to its greatest eigenvalue.</summary>
    /// <param name="weights">a, [L], L ≥ 2.</param>
    /// <param name="spectralNorm">T||J||_2, from <see cref="SoftmaxJacobian.SpectralNorm"/> at T = 1.</param>
    /// <param name="direction">Receives v, [L], ||v||_2 = 1; zeros for a one-hot row.</param>
    public static void Fill(ReadOnlySpan<double> weights, double spectralNorm, Span<double> direction)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, 2, nameof(weights));
        direction = direction[..weights.Length];
        direction.Clear();
        if (spectralNorm <= 0)
            return;
        var (first, second) = TopTwo(weights);
        // λ lies between the two largest weights; where they meet, only they move.
        if (weights[first] - weights[second] <= 1e-9 * weights[first])
        {
            (direction[first], direction[second]) = (Math.Sqrt(0.5), -Math.Sqrt(0.5));
            return;
        }

        var square = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var gap = weights[i] - spectralNorm;
            direction[i] = gap == 0 ? 0 : weights[i] / gap;
            square += direction[i] * direction[i];
        }

        if (!double.IsFinite(square) || square == 0)
        {
            direction.Clear();
            (direction[first], direction[second]) = (Math.Sqrt(0.5), -Math.Sqrt(0.5));
            return;
        }

        var scale = 1 / Math.Sqrt(square);
        foreach (ref var entry in direction)
            entry *= scale;
    }

    private static (int First, int Second) TopTwo(ReadOnlySpan<double> weights)
    {
        var (first, second) = weights[0] >= weights[1] ? (0, 1) : (1, 0);
        for (var i = 2; i < weights.Length; i++)
        {
            if (weights[i] > weights[first])
                (first, second) = (i, first);
            else if (weights[i] > weights[second])
                second = i;
        }

        return (first, second);
    }
}

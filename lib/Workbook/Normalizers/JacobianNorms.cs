using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>||J||_2 of every row of a batch, O(L) a row and step, without any L by L matrix.</summary>
internal static class JacobianNorms
{
    private const int MostSteps = 400;
    private const int CheckEvery = 8;

    /// <summary>The norm of a diagonal J.</summary>
    /// <param name="diagonal">[..., L].</param>
    /// <returns>[..., 1].</returns>
    public static torch.Tensor Diagonal(torch.Tensor diagonal) => diagonal.abs().amax([-1], keepdim: true);

    /// <summary>The norm of J = diag(u) − (1 − s) u uᵀ/Σu, u ≥ 0: the greatest root of a secular equation.</summary>
    /// <param name="u">[..., L], float64, zero at masked tokens.</param>
    /// <param name="free">s, [..., 1], in 0 … 1; none is 0.</param>
    /// <returns>[..., 1].</returns>
    public static torch.Tensor RankOne(torch.Tensor u, torch.Tensor? free = null)
    {
        var length = (int)u.shape[^1];
        var values = u.cpu().contiguous().data<double>().ToArray();
        var shares = free?.cpu().contiguous().data<double>().ToArray();
        var norms = new double[values.Length / length];
        Parallel.For(0, norms.Length, row => norms[row] = SecularRoot.Largest(values.AsSpan(row * length, length), shares?[row] ?? 0));
        return torch.tensor(norms, [.. u.shape.SkipLast(1), 1]).to(u.device);
    }

    /// <summary>The norm by Golub-Kahan bidiagonalization (1965): J v from the formula, Jᵀ u from autograd.</summary>
    /// <param name="normalizer">Whose J.</param>
    /// <param name="logits">l, [..., L].</param>
    /// <returns>[...], dtype of the logits.</returns>
    public static torch.Tensor ByIteration(INormalizer normalizer, torch.Tensor logits)
    {
        LogitRows.Check(logits);
        using var scope = torch.NewDisposeScope();
        if (logits.numel() == 0)
            return torch.zeros([.. logits.shape.SkipLast(1)], dtype: logits.dtype, device: logits.device).MoveToOuterDisposeScope();
        using var gradient = torch.enable_grad();
        var l = logits.detach().to_type(torch.ScalarType.Float64).requires_grad_(true);
        var a = normalizer.Weights(l);
        var (alphas, betas) = (new List<double[]>(), new List<double[]>());
        var v = Start(l);
        var (u, beta) = (torch.zeros_like(v), torch.zeros_like(v.narrow(-1, 0, 1)));
        var largest = torch.zeros_like(beta);
        double[]? norms = null;
        for (var step = 1; step <= MostSteps; step++)
        {
            using var inner = torch.NewDisposeScope();
            (var nextU, var alpha) = Unit(normalizer.JacobianVectorProduct(l.detach(), v) - u * beta, largest);
            (var nextV, var nextBeta) = Unit(torch.autograd.grad([a], [l], [nextU], retain_graph: true)[0] - v * alpha, alpha.maximum(largest));
            alphas.Add(alpha.cpu().data<double>().ToArray());
            betas.Add(nextBeta.cpu().data<double>().ToArray());
            largest = largest.maximum(alpha).maximum(nextBeta).MoveToOuterDisposeScope();
            (u, v, beta) = (nextU.MoveToOuterDisposeScope(), nextV.MoveToOuterDisposeScope(), nextBeta.MoveToOuterDisposeScope());
            if (step % CheckEvery != 0 && step < l.shape[^1])
                continue;
            var now = Bidiagonal.Norms(alphas, betas);
            var done = norms is not null && now.Zip(norms).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-13 * pair.First);
            norms = now;
            if (done)
                break;
        }

        return torch.tensor(norms!, [.. logits.shape.SkipLast(1)]).to(logits.device).to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    // The same seeded direction in every row.
    private static torch.Tensor Start(torch.Tensor logits)
    {
        var random = new Random(1);
        var row = Enumerable.Range(0, (int)logits.shape[^1]).Select(_ => random.NextDouble() + 0.5).Select(x => random.Next(2) == 0 ? x : -x).ToArray();
        var v = torch.tensor(row).to(logits.device).expand(logits.shape).masked_fill(logits.detach().isneginf(), Constant.Zero);
        return Unit(v, torch.zeros_like(v.narrow(-1, 0, 1))).Direction;
    }

    // What is left after a row's space is used up is rounding: nothing, and the row is done.
    private static (torch.Tensor Direction, torch.Tensor Length) Unit(torch.Tensor values, torch.Tensor largest)
    {
        var vector = values.detach();
        var length = vector.square().sum(-1, keepdim: true).sqrt();
        var ended = length <= largest * Constant.Of(1e-14) + Constant.Of(1e-150);
        return ((vector / length.clamp_min(Constant.Of(1e-150))).masked_fill(ended, Constant.Zero), length.masked_fill(ended, Constant.Zero));
    }
}

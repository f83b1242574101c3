using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>What a tensor of logits must be, checked once at the door.</summary>
internal static class LogitRows
{
    /// <summary>Throws unless the logits are rows of floating-point numbers, each finite or −∞.</summary>
    /// <param name="logits">l, [..., L].</param>
    /// <param name="name">The caller's name for them.</param>
    /// <exception cref="ArgumentException">They are not; the message names the first bad row.</exception>
    public static void Check(torch.Tensor logits, string name = "logits")
    {
        CheckType(logits, name);
        if (logits.numel() == 0)
            return;
        using var max = Max(logits, name);
    }

    /// <summary>Throws unless these are rows of floating-point numbers.</summary>
    /// <param name="logits">l, [..., L].</param>
    /// <param name="name">The caller's name for them.</param>
    public static void CheckType(torch.Tensor logits, string name = "logits")
    {
        ArgumentNullException.ThrowIfNull(logits, name);
        if (!logits.is_floating_point())
            throw new ArgumentException($"The {name} must be floating point, not {logits.dtype}.", name);
        if (logits.dim() == 0)
            throw new ArgumentException($"The {name} must be rows, [..., L], not a single number.", name);
    }

    /// <summary>The largest logit of every row, a constant to autograd; throws where it is no logit.</summary>
    /// <param name="logits">l, [..., L], L at least 1, floating point.</param>
    /// <param name="name">The caller's name for them.</param>
    /// <returns>[..., 1].</returns>
    public static torch.Tensor Max(torch.Tensor logits, string name = "logits")
    {
        using var scope = torch.NewDisposeScope();

        // A NaN is its row's maximum.
        var max = logits.detach().amax([-1], keepdim: true);
        var bad = max.isnan().logical_or(max.isposinf());
        if (bad.any().item<bool>())
            throw Bad(logits.shape, bad.flatten().nonzero()[0, 0].item<long>(), name);
        return max.MoveToOuterDisposeScope();
    }

    /// <summary>The refusal of one row.</summary>
    /// <param name="shape">[..., L].</param>
    /// <param name="row">The row's number, counted through all leading dimensions.</param>
    /// <param name="name">The caller's name for the logits.</param>
    public static ArgumentException Bad(long[] shape, long row, string name = "logits")
    {
        var index = new long[shape.Length - 1];
        for (var d = index.Length - 1; d >= 0; d--)
            (row, index[d]) = Math.DivRem(row, shape[d]);
        var where = index.Length == 0 ? "The row" : $"Row [{string.Join(", ", index)}]";
        return new ArgumentException($"{where} of the {name} holds NaN or +∞; each must be finite, or −∞ where a token is masked.", name);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>The sparse normalizers on tensors in the processor's memory: one row after another, all cores, no sorting.</summary>
internal static class SparseKernel
{
    private const int RowsAtOnce = 16;

    /// <summary>Whether a tensor's weights may be taken here: floating point in the processor's memory, no gradient asked.</summary>
    /// <param name="logits">l, [..., L].</param>
    public static bool Applies(torch.Tensor logits) =>
        logits.device_type == DeviceType.CPU
        && logits.is_floating_point()
        && logits.dim() > 0
        && logits.numel() is > 0 and < int.MaxValue / sizeof(double)
        && !(logits.requires_grad && torch.is_grad_enabled());

    /// <summary>a = u/Σu, u = [x − τ]+^exponent, Σ [x − τ]+^power = 1, x = scale (l − max l).</summary>
    /// <param name="logits">l, [..., L], for which <see cref="Applies"/>.</param>
    /// <param name="scale">Of every row, or of the tokens that a row sees.</param>
    /// <param name="power">Above 0.</param>
    /// <param name="exponent">Above 0.</param>
    /// <returns>a, [..., L], type of the logits.</returns>
    /// <exception cref="ArgumentException">A row, named, holds NaN or +∞.</exception>
    public static torch.Tensor Weights(torch.Tensor logits, SparseRow.RowScale scale, double power, double exponent)
    {
        using var scope = torch.NewDisposeScope();
        using var constant = torch.no_grad();
        var narrow = logits.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16;
        var source = (narrow ? logits.to_type(torch.ScalarType.Float32) : logits).contiguous();
        var weights = torch.empty_like(source);
        var bad = source.dtype == torch.ScalarType.Float64
            ? Fill<double>(source, weights, scale, power, exponent)
            : Fill<float>(source, weights, scale, power, exponent);
        if (bad is { } row)
            throw LogitRows.Bad(logits.shape, row);
        return weights.to_type(logits.dtype).MoveToOuterDisposeScope();
    }

    private static unsafe long? Fill<T>(torch.Tensor logits, torch.Tensor weights, SparseRow.RowScale scale, double power, double exponent)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        // Native memory, which no collection moves; both tensors outlive the loop.
        var from = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(logits.bytes));
        var to = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(weights.bytes));
        var length = (int)logits.shape[^1];
        var rows = (int)(logits.numel() / length);
        var bad = long.MaxValue;
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, block =>
        {
            for (var row = block * RowsAtOnce; row < Math.Min(rows, (block + 1) * RowsAtOnce); row++)
            {
                var offset = (long)row * length;
                if (!SparseRow.TryFill(new ReadOnlySpan<T>(from + offset, length), new Span<T>(to + offset, length), scale, power, exponent))
                    Keep(ref bad, row);
            }
        });
        GC.KeepAlive(logits);
        GC.KeepAlive(weights);
        return bad == long.MaxValue ? null : bad;
    }

    // The first of all bad rows, whichever thread met it.
    private static void Keep(ref long least, long row)
    {
        long seen;
        while (row < (seen = Interlocked.Read(ref least)) && Interlocked.CompareExchange(ref least, row, seen) != seen)
        {
        }
    }
}

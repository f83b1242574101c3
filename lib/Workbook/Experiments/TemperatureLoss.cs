using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>A model's loss as a function of one temperature for all of its heads.</summary>
public static class TemperatureLoss
{
    // ln T is then known to about a hundredth: golden sections shrink a bracket by 0.618 each.
    private const double Precision = 0.01;
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>The mean loss at one temperature, nats a token.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, at least two.</param>
    /// <param name="temperature">T.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    public static double At(Gpt2Model model, IReadOnlyList<int> ids, double temperature, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        NextTokenCost.CheckIds(ids);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var edit = temperature == 1 ? null : AttentionEdit.Temperature(temperature);
        using var input = LayerwiseRun.Ids(model, ids);
        var stream = model.Embed(input);
        foreach (var block in model.Blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = block.forward(stream, edit);
            stream.Dispose();
            stream = next;
        }

        return NextTokenCost.Losses(model, ids, stream).AsSpan().Mean();
    }

    /// <summary>The temperature of least loss: the best of a grid, then golden sections of ln T between its neighbours.</summary>
    /// <param name="loss">The loss at a temperature.</param>
    /// <param name="grid">Temperatures and losses that are known, by temperature, at least two.</param>
    /// <returns>T, the loss there, and whether it stands at an end of the grid.</returns>
    public static (double Temperature, double Loss, bool AtEdge) Least(Func<double, double> loss, IReadOnlyList<(double Temperature, double Loss)> grid)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfLessThan(grid.Count, 2, nameof(grid));
        var best = Enumerable.Range(0, grid.Count).MinBy(k => grid[k].Loss);
        var low = Math.Log(grid[Math.Max(best - 1, 0)].Temperature);
        var high = Math.Log(grid[Math.Min(best + 1, grid.Count - 1)].Temperature);
        var found = grid[best];
        double Try(double at)
        {
            var (temperature, here) = (Math.Exp(at), loss(Math.Exp(at)));
            if (here < found.Loss)
                found = (temperature, here);
            return here;
        }

        var (left, right) = (high - Golden * (high - low), low + Golden * (high - low));
        var (leftLoss, rightLoss) = (Try(left), Try(right));
        while (high - low > Precision)
        {
            if (leftLoss < rightLoss)
            {
                (high, right, rightLoss) = (right, left, leftLoss);
                left = high - Golden * (high - low);
                leftLoss = Try(left);
            }
            else
            {
                (low, left, leftLoss) = (left, right, rightLoss);
                right = low + Golden * (high - low);
                rightLoss = Try(right);
            }
        }

        var atEdge = found.Temperature == grid[0].Temperature || found.Temperature == grid[^1].Temperature;
        return (found.Temperature, found.Loss, atEdge);
    }
}

using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>Many instances of one shape as tensors in float64, for the differentiable form of a claim.</summary>
/// <remarks>Logits and steps are held in units of the temperature. What its members return belongs to the caller's dispose scope.</remarks>
public sealed class RowBatch
{
    /// <summary>Makes a batch of instances.</summary>
    /// <param name="instances">At least one; all of one length and one width.</param>
    public RowBatch(IReadOnlyList<Instance> instances)
    {
        ArgumentNullException.ThrowIfNull(instances);
        ArgumentOutOfRangeException.ThrowIfZero(instances.Count);
        var (count, length, width) = (instances.Count, instances[0].Length, instances[0].Vectors[0].Length);
        Scaled = Pack(instances.SelectMany(x => x.Logits.Select(l => (l - x.Logits.Max()) / x.Temperature)), count, length);
        LogTemperature = Pack(instances.Select(x => Math.Log(x.Temperature)), count);
        Vectors = Pack(instances.SelectMany(x => x.Vectors.SelectMany(v => v)), count, length, width);
        Selected = Pack(instances.SelectMany(x => x.Selected.Select(s => s ? 1.0 : 0)), count, length);
        Step = Pack(instances.SelectMany(x => x.Step.Select(e => e / x.Temperature)), count, length);
        LogAmount = Pack(instances.Select(x => Math.Log(x.Amount)), count);
    }

    /// <summary>l/T, [B, L]; free to be moved.</summary>
    public Tensor Scaled { get; internal set; }

    /// <summary>ln T, [B].</summary>
    public Tensor LogTemperature { get; internal set; }

    /// <summary>x, [B, L, d].</summary>
    public Tensor Vectors { get; internal set; }

    /// <summary>1 for a token of the arbitrary selection, else 0, [B, L].</summary>
    public Tensor Selected { get; }

    /// <summary>e/T, [B, L].</summary>
    public Tensor Step { get; internal set; }

    /// <summary>The logarithm of the positive number, [B].</summary>
    public Tensor LogAmount { get; internal set; }

    /// <summary>L.</summary>
    public long Length => Scaled.shape[1];

    /// <summary>The softmax weights a, [B, L].</summary>
    public Tensor Weights => nn.functional.softmax(Scaled, -1);

    /// <summary>The weights after the step, [B, L].</summary>
    public Tensor Moved => nn.functional.softmax(Scaled + Step, -1);

    /// <summary>T, [B].</summary>
    public Tensor Temperature => LogTemperature.exp();

    /// <summary>The positive number, [B].</summary>
    public Tensor Amount => LogAmount.exp();

    /// <summary>D = (max l − min l)/T, [B].</summary>
    public Tensor Spread => Scaled.amax([-1]) - Scaled.amin([-1]);

    /// <summary>y_i = a_i x_i, [B, L, d].</summary>
    public Tensor Y => Weights.unsqueeze(-1) * Vectors;

    /// <summary>N, the size of the selection, [B].</summary>
    public Tensor Size => Selected.sum(-1);

    /// <summary>1 for a token of the top-N selection of the same size, else 0, [B, L]; no gradient passes.</summary>
    public Tensor Top
    {
        get
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();

            // The rank of a token: how many stand before it, by greater logit or by lower index at a tie.
            var (mine, other) = (Scaled.unsqueeze(2), Scaled.unsqueeze(1));
            var index = arange(Length, dtype: ScalarType.Float64);
            var earlier = index.unsqueeze(0).lt(index.unsqueeze(1));
            var before = other.gt(mine).logical_or(other.eq(mine).logical_and(earlier));
            return before.sum(-1).to_type(ScalarType.Float64).lt(Size.unsqueeze(-1)).to_type(ScalarType.Float64).MoveToOuterDisposeScope();
        }
    }

    /// <summary>R = max ||x_i||, [B].</summary>
    public Tensor Radius => Norm(Vectors).amax([-1]);

    /// <summary>||v|| over the last dimension, smooth at 0.</summary>
    /// <param name="v">[..., d].</param>
    public static Tensor Norm(Tensor v)
    {
        ArgumentNullException.ThrowIfNull(v);
        return (v.square().sum(-1) + Constant.Of(1e-30)).sqrt();
    }

    /// <summary>Σ of the values over a selection, [B]; for [B, L, d] values [B, d].</summary>
    /// <param name="values">[B, L] or [B, L, d].</param>
    /// <param name="mask">[B, L].</param>
    public static Tensor Over(Tensor values, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(mask);
        return values.dim() == 3 ? (values * mask.unsqueeze(-1)).sum(1) : (values * mask).sum(1);
    }

    /// <summary>The batch as instances.</summary>
    public Instance[] ToInstances()
    {
        var (count, length) = ((int)Scaled.shape[0], (int)Length);
        var width = (int)Vectors.shape[2];
        double[] scaled = Values(Scaled), temperature = Values(LogTemperature), vectors = Values(Vectors), selected = Values(Selected), step = Values(Step), amount = Values(LogAmount);
        return [.. Enumerable.Range(0, count).Select(b =>
        {
            var t = Math.Exp(temperature[b]);
            return new Instance(
                [.. Enumerable.Range(b * length, length).Select(i => scaled[i] * t)],
                t,
                [.. Enumerable.Range(b * length, length).Select(i => vectors[(i * width)..((i + 1) * width)])],
                [.. Enumerable.Range(b * length, length).Select(i => selected[i] > 0.5)],
                [.. Enumerable.Range(b * length, length).Select(i => step[i] * t)])
            {
                Amount = Math.Exp(amount[b]),
            };
        })];
    }

    private static Tensor Pack(IEnumerable<double> values, params long[] shape) => tensor(values.ToArray()).reshape(shape);

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().data<double>().ToArray();
    }
}

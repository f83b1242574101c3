using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Tests.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>Slow forms: the whole model run again with an edit, loss and divergence by their definitions in float64.</summary>
internal static class EditedForward
{
    public static readonly int[] Ids = [5, 250, 256, 17, 99, 5, 1, 0, 40, 7, 7, 201, 33, 12, 90, 61];

    public static Gpt2Model Model(int seed = 3)
    {
        manual_seed(seed);
        var model = new Gpt2Model(RandomCheckpoint.Config);
        model.eval();
        return model;
    }

    /// <summary>The residual stream before a layer, [L, d].</summary>
    public static Tensor Before(Gpt2Model model, int layer)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var stream = model.Embed(Input);
        foreach (var block in model.Blocks.Take(layer)) stream = block.forward(stream);
        return stream.squeeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Loss and divergence at every position but the last.</summary>
    public static (double[] Loss, double[] Divergence) Cost(Gpt2Model model, AttentionEdit? edit)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var own = LogProbabilities(model.forward(Input));
        var changed = LogProbabilities(model.forward(Input, edit));
        var loss = Enumerable.Range(0, Ids.Length - 1).Select(t => -changed[t][Ids[t + 1]]);
        var divergence = Enumerable.Range(0, Ids.Length - 1).Select(t => own[t].Zip(changed[t], (p, q) => Math.Exp(p) * (p - q)).Sum());
        return ([.. loss], [.. divergence]);
    }

    public static Tensor Input => tensor(Ids.Select(id => (long)id).ToArray()).unsqueeze(0);

    private static double[][] LogProbabilities(Tensor logits)
    {
        var rows = logits.squeeze(0).to_type(ScalarType.Float64).log_softmax(-1);
        return [.. Enumerable.Range(0, Ids.Length).Select(t => rows[t].data<double>().ToArray())];
    }

    /// <summary>Softmax of which only the N largest weights are kept, row by row, the rest deleted.</summary>
    public sealed class Deleting(int size) : INormalizer
    {
        public string Name => "deleting";

        public NormalizerProperties Properties => new() { SumsToOne = false, Reference = "this test" };

        public Tensor Weights(Tensor logits)
        {
            var flat = logits.softmax(-1).reshape(-1, logits.shape[^1]).to_type(ScalarType.Float64);
            for (var row = 0; row < flat.shape[0]; row++)
            {
                var dropped = flat[row].data<double>().ToArray().Index().OrderByDescending(w => w.Item).ThenBy(w => w.Index).Skip(size);
                foreach (var (token, _) in dropped) flat[row][token] = 0;
            }

            return flat.reshape(logits.shape).to_type(logits.dtype);
        }

        public Tensor JacobianVectorProduct(Tensor logits, Tensor direction) => throw new NotSupportedException();
    }
}

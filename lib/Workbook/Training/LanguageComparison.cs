using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Training;

/// <summary>Loss of a model and of a Kneser-Ney 3-gram model on the same held-out tokens.</summary>
/// <param name="ModelLoss">Nats a token.</param>
/// <param name="TrigramLoss">Nats a token.</param>
/// <param name="Tokens">Held-out tokens scored; the first two of each row are context for both.</param>
/// <param name="TrigramTokens">Tokens that the 3-gram model was counted on.</param>
public sealed record LanguageComparison(double ModelLoss, double TrigramLoss, int Tokens, int TrigramTokens)
{
    private const int HeldOutSeed = 1_900_000_000;
    private const int TrigramSeed = 1_950_000_000;

    /// <summary>Scores both on generated stories that neither has read.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="tokens">Held-out tokens.</param>
    /// <param name="trigramTokens">Tokens of the same generator for the 3-gram model.</param>
    /// <param name="stop">Ends the measurement.</param>
    public static LanguageComparison Measure(
        Gpt2Model model,
        Gpt2Tokenizer tokenizer,
        int tokens = 131_072,
        int trigramTokens = 4_000_000,
        CancellationToken stop = default)
    {
        var text = new TrainingText(tokenizer);
        var context = model.Config.ContextLength;
        var trigram = new KneserNeyTrigram(text.Stream(TrigramSeed, trigramTokens, context), tokenizer.VocabularySize);
        using var mode = inference_mode();
        var (modelSum, trigramSum, count) = (0.0, 0.0, 0);
        foreach (var row in text.Stream(HeldOutSeed, tokens, context).Chunk(context).Where(row => row.Length > 2))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var ids = tensor(row.Select(id => (long)id).ToArray()).unsqueeze(0);
            var logits = model.forward(ids[.., ..^1])[0, 1..];
            modelSum += nn.functional.cross_entropy(logits, ids[0, 2..], reduction: nn.Reduction.Sum).item<float>();
            trigramSum += trigram.Loss(row) * (row.Length - 2);
            count += row.Length - 2;
        }

        return new LanguageComparison(modelSum / count, trigramSum / count, count, trigramTokens);
    }
}

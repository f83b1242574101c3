using Workbook.Charts;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 12.</summary>
public static class SelectionExercises
{
    /// <summary>12.1: KL of two distributions that differ in one token's probability and share the rest alike.</summary>
    public static FunctionExercise<(double Own, double Changed)> Divergence { get; } = Exercise.Function<(double Own, double Changed)>(
        "12.1",
        x => x.Own * Math.Log(x.Own / x.Changed) + (1 - x.Own) * Math.Log((1 - x.Own) / (1 - x.Changed)),
        x => $"p = {NumberText.Show(x.Own)}, p' = {NumberText.Show(x.Changed)}",
        [(0.5, 0.25), (0.9, 0.5), (0.3, 0.6)],
        random => (0.02 + 0.96 * random.NextDouble(), 0.02 + 0.96 * random.NextDouble()),
        (x => Math.Log(x.Own / x.Changed), "That is the rise of the loss on the right token; the divergence is a mean over all tokens."),
        (x => x.Own * Math.Log(x.Own / x.Changed), "The other tokens change too: together from 1 − p to 1 − p'."),
        (x => x.Changed * Math.Log(x.Changed / x.Own) + (1 - x.Changed) * Math.Log((1 - x.Changed) / (1 - x.Own)), "The mean is over the model's own distribution p, not over the changed one."));
}

using Workbook.Charts;

namespace Workbook.Claims.Exercises;

/// <summary>The exercises of chapter 13.</summary>
public static class AtlasExercises
{
    /// <summary>13.1: T||J||₂ of a row with one weight s and L − 1 equal others.</summary>
    public static FunctionExercise<(double Sink, int Length)> SinkSensitivity { get; } = Exercise.Function<(double Sink, int Length)>(
        "13.1",
        x => Math.Max(x.Sink * (1 - x.Sink) * x.Length / (x.Length - 1), (1 - x.Sink) / (x.Length - 1)),
        x => $"s = {NumberText.Show(x.Sink)}, L = {x.Length}",
        [(0.5, 4), (0.9, 11), (0.4, 3)],
        random => random.Next(3, 2000) is var length ? (1.0 / length + (1 - 1.0 / length) * (0.02 + 0.96 * random.NextDouble()), length) : default,
        (x => x.Sink * (1 - x.Sink), "That is an entry on the diagonal; the eigenvector moves the other tokens too."),
        (x => (1 - x.Sink) / (x.Length - 1), "That trades the equal tokens among themselves; is trading them against the sink less?"),
        (x => 2 * x.Sink * (1 - x.Sink), "That would be two tokens: here L − 1 share what the sink leaves."));
}

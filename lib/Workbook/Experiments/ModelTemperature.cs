using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Experiment 5 through the model: how strongly does its loss react to each head's logits as the temperature changes, and at which temperature is the loss least?</summary>
// Theory section 4; the temperature that a model prefers: Demir and Dogan, arXiv 2511.01292.
public sealed class ModelTemperature : IExperiment
{
    /// <inheritdoc/>
    public string Name => "temperature";

    /// <inheritdoc/>
    public string Summary => "Loss and its gradient with respect to every head's logits against the temperature, and the temperature of least loss.";

    /// <inheritdoc/>
    public bool NeedsModel => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(ExperimentOptions.Lengths), nameof(ExperimentOptions.Temperatures)];

    /// <inheritdoc/>
    public TraceParts Needs(ExperimentOptions options) => TraceParts.None;

    /// <inheritdoc/>
    public ExperimentPiece Measure(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // One backward pass serves all layers: everything is measured with the whole text.
        return new(input.Text.Name, input.Layer, []);
    }

    /// <inheritdoc/>
    public ExperimentPiece? MeasureText(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (model, text, options) = (ModelSelectionCost.ModelOf(input), input.Text, input.Options);
        var (gradients, losses) = (new List<LogitGradientRow>(), new List<TemperatureLossRow>());
        foreach (var temperature in options.Temperatures)
        {
            var (lengths, loss) = LogitGradients.Of(model, text.Ids, temperature, options.Cancellation);
            gradients.AddRange(LogitGradients.Summaries(text.Name, temperature, lengths));
            losses.Add(new(text.Name, temperature, loss, text.Ids.Count - 1));
        }

        var tables = new List<RowTable> { new RowTable<LogitGradientRow>("rows", gradients), new RowTable<TemperatureLossRow>("loss", losses) };
        if (losses.Count > 1)
        {
            double Loss(double temperature) => TemperatureLoss.At(model, text.Ids, temperature, options.Cancellation);
            var least = TemperatureLoss.Least(Loss, [.. losses.OrderBy(l => l.Temperature).Select(l => (l.Temperature, l.Loss))]);
            tables.Add(new RowTable<BestTemperatureRow>("best", [new(text.Name, least.Temperature, least.Loss, Loss(1), least.AtEdge, text.Ids.Count - 1)]));
        }

        return new(text.Name, -1, tables);
    }

    /// <inheritdoc/>
    public ExperimentResult Summarize(IReadOnlyList<ExperimentPiece> pieces, ExperimentOptions options)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ArgumentNullException.ThrowIfNull(options);
        var gradients = pieces.SelectMany(p => p.Rows<LogitGradientRow>()).ToArray();
        var losses = pieces.SelectMany(p => p.Rows<TemperatureLossRow>()).ToArray();
        var best = pieces.SelectMany(p => p.Rows<BestTemperatureRow>()).ToArray();
        var notes = new List<string> { "One temperature divides the logits of every head of the trained model; the gradient is that with respect to the logits before the division, of the loss summed over the text." };
        if (best.Any(b => b.AtEdge))
            notes.Add("The least loss of a text stands at an end of --temperatures: its true minimum may lie outside.");
        return new(
            Name,
            new RowTable<LogitGradientRow>("rows", gradients),
            [new RowTable<TemperatureLossRow>("loss", losses), new RowTable<BestTemperatureRow>("best", best)],
            [.. Findings(gradients, best, options)],
            [],
            notes);
    }

    private static IEnumerable<Finding> Findings(LogitGradientRow[] gradients, BestTemperatureRow[] best, ExperimentOptions options)
    {
        if (best.Length > 0)
        {
            var method = best.Length > 1 ? $"bootstrap over {best.Length} texts" : "no interval: one text";
            var logs = Over(best, b => Math.Log(b.Temperature), options);
            yield return new("bestTemperature", "temperature of least loss, geometric mean over the texts", Math.Exp(logs.Value), Math.Exp(logs.Low), Math.Exp(logs.High), logs.Count, method);
            yield return Finding.Of("bestTemperatureGain", "loss at T = 1 less that at the temperature of least loss, nats a token", Over(best, b => b.OwnLoss - b.Loss, options), method);
        }

        if (gradients.Length > 0)
        {
            // The temperature at which a head's gradient is greatest, on the grid.
            var peaks = gradients.GroupBy(r => (r.Text, r.Layer, r.Head))
                .Select(g => new HeadCell(g.Key.Text, g.Key.Layer, g.Key.Head, Math.Log(g.MaxBy(r => r.GradientRms)!.Temperature))).ToArray();
            var peak = ClusteredBootstrap.Median(peaks, options.Seed, options.Resamples);
            yield return new("gradientPeakTemperature", "temperature of the grid at which a head's gradient is greatest, median over heads and texts", Math.Exp(peak.Value), Math.Exp(peak.Low), Math.Exp(peak.High), peak.Count, ClusteredBootstrap.Method(peaks));
        }
    }

    private static Statistic Over(BestTemperatureRow[] best, Func<BestTemperatureRow, double> value, ExperimentOptions options) =>
        ClusteredBootstrap.Mean(best.Select(b => new HeadCell(b.Text, -1, -1, value(b))), options.Seed, options.Resamples);
}

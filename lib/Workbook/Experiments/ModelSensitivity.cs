using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>Experiment 5: how far weights, and the model's loss, move when logits move, over temperature.</summary>
// The paper's Algorithm 5, Figure 4; theory section 4.
public sealed class ModelSensitivity : IExperiment
{
    // Between which the model's own best temperature is sought beside the listed ones.
    private static readonly double[] FineTemperatures = [.. Lengths.Logarithmic(0.5, 2, 13)];

    /// <inheritdoc/>
    public string Name => "sensitivity";

    /// <inheritdoc/>
    public string Summary => "The paper's g(T, ε), the exact Jacobian norm of every row, worst-case steps, and the loss's gradient and best temperature.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
        [nameof(ExperimentOptions.Lengths), nameof(ExperimentOptions.Temperatures), nameof(ExperimentOptions.Epsilons), nameof(ExperimentOptions.Seed)];

    /// <inheritdoc/>
    public bool NeedsSoftmax => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> TableNames { get; } = ["rows", "jacobians", "steps", "worst", "losses", "gradients"];

    /// <inheritdoc/>
    public TraceParts Needs(ExperimentOptions options) => TraceParts.Logits;

    /// <inheritdoc/>
    public ExperimentPiece Measure(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var logits = LayerArrays.Copy(input.Attention.Logits);
        var heads = input.Attention.Heads.Select((head, index) => new SensitivityOfHead(input, logits, input.Attention.Length, index, head).Read()).ToArray();
        return new(input.Text.Name, input.Layer,
        [
            new RowTable<HeadSensitivityRow>("rows", [.. heads.SelectMany(h => h.Rows)]),
            new RowTable<HeadJacobianRow>("jacobians", [.. heads.SelectMany(h => h.Jacobians)]),
            new RowTable<HeadStepRow>("steps", [.. heads.SelectMany(h => h.Steps)]),
            new RowTable<HeadWorstRow>("worst", [.. heads.SelectMany(h => h.Worst)]),
        ]);
    }

    /// <inheritdoc/>
    public ExperimentPiece? MeasureText(PieceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Model is not { } model)
            return null;
        var options = input.Options;
        var length = LossGradients.Length(model.Config, options.Lengths);
        var (losses, gradients) = (new List<ModelLossRow>(), new List<HeadGradientRow>());
        foreach (var temperature in options.Temperatures)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            var (loss, heads) = LossGradients.At(model, input.Text, length, temperature);
            losses.Add(loss);
            gradients.AddRange(heads);
        }

        foreach (var temperature in FineTemperatures.Where(t => !options.Temperatures.Contains(t)))
        {
            options.Cancellation.ThrowIfCancellationRequested();
            losses.Add(new(input.Text.Name, temperature, length, LossGradients.Loss(model, input.Text, length, temperature)));
        }

        return new(input.Text.Name, -1, [new RowTable<ModelLossRow>("losses", [.. losses.OrderBy(l => l.Temperature)]), new RowTable<HeadGradientRow>("gradients", gradients)]);
    }

    /// <inheritdoc/>
    public ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options) => new SensitivitySummary(pieces, options).Result(Name);
}

using Workbook.Experiments;

namespace Workbook.Charts;

/// <summary>Figures of a model's loss and its gradient against the temperature.</summary>
public static class TemperatureFigures
{
    private static readonly Axis TemperatureAxis = Axis.Log("temperature T");

    /// <summary>Loss against T, one thin line a text, the mean in blue.</summary>
    /// <param name="losses">The table <c>loss</c> of the experiment.</param>
    public static Figure Loss(IReadOnlyList<TemperatureLossRow> losses) => Chart.Lines(
        "The model's loss with the logits of all heads divided by T; T = 1 is its own. Thin: each text. Blue: the mean over texts.",
        TemperatureAxis,
        new("loss", "nats a token"),
        [.. losses.GroupBy(r => r.Text).Select(text => Line(text.Key, SeriesRole.Individual, text)),
            Line("mean over texts", SeriesRole.Measured, losses.GroupBy(r => r.Temperature).Select(g => new TemperatureLossRow("", g.Key, g.Average(r => r.Loss), g.Sum(r => r.Count))))]);

    /// <summary>The gradient of the loss with respect to a head's logits against T: median and middle half of the heads.</summary>
    /// <param name="rows">The rows of the experiment.</param>
    public static Figure Gradient(IReadOnlyList<LogitGradientRow> rows)
    {
        var spreads = rows.GroupBy(r => r.Temperature).OrderBy(g => g.Key).Select(g => (Temperature: g.Key, Spread: Spread.Of(g.Select(r => r.GradientRms)))).ToArray();
        return Chart.Lines(
            "How strongly the loss reacts to a head's logits: root mean square over query positions of the gradient's length. Line: median of heads and texts; band: the middle half.",
            TemperatureAxis,
            Axis.Log("gradient of the loss", "nats a unit of logit"),
            new Series(
                "median head", [.. spreads.Select(s => s.Temperature)], [.. spreads.Select(s => Drawn(s.Spread.Median))], SeriesRole.Measured,
                [.. spreads.Select(s => Drawn(s.Spread.Low))], [.. spreads.Select(s => Drawn(s.Spread.High))]));
    }

    // A logarithmic axis has no zero: at a low T the gradient of a one-hot row underflows.
    private static double Drawn(double value) => value > 0 ? value : double.NaN;

    private static Series Line(string name, SeriesRole role, IEnumerable<TemperatureLossRow> rows)
    {
        var ordered = rows.OrderBy(r => r.Temperature).ToArray();
        return new(name, [.. ordered.Select(r => r.Temperature)], [.. ordered.Select(r => r.Loss)], role);
    }
}

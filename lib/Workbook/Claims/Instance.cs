using System.Globalization;
using Workbook.Charts;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>One concrete row on which claims are compared: logits, temperature, vectors, a selection and a step. A claim uses what it needs.</summary>
/// <param name="Logits">l, [L].</param>
/// <param name="Temperature">T.</param>
/// <param name="Vectors">x, [L][d].</param>
/// <param name="Selected">An arbitrary selection, [L].</param>
/// <param name="Step">A change e of the logits, [L].</param>
public sealed record Instance(double[] Logits, double Temperature, double[][] Vectors, bool[] Selected, double[] Step)
{
    /// <summary>A positive number that a claim reads as it needs: a radius, a gap, a deviation.</summary>
    public double Amount { get; init; } = 1;

    /// <summary>L.</summary>
    public int Length => Logits.Length;

    /// <summary>The softmax weights, [L].</summary>
    public double[] Weights => StableSoftmax.Weights(Logits, Temperature);

    /// <summary>x as the mathematics takes it.</summary>
    public VectorSet VectorSet => VectorSet.FromRows(Vectors);

    /// <summary>The arbitrary selection as token indices.</summary>
    public int[] Subset => [.. Enumerable.Range(0, Length).Where(i => Selected[i])];

    /// <summary>N: how many tokens the selection has; also the size of the top-N selection.</summary>
    public int Size => Selected.Count(s => s);

    /// <summary>The top-N selection of that size, as token indices.</summary>
    public int[] Top => TopOrder.Of(Weights)[..Size];

    /// <summary>The tokens outside the top-N selection.</summary>
    public int[] Rest => TopOrder.Of(Weights)[Size..];

    /// <summary>D = (max l − min l)/T.</summary>
    public double Spread => (Logits.Max() - Logits.Min()) / Temperature;

    /// <summary>y_i = a_i x_i for every token, [L][d].</summary>
    public double[][] Y
    {
        get
        {
            var weights = Weights;
            return [.. Vectors.Select((x, i) => Euclid.Times(weights[i], x))];
        }
    }

    /// <summary>A row of logits alone: zero vectors, nothing selected, no step.</summary>
    /// <param name="logits">l, [L].</param>
    /// <param name="temperature">T.</param>
    public static Instance Row(double[] logits, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return new Instance(logits, temperature, [.. logits.Select(_ => new double[1])], new bool[logits.Length], new double[logits.Length]);
    }

    /// <summary>The parts that a claim uses, as a reader would write them down.</summary>
    /// <param name="uses">Which parts.</param>
    /// <param name="amountName">What <see cref="Amount"/> stands for.</param>
    public string Describe(InstanceParts uses, string amountName = "r")
    {
        var parts = new List<string> { uses.HasFlag(InstanceParts.LengthOnly) ? $"L = {Length}" : $"l = {Show(Logits)}", $"T = {NumberText.Show(Temperature)}" };
        if (uses.HasFlag(InstanceParts.Amount))
            parts.Add($"{amountName} = {NumberText.Show(Amount)}");
        if (uses.HasFlag(InstanceParts.Vectors))
            parts.Add($"x = {(Vectors[0].Length == 1 ? Show([.. Vectors.Select(v => v[0])]) : string.Join(", ", Vectors.Select(Show)))}");
        if (uses.HasFlag(InstanceParts.Subset))
            parts.Add($"I = {{{string.Join(", ", Subset.Select(i => (i + 1).ToString(CultureInfo.InvariantCulture)))}}}");
        else if (uses.HasFlag(InstanceParts.Size))
            parts.Add($"N = {Size}");
        if (uses.HasFlag(InstanceParts.Step))
            parts.Add($"e = {Show(Step)}");
        return string.Join("; ", parts);
    }

    private static string Show(double[] values) =>
        values.Length > 8
            ? $"({string.Join(", ", values.Take(6).Select(v => NumberText.Show(v, 3)))}, … {values.Length} in all)"
            : $"({string.Join(", ", values.Select(v => NumberText.Show(v, 3)))})";
}

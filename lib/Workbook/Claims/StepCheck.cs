using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>One step of a proof, tried on random rows: both sides written out in the cell that shows it.</summary>
/// <remarks>Cold and hot, short and long rows, clustered and spread vectors, N ≥ 1 and below L. A step that fails on one of them throws, so the notebook fails.</remarks>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class StepCheck : IView
{
    private const int Rows = 400;

    private StepCheck(string words, string finding)
    {
        Words = words;
        Finding = finding;
    }

    /// <summary>The step in words.</summary>
    public string Words { get; }

    /// <summary>What was found.</summary>
    public string Finding { get; }

    /// <summary>Checks that the left side never exceeds the right one.</summary>
    /// <param name="words">The step in words.</param>
    /// <param name="left">The smaller side.</param>
    /// <param name="right">The greater side.</param>
    /// <param name="longest">The longest row to try.</param>
    /// <param name="seed">The seed of the rows.</param>
    /// <exception cref="WorkbookException">It exceeds it on some row, which is named.</exception>
    public static StepCheck AtMost(string words, Func<Instance, double> left, Func<Instance, double> right, int longest = 12, int seed = 1)
    {
        var closest = Run(words, "≤", left, right, longest, seed, sides => sides.Violates);
        return new StepCheck(words, closest > 0.999
            ? $"holds on {Rows} random rows, and some row reaches it"
            : $"holds on {Rows} random rows; the closest reaches {NumberText.Show(100 * closest, 3)}\u00a0% of the bound");
    }

    /// <summary>Checks that both sides agree to rounding.</summary>
    /// <inheritdoc cref="AtMost"/>
    public static StepCheck Equal(string words, Func<Instance, double> left, Func<Instance, double> right, int longest = 12, int seed = 1)
    {
        Run(words, "=", left, right, longest, seed, sides => Math.Abs(sides.Value - sides.Bound) > 1e-9 * Math.Max(sides.Scale, Math.Abs(sides.Bound)));
        return new StepCheck(words, $"holds to rounding on {Rows} random rows");
    }

    /// <inheritdoc/>
    public string ToHtml() => $"<p class=\"workbook-step\"><strong>Checked:</strong> {Notation.Html(Words)}. It {Notation.Html(Finding)}.</p>";

    /// <inheritdoc/>
    public string ToText() => $"Checked: {Words}. It {Finding}.";

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private static double Run(string words, string relation, Func<Instance, double> left, Func<Instance, double> right, int longest, int seed, Func<Comparison, bool> fails)
    {
        var source = new InstanceSource(new Random(seed), longest);
        var closest = 0.0;
        for (var k = 0; k < Rows;)
        {
            var row = source.Next();
            if (row.Size == 0 || row.Size == row.Length)
                continue;
            k++;
            var sides = new Comparison(left(row), right(row));
            if (fails(sides))
                throw new WorkbookException($"The step '{words}' fails: {NumberText.Show(sides.Value, 8)} {relation} {NumberText.Show(sides.Bound, 8)} is wrong for {row.Describe(InstanceParts.Vectors | InstanceParts.Subset | InstanceParts.Step)}.");
            if (!sides.IsEmpty && sides.Bound > 0)
                closest = Math.Max(closest, sides.Value / sides.Bound);
        }

        return closest;
    }
}

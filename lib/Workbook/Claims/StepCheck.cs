using Workbook.Charts;
using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>One step of a proof, tried on random rows: both sides written out in the cell that shows it.</summary>
/// <remarks>
/// Cold and hot, short and long rows, clustered and spread vectors, N ≥ 1 and below L, then small changes of the rows that came closest.
/// A step that fails on one of them throws, so the notebook fails; so does a check that had too little to compare.
/// </remarks>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class StepCheck : IView
{
    private const int Rows = 400;
    private const int FewestRows = 100;
    private const int TriesPerRow = 50;
    private const int Climbs = 4;
    private const int StepsPerClimb = 50;

    // In units of the step's own scale, the median size of its sides: smaller sides say nothing, smaller differences are rounding.
    private const double Meaningful = 1e-6;
    private const double Rounding = 1e-12;

    private readonly bool _equal;
    private readonly Func<Instance, double[]> _left;
    private readonly Func<Instance, double[]> _right;
    private readonly Func<Instance, bool> _when;
    private readonly int _longest;
    private readonly int _seed;
    private readonly double _tolerance;

    private StepCheck(string words, bool equal, Func<Instance, double[]> left, Func<Instance, double[]> right, Func<Instance, bool>? when, int longest, int seed, double tolerance)
    {
        (Words, _equal, _left, _right, _longest, _seed, _tolerance) = (words, equal, left, right, longest, seed, tolerance);
        _when = row => row.Size > 0 && row.Size < row.Length && (when?.Invoke(row) ?? true);
        (Counted, Closest) = Run(1);
    }

    /// <summary>The step in words.</summary>
    public string Words { get; }

    /// <summary>How many random rows had sides large enough to compare.</summary>
    public int Counted { get; }

    /// <summary>Of an inequality the greatest ratio of the left side to a positive right side, 1 for equality; of an equality 1.</summary>
    public double Closest { get; }

    /// <summary>Whether the step says that both sides are equal.</summary>
    public bool IsEquality => _equal;

    /// <summary>What was found.</summary>
    public string Finding => _equal
        ? $"holds {(_tolerance > 1e-9 ? $"to a relative {NumberText.Show(_tolerance, 1)}" : "to rounding")} on {Counted} random rows"
        : Closest > 0.999
            ? $"holds on {Counted} random rows, and some row reaches it"
            : $"holds on {Counted} random rows; the closest reaches {NumberText.Show(100 * Closest, 3)}\u00a0% of the bound";

    /// <summary>Checks that the left side never exceeds the right one.</summary>
    /// <param name="words">The step in words.</param>
    /// <param name="left">The smaller side.</param>
    /// <param name="right">The greater side.</param>
    /// <param name="longest">The longest row to try.</param>
    /// <param name="seed">The seed of the rows.</param>
    /// <param name="when">What the step assumes of a row; every row by default.</param>
    /// <exception cref="WorkbookException">It exceeds it on some row, which is named; or fewer than 100 rows had sides to compare.</exception>
    public static StepCheck AtMost(string words, Func<Instance, double> left, Func<Instance, double> right, int longest = 12, int seed = 1, Func<Instance, bool>? when = null) =>
        new(words, false, Single(left), Single(right), when, longest, seed, 1e-9);

    /// <summary>Checks that both sides agree.</summary>
    /// <param name="words">The step in words.</param>
    /// <param name="left">One side.</param>
    /// <param name="right">The other side.</param>
    /// <param name="longest">The longest row to try.</param>
    /// <param name="seed">The seed of the rows.</param>
    /// <param name="when">What the step assumes of a row; every row by default.</param>
    /// <param name="tolerance">The greatest difference in units of the larger side: rounding, or more where one side is a finite difference.</param>
    /// <exception cref="WorkbookException">They differ on some row, which is named; or fewer than 100 rows had sides to compare.</exception>
    public static StepCheck Equal(string words, Func<Instance, double> left, Func<Instance, double> right, int longest = 12, int seed = 1, Func<Instance, bool>? when = null, double tolerance = 1e-9) =>
        new(words, true, Single(left), Single(right), when, longest, seed, tolerance);

    /// <summary>Checks that two rows of numbers agree, such as weights or their changes: their distance is held against the longer one.</summary>
    /// <inheritdoc cref="Equal(string, Func{Instance, double}, Func{Instance, double}, int, int, Func{Instance, bool}?, double)"/>
    public static StepCheck Equal(string words, Func<Instance, double[]> left, Func<Instance, double[]> right, int longest = 12, int seed = 1, Func<Instance, bool>? when = null, double tolerance = 1e-9) =>
        new(words, true, left, right, when, longest, seed, tolerance);

    /// <summary>Runs the check again with its right side scaled, to see that it can fail.</summary>
    /// <param name="factor">What the right side is multiplied with.</param>
    /// <exception cref="WorkbookException">It fails, as it should for a factor that breaks the step.</exception>
    public void RunScaled(double factor) => Run(factor);

    /// <inheritdoc/>
    public string ToHtml() => $"<p class=\"workbook-step\"><strong>Checked:</strong> {Notation.Html(Words)}. It {Notation.Html(Finding)}.</p>";

    /// <inheritdoc/>
    public string ToText() => $"Checked: {Words}. It {Finding}.";

    /// <inheritdoc/>
    public override string ToString() => ToText();

    // Of rows of numbers the two components that differ most.
    private readonly record struct Tried(Instance Row, double Left, double Right, double Size, double Excess);

    private static Func<Instance, double[]> Single(Func<Instance, double> side)
    {
        ArgumentNullException.ThrowIfNull(side);
        return row => [side(row)];
    }

    private (int Counted, double Closest) Run(double factor)
    {
        var rows = Draw(factor);
        var sizes = rows.Select(t => t.Size).Where(size => size > 0).Order().ToArray();
        var scale = sizes.Length == 0 ? 0 : sizes[sizes.Length / 2];
        foreach (var row in rows)
            Compare(row, scale);
        var counted = rows.Where(t => t.Size > Meaningful * scale).ToArray();
        if (counted.Length < FewestRows)
            throw new WorkbookException($"The step '{Words}' checked nothing: only {counted.Length} of {rows.Count} random rows meet its conditions with a side other than zero, {FewestRows} are needed; loosen the condition or divide both sides by what makes them small.");

        // The closest rows, changed a little at a time, to come closer still.
        var random = new InstanceSource(new Random(_seed), _longest);
        var closest = 0.0;
        foreach (var start in counted.OrderByDescending(Nearness).Take(Climbs))
        {
            var at = start;
            for (var step = 0; step < StepsPerClimb; step++)
            {
                var row = random.Near(at.Row);
                if (!_when(row))
                    continue;
                var next = Try(row, factor);
                Compare(next, scale);
                if (next.Size > Meaningful * scale && Nearness(next) >= Nearness(at))
                    at = next;
            }

            if (at.Right > 0)
                closest = Math.Max(closest, at.Left / at.Right);
        }

        return (counted.Length, _equal ? 1 : closest);
    }

    private List<Tried> Draw(double factor)
    {
        var source = new InstanceSource(new Random(_seed), _longest);
        var rows = new List<Tried>(Rows);
        for (var k = 0; k < Rows * TriesPerRow && rows.Count < Rows; k++)
        {
            var row = source.Next();
            if (_when(row))
                rows.Add(Try(row, factor));
        }

        return rows;
    }

    private Tried Try(Instance row, double factor)
    {
        var (left, right) = (_left(row), Euclid.Times(factor, _right(row)));
        if (left.Length != right.Length)
            throw new WorkbookException($"The step '{Words}' compares {left.Length} numbers with {right.Length}; give as many on both sides.");
        var most = Enumerable.Range(0, left.Length).MaxBy(i => Math.Abs(left[i] - right[i]));
        return new Tried(row, left[most], right[most], Math.Max(Euclid.Norm(left), Euclid.Norm(right)), _equal ? Euclid.Distance(left, right) : left[0] - right[0]);
    }

    private static double Nearness(Tried t) => t.Size == 0 ? double.NegativeInfinity : t.Excess / t.Size;

    private void Compare(Tried t, double scale)
    {
        // Written so that a side that is no number fails.
        if (!(t.Excess <= (_tolerance * t.Size) + (Rounding * scale)))
            throw new WorkbookException($"The step '{Words}' fails: {NumberText.Show(t.Left, 8)} {(_equal ? "=" : "≤")} {NumberText.Show(t.Right, 8)} is wrong for {t.Row.Describe(InstanceParts.Vectors | InstanceParts.Subset | InstanceParts.Step)}.");
    }
}

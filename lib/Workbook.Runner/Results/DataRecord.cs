using System.Globalization;
using System.Text.Json.Nodes;
using Workbook.Charts;
using Workbook.Claims;
using Workbook.Claims.Exercises;

namespace Workbook.Runner.Results;

/// <summary>The numbers behind a figure, a table or a claim's verdict, or the state of an exercise.</summary>
/// <param name="Kind"><c>figure</c>, <c>table</c>, <c>verdict</c> or <c>exercise</c>.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">The headings.</param>
/// <param name="Rows">The cells, [rows][columns]: numbers in full precision, text, or null; numbers that JSON lacks as "NaN", "Infinity", "-Infinity".</param>
public sealed record DataRecord(string Kind, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<JsonNode?>> Rows)
{
    /// <summary>Takes the numbers out of a value that a cell showed; null when it has none.</summary>
    public static DataRecord? Of(IView? view) => view switch
    {
        Figure figure => Of("figure", figure.Caption, figure.Data),
        Table table => Of("table", table.Caption, table),
        Verdict verdict => Of(verdict),
        ExerciseResult exercise => new("exercise", $"Exercise {exercise.Id}", ["exercise", "state", "message"], [[exercise.Id, exercise.State.ToString(), exercise.Message]]),
        _ => null,
    };

    private static DataRecord Of(string kind, string caption, Table table) =>
        new(kind, caption, [.. table.Columns.Select(column => column.Title)], [.. table.Rows.Select(row => row.Select(Cell).ToArray())]);

    private static DataRecord Of(Verdict verdict) => new(
        "verdict",
        verdict.Claim.Words,
        ["claim", "verdict", "value", "bound", "instances", "seed"],
        [[verdict.Claim.Id, verdict.Words, Cell(verdict.Sides.Value), Cell(verdict.Sides.Bound), verdict.Tried, verdict.Seed]]);

    private static JsonNode? Cell(object? value) => value switch
    {
        null => null,
        bool truth => truth,
        double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        float number when !float.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        double number => number,
        float number => number,
        int number => number,
        long number => number,
        IView view => view.ToText(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

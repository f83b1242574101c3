using System.Reflection;
using Workbook.Claims.Exercises;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Session;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Notebooks;

/// <summary>The exercises of the chapters, unsolved as they stand there and solved as in the notebooks of solutions.</summary>
[Collection(SharedConsole.Name)]
public sealed class ExerciseNotebookTests
{

    public static TheoryData<string> Chapters => [.. Ids.Select(Chapter).Distinct().Select(Name)];

    private static IEnumerable<string> Ids { get; } = [.. typeof(Exercise).Assembly.GetExportedTypes()
        .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
        .Where(property => property.PropertyType.IsAssignableTo(typeof(Exercise)))
        .Select(property => ((Exercise)property.GetValue(null)!).Id).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Chapters))]
    public async Task The_solutions_solve_every_exercise_of_their_chapter(string chapter)
    {
        var results = await RunAsync(Path.Combine(Checkout.Notebooks, "solutions", $"{chapter}.dib"));
        Assert.Equal(Ids.Where(id => Chapter(id) == chapter[..2]), results.Select(r => r.Id));
        Assert.All(results, r => Assert.True(r.State == ExerciseState.Solved, r.ToText()));
    }

    [Theory, MemberData(nameof(Chapters))]
    public async Task Before_it_is_solved_an_exercise_says_so_and_fails_nothing(string chapter)
    {
        // An exercise's cell needs no other cell of its chapter.
        var cells = DibNotebook.Read(Path.Combine(Checkout.Notebooks, $"{chapter}.dib")).Cells
            .Where(cell => WorkbookImport.IsIn(cell) || cell.Source.Contains(nameof(NotImplementedException), StringComparison.Ordinal));
        using var folder = new TemporaryFolder();
        folder.Write("workbook.csx", await File.ReadAllTextAsync(Path.Combine(Checkout.Notebooks, "workbook.csx"), TestContext.Current.CancellationToken));
        var results = await RunAsync(folder.Write("exercises.dib", string.Concat(cells.Select(cell => $"#!csharp\n\n{cell.Source}\n\n"))));
        Assert.Equal(Ids.Where(id => Chapter(id) == chapter[..2]), results.Select(r => r.Id));
        Assert.All(results, r => Assert.Equal(ExerciseState.NotSolved, r.State));
    }

    private static async Task<IReadOnlyList<ExerciseResult>> RunAsync(string path)
    {
        var result = await NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Failure);
        return [.. result.Cells.Select(run => run.Result?.Value).OfType<ExerciseResult>()];
    }

    // 8.1 belongs to 08, 10.2 to 10.
    private static string Chapter(string id) => id.Split('.')[0].PadLeft(2, '0');

    private static string Name(string number) =>
        Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(Checkout.Notebooks, $"{number}-*.dib")));
}

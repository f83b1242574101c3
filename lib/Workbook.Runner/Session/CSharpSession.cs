using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Workbook.Charts;
using Workbook.Runner.Notebooks;

namespace Workbook.Runner.Session;

/// <summary>Runs the C# cells of one notebook, one after another, each seeing what the earlier ones declared.</summary>
/// <param name="notebookPath">The notebook's full path: errors name its lines, imports are relative to its folder.</param>
public sealed class CSharpSession(string notebookPath)
{
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .WithReferences(ScriptReferences.All)
        .WithImports("System", "System.Text", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks")
        .WithLanguageVersion(CommonSubset.ParseOptions.LanguageVersion)
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithEmitDebugInformation(true)
        .WithAllowUnsafe(false);

    private static readonly Lazy<Task> WarmUp = new(() => Task.Run(async () =>
    {
        const string source = "Enumerable.Range(0, 2).Select(i => new { i, s = $\"{i}\" }).ToArray()";
        var script = CSharpScript.Create<object>(Code(source, 1, "warm-up"), Options);
        script.Compile();
        ValueDisplay.Show((await script.RunAsync().ConfigureAwait(false)).ReturnValue);
    }));

    private ScriptState<object>? _state;

    /// <summary>
    /// Compiles and runs one trivial script in the background, so that the first cell finds the compiler and the formatter loaded. Done
    /// once a process: later calls give the same task.
    /// </summary>
    public static Task WarmUpAsync() => WarmUp.Value;

    /// <summary>Compiles and runs a C# cell and takes what it prints and shows.</summary>
    /// <param name="cell">A cell of kind <see cref="DibCell.CSharp"/>.</param>
    /// <param name="cancellation">Seen between cells and by cells that watch it; a running cell is not torn down.</param>
    /// <returns>The cell's result; its failure is set when it does not compile, throws, or writes to stderr.</returns>
    public async Task<CellResult> RunAsync(DibCell cell, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        Script<object> script;
        try
        {
            script = Prepare(cell);
            var errors = script.Compile(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
            if (errors.Length > 0)
                return Failed(Describe(errors, cell), clock.Elapsed, TimeSpan.Zero);
        }
        catch (WorkbookException problem)
        {
            return Failed(new CellFailure(problem.Message, cell.FirstLine), clock.Elapsed, TimeSpan.Zero);
        }
        var compile = clock.Elapsed;
        return await ExecuteAsync(script, cell, compile, cancellation).ConfigureAwait(false);
    }

    private async Task<CellResult> ExecuteAsync(Script<object> script, DibCell cell, TimeSpan compile, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var console = new ConsoleCapture();
        var outputs = (IReadOnlyList<CellOutput>)[];
        object? value = null;
        CellFailure? failure = null;
        try
        {
            _state = _state is null
                ? await script.RunAsync(cancellationToken: cancellation).ConfigureAwait(false)
                : await script.RunFromAsync(_state, cancellation).ConfigureAwait(false);
            value = _state.ReturnValue;
            if (ShowsValue(script, value))
                outputs = ValueDisplay.Show(value);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception problem)
        {
            failure = ExceptionText.Describe(problem, notebookPath);
        }
        if (failure is null && console.Error.Length > 0)
            failure = new CellFailure($"The cell wrote to stderr, which a reader's editor takes for a failure: {FirstLine(console.Error)}", cell.FirstLine);
        return new CellResult(outputs, console.Out, compile, clock.Elapsed, failure) { Value = value as IView };
    }

    private Script<object> Prepare(DibCell cell)
    {
        var code = Code(cell.Source, cell.FirstLine, notebookPath);
        if (WorkbookImport.IsIn(cell))
        {
            var (path, text) = WorkbookImport.Read(cell, notebookPath);
            code = Code(text, 1, path);
        }
        return _state is null
            ? CSharpScript.Create<object>(code, Options)
            : _state.Script.ContinueWith<object>(code, Options);
    }

    // The compiler then speaks of the notebook's own lines, in its errors and in stack traces.
    private static string Code(string source, int firstLine, string path) => $"#line {firstLine} \"{path}\"\n{source}";

    private CellFailure Describe(Diagnostic[] errors, DibCell cell)
    {
        var place = errors[0].Location.GetMappedLineSpan();
        var more = errors.Length == 1 ? "" : $" (and {errors.Length - 1} more)";
        var where = place.Path == notebookPath ? "" : $" ({Path.GetFileName(place.Path)}, line {place.StartLinePosition.Line + 1})";
        return new CellFailure(
            $"{errors[0].Id}: {errors[0].GetMessage()}{where}{more}",
            place.Path == notebookPath ? place.StartLinePosition.Line + 1 : cell.FirstLine);
    }

    // A last expression without a semicolon is the cell's value. A null is shown too, unless the expression is a call that returns nothing.
    private static bool ShowsValue(Script script, object? value)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Single();
        if (tree.GetRoot() is not CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }] }
            || !last.SemicolonToken.IsMissing)
            return false;
        return value is not null
            || compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };
    }

    private static CellResult Failed(CellFailure failure, TimeSpan compile, TimeSpan run) => new([], "", compile, run, failure);

    private static string FirstLine(string text) => text.TrimStart().Split('\n')[0].Trim();
}

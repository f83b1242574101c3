using Spectre.Console;
using Spectre.Console.Rendering;
using Workbook.Runner.Session;

namespace Workbook.Runner.Commands;

/// <summary>Progress on a terminal: one line a finished notebook, and below it a bar with the running cell and the time left.</summary>
internal sealed class TerminalProgress : IRunProgress
{
    private readonly TaskCompletionSource _end = new();
    private readonly Task _display;
    private readonly IAnsiConsole _console;
    private ProgressTask? _task;
    private TimeSpan _first;

    public TerminalProgress(TextWriter output)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var ready = new TaskCompletionSource();
        _display = Task.Run(() => _console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context =>
            {
                _task = context.AddTask("starting", maxValue: 1);
                ready.SetResult();
                return _end.Task;
            }));
        Task.WaitAny(ready.Task, _display);
    }

    public void NotebookStarts(string name, TimeSpan left) => Show(name, left);

    public void CellStarts(string name, int cell, int count, TimeSpan left) => Show($"{name}, cell {cell} of {count}", left);

    public void NotebookEnds(NotebookResult result)
    {
        var mark = result.Failure is null ? "[green]done[/]" : "[red]failed[/]";
        _console.MarkupLine($"{mark}  {Markup.Escape(result.Name)}, {Amount.Of(result.Cells.Count, "cell")}, {TimeText.Of(result.Duration)} ({TimeText.Of(result.CompileDuration)} compiling)");
    }

    public void Dispose()
    {
        _end.TrySetResult();
        _display.GetAwaiter().GetResult();
    }

    private void Show(string what, TimeSpan left)
    {
        if (_task is null)
            return;
        _first = left > _first ? left : _first;
        _task.Value = _first > TimeSpan.Zero ? Math.Max(_task.Value, 1 - left / _first) : 0;
        _task.Description = $"{Markup.Escape(what)}, {TimeText.About(left)}";
    }
}

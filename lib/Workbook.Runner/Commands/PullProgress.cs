using Workbook.Gpt2.Hub;

namespace Workbook.Runner.Commands;

/// <summary>A download's progress: a bar that is redrawn on a terminal, else one line a file.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="terminal">Whether a line can be drawn over.</param>
internal sealed class PullProgress(TextWriter output, bool terminal) : IProgress<HubProgress>, IDisposable
{
    private const int BarWidth = 24;

    private readonly Lock _lock = new();
    private int _drawn;

    public void Report(HubProgress value)
    {
        lock (_lock)
        {
            if (value.Note is { } note)
                Line($"{value.File}: {note}");
            else if (value.Received == value.Total)
                Line($"{value.File}  {Size(value.Total)}  {Size((long)value.BytesPerSecond)}/s");
            else if (terminal)
                Draw(Bar(value));
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Clear();
    }

    /// <summary>12 B, 3.4 kB, 548.1 MB, 6.4 GB.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:0.0} kB",
        < 1_000_000_000 => $"{bytes / 1e6:0.0} MB",
        _ => $"{bytes / 1e9:0.0} GB",
    };

    private static string Bar(HubProgress value)
    {
        var full = (int)(BarWidth * value.Received / value.Total);
        var left = value.Left is { } time ? $"  {TimeText.About(time)}" : "";
        return $"{value.File}  [{new string('#', full)}{new string('.', BarWidth - full)}]  {Size(value.Received)} of {Size(value.Total)}  {Size((long)value.BytesPerSecond)}/s{left}";
    }

    private void Line(string text)
    {
        Clear();
        output.WriteLine(text);
    }

    private void Draw(string text)
    {
        output.Write("\r" + text.PadRight(_drawn));
        _drawn = text.Length;
        output.Flush();
    }

    private void Clear()
    {
        if (_drawn > 0) output.Write("\r" + new string(' ', _drawn) + "\r");
        _drawn = 0;
    }
}

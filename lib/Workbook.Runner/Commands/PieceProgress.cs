using System.Diagnostics;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Commands;

/// <summary>An experiment's progress: a bar that is redrawn on a terminal, else a line every few seconds; with reasons, one line a piece.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="terminal">Whether a line can be drawn over.</param>
/// <param name="why">Whether each piece's reason is told.</param>
internal sealed class PieceProgress(TextWriter output, bool terminal, bool why) : IProgress<PieceReport>, IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _told;
    private int _measured;
    private int _drawn;

    public void Report(PieceReport value)
    {
        _measured += value.Reused ? 0 : 1;
        if (why)
            Line($"{Piece(value)}: {(value.Reused ? "reused" : "measured")}, {value.Why}");
        if (terminal)
            Draw(Bar(value));
        else if (!why && _clock.Elapsed - _told >= Quiet)
            Line($"[{value.Done}/{value.Total}] {Piece(value)} ({Left(value)})");
    }

    public void Dispose() => Clear();

    private static string Piece(PieceReport value) => value.Layer < 0 ? $"{value.Text}, whole" : $"{value.Text}, layer {value.Layer}";

    private string Bar(PieceReport value)
    {
        var full = BarWidth * value.Done / Math.Max(1, value.Total);
        return $"[{new string('#', full)}{new string('.', BarWidth - full)}] {value.Done} of {value.Total}  {Piece(value)}  {Left(value)}";
    }

    // Reused pieces take no time: what is left goes at the pace of those that were measured.
    private string Left(PieceReport value) =>
        TimeText.About(_measured == 0 ? TimeSpan.Zero : _clock.Elapsed / _measured * Math.Max(0, value.Total - value.Done));

    private void Line(string text)
    {
        Clear();
        output.WriteLine(text);
        output.Flush();
        _told = _clock.Elapsed;
    }

    private void Draw(string text)
    {
        output.Write("\r" + text.PadRight(_drawn));
        _drawn = text.Length;
        output.Flush();
    }

    private void Clear()
    {
        if (_drawn > 0)
            output.Write("\r" + new string(' ', _drawn) + "\r");
        _drawn = 0;
    }
}

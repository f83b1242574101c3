using System.Diagnostics;

namespace Workbook.Gpt2.Hub;

/// <summary>Measures a download's pace and reports it, ten times a second at most.</summary>
/// <param name="file">The file's name.</param>
/// <param name="total">Its size in bytes.</param>
/// <param name="target">Who is told; null for nobody.</param>
internal sealed class HubMeter(string file, long total, IProgress<HubProgress>? target)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan last = -Quiet;
    private long came;
    private long here;

    /// <summary>Notes where the file stands, without counting it as received now.</summary>
    public void Start(long received) => here = received;

    /// <summary>Counts bytes that came.</summary>
    public void Add(int bytes)
    {
        came += bytes;
        here += bytes;
        if (here < total && clock.Elapsed - last < Quiet) return;
        last = clock.Elapsed;
        Report(null);
    }

    /// <summary>Says what is waited for.</summary>
    public void Wait(string note) => Report(note);

    private void Report(string? note)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        target?.Report(new(file, here, total, came > 0 && seconds > 0 ? came / seconds : 0, note));
    }
}

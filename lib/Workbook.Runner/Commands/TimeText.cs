namespace Workbook.Runner.Commands;

/// <summary>Times as a person reads them.</summary>
internal static class TimeText
{
    /// <summary>A measured time: 0.42 s, 12.3 s, 3 min 05 s.</summary>
    public static string Of(TimeSpan time) =>
        time.TotalSeconds < 10 ? $"{time.TotalSeconds:0.00} s"
        : time.TotalSeconds < 60 ? $"{time.TotalSeconds:0.0} s"
        : $"{(int)time.TotalMinutes} min {time.Seconds:00} s";

    /// <summary>An estimate: no finer than it is known.</summary>
    public static string About(TimeSpan time) =>
        time.TotalSeconds < 60 ? $"about {Math.Max(1, Math.Ceiling(time.TotalSeconds)):0} s left" : $"about {Math.Ceiling(time.TotalMinutes):0} min left";
}

using System.Text;

namespace Workbook.Charts;

/// <summary>
/// plotly.js, taken from Plotly.NET's own resources so that no figure asks the network for it. Editors get it once, with the first
/// figure of the process; the report keeps it in one file for all pages.
/// </summary>
public static class PlotlyScript
{
    private static readonly Lazy<string> Text = new(Read);
    private static int _given;

    /// <summary>Where figures find plotly.js; the runner sets <see cref="ChartMode.External"/>.</summary>
    public static ChartMode Mode { get; set; } = ChartMode.Inline;

    /// <summary>The whole of plotly.js.</summary>
    public static string Source => Text.Value;

    /// <summary>Lets the next figure bring the script again: needed when an editor has forgotten the outputs of a running kernel.</summary>
    public static void Reset() => Interlocked.Exchange(ref _given, 0);

    /// <summary>Script and style for the first figure of an editor; empty afterwards, and always in the report.</summary>
    internal static string Once()
    {
        if (Mode == ChartMode.External || Interlocked.Exchange(ref _given, 1) != 0)
        {
            return "";
        }

        // Without these names plotly.js would register itself with an editor's module loader instead of the page.
        return new StringBuilder("<script>(function(define,module,exports){")
            .Append(Source.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase))
            .Append("}).call(window);</script><script>").Append(ChartAssets.Script).Append("</script>").ToString();
    }

    private static string Read()
    {
        var assembly = typeof(Plotly.NET.GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().FirstOrDefault(n => n.Contains("plotly-", StringComparison.Ordinal) && n.EndsWith(".min.js", StringComparison.Ordinal))
            ?? throw new InvalidOperationException("Plotly.NET carries no plotly.js; the workbook needs Plotly.NET 6.");
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

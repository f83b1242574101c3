namespace Workbook.Charts;

/// <summary>The style and the small script that every figure and table share.</summary>
public static class ChartAssets
{
    private static readonly Lazy<string> StyleText = new(() => Read("chart.css"));
    private static readonly Lazy<string> ScriptText = new(() => Read("chart.js"));

    /// <summary>CSS of figures, tables and matrix views; follows the page's light or dark colours.</summary>
    public static string Style => StyleText.Value;

    /// <summary>JavaScript that draws figures with plotly.js, in the page's colours and width.</summary>
    public static string Script => ScriptText.Value;

    // An editor may clear any output, the first one too: so each view brings the style itself. It is small.
    internal static string StyleOnce() => PlotlyScript.Mode == ChartMode.External ? "" : $"<style>{Style}</style>";

    private static string Read(string name)
    {
        using var stream = typeof(ChartAssets).Assembly.GetManifestResourceStream($"Workbook.Charts.{name}")
            ?? throw new InvalidOperationException($"Workbook.dll was built without Charts/{name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

namespace Workbook.Runner.Report;

/// <summary>The report's own style and script.</summary>
internal static class ReportAssets
{
    public static string Style => Read("report.css");

    public static string Script => Read("report.js");

    private static string Read(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream($"Workbook.Runner.Report.{name}")
            ?? throw new InvalidOperationException($"The runner was built without Report/{name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

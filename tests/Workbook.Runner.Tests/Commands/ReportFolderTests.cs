using Workbook.Runner.Commands;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

public sealed class ReportFolderTests : IDisposable
{
    private const string Results = """{"format":"workbook-results","version":1,"run":null,"summary":null,"notebooks":[]}""";

    private readonly TemporaryFolder _folder = new();

    private string Target => Path.Combine(_folder.Path, "report");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_appears_only_when_it_is_whole()
    {
        using var report = ReportFolder.Open(Target);
        File.WriteAllText(Path.Combine(report.Staging, "index.html"), "new");
        Assert.False(Directory.Exists(Target));
        report.Commit();
        Assert.Equal("new", File.ReadAllText(Path.Combine(Target, "index.html")));
        Assert.Equal([Target], Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void A_report_takes_the_place_of_the_last_one_whole()
    {
        _folder.Write("report/results.json", Results);
        _folder.Write("report/gone.html", "old");
        using var report = ReportFolder.Open(Target);
        File.WriteAllText(Path.Combine(report.Staging, "index.html"), "new");
        report.Commit();
        Assert.Equal([Path.Combine(Target, "index.html")], Directory.GetFiles(Target));
    }

    [Fact]
    public void A_report_that_is_not_finished_leaves_the_last_one()
    {
        _folder.Write("report/results.json", Results);
        using (var report = ReportFolder.Open(Target))
            File.WriteAllText(Path.Combine(report.Staging, "index.html"), "half");
        Assert.Equal([Path.Combine(Target, "results.json")], Directory.GetFiles(Target));
        Assert.Equal([Target], Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void A_folder_with_other_files_is_not_taken()
    {
        _folder.Write("report/letter.txt", "mine");
        Assert.Contains("holds other files", Assert.Throws<WorkbookException>(() => ReportFolder.Open(Target)).Message, StringComparison.Ordinal);
        Assert.Equal([Target], Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void What_a_killed_process_left_is_cleaned_up_and_the_last_report_put_back()
    {
        // No process has the greatest number that an int can hold.
        _folder.Write($".report.{int.MaxValue}.new/index.html", "half");
        _folder.Write($".report.{int.MaxValue}.new.old/results.json", Results);
        using (ReportFolder.Open(Target))
        {
        }
        Assert.Equal([Target], Directory.GetDirectories(_folder.Path));
        Assert.Equal(Results, File.ReadAllText(Path.Combine(Target, "results.json")));
    }
}

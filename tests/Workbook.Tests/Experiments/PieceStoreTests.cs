using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Tests.Gpt2;
using Xunit;

namespace Workbook.Tests.Experiments;

public sealed class PieceStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ModelRun model = new();
    private readonly List<PieceReport> reports = [];

    public void Dispose()
    {
        folder.Dispose();
        model.Dispose();
    }

    [Fact]
    public void A_second_run_reuses_every_piece_and_gives_the_same_figures()
    {
        var first = Run();
        Assert.All(reports, r => Assert.False(r.Reused));
        var second = Run();
        Assert.All(reports, r => Assert.True(r.Reused));
        Assert.Equal([1, 2, 3, 4], reports.Select(r => r.Done));
        Assert.Equal(first.RowsOf<HeadDilutionRow>(), second.RowsOf<HeadDilutionRow>());
        Assert.Equal(first.Findings, second.Findings);
    }

    [Fact]
    public void What_changed_is_said_and_only_then_is_a_piece_measured_again()
    {
        Run();
        Run(ModelRun.Options with { Lengths = [8, 16, 32] });
        Assert.All(reports, r => Assert.Equal((false, "Lengths was \"8 16 40\", is \"8 16 32\""), (r.Reused, r.Why)));
        Run(hash: "other");
        Assert.All(reports, r => Assert.Equal((false, "modelHash was \"h\", is \"other\""), (r.Reused, r.Why)));
        // Neither threads nor resamples nor an option of other experiments changes a piece.
        Run(ModelRun.Options with { Threads = 2, Resamples = 10, Temperatures = [1] });
        Assert.All(reports, r => Assert.True(r.Reused));
    }

    [Fact]
    public void A_damaged_piece_is_measured_again()
    {
        var first = Run();
        var files = Directory.GetFiles(folder.Path, "*.piece", SearchOption.AllDirectories);
        Assert.Equal(4, files.Length);
        var bytes = File.ReadAllBytes(files[0]);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(files[0], bytes);
        File.WriteAllBytes(files[1], File.ReadAllBytes(files[1])[..200]);
        File.WriteAllBytes(files[2], []);
        var second = Run();
        Assert.Equal(1, reports.Count(r => r.Reused));
        Assert.All(reports.Where(r => !r.Reused), r => Assert.Equal("the kept piece is damaged (its checksum does not fit)", r.Why));
        Assert.Equal(first.Findings, second.Findings);
        Run();
        Assert.All(reports, r => Assert.True(r.Reused));
    }

    [Fact]
    public void Stopping_keeps_finished_pieces_and_no_half_one()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Told(r =>
        {
            if (r.Done == 2)
                stop.Cancel();
        });
        var run = model.Run(new ModelDilution(), ModelRun.Options with { Cancellation = stop.Token }, new PieceStore(folder.Path), progress);
        Assert.ThrowsAny<OperationCanceledException>(() => run.Run([ModelRun.Text(1), ModelRun.Text(2)], model.Open, 2));
        Assert.Equal(2, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Length);
        Run();
        Assert.Equal([true, true, false, false], reports.Select(r => r.Reused));
    }

    [Fact]
    public void Pieces_that_this_run_measured_for_another_experiment_are_no_earlier_runs()
    {
        (int Pieces, int Reused) Shared(PieceStore store)
        {
            var run = model.Run(new ModelCriticalN(), store: store, progress: new Told(reports.Add));
            run.Run([ModelRun.Text()], model.Open, 2);
            return (run.Pieces, run.Reused);
        }

        var store = new PieceStore(folder.Path);
        model.Run(new ModelDistance(), store: store).Run([ModelRun.Text()], model.Open, 2);
        Assert.Equal((2, 0), Shared(store));
        Assert.All(reports, r => Assert.Equal("in this run, for another experiment", r.Why));
        Assert.Equal((2, 2), Shared(new PieceStore(folder.Path)));
        using var temporary = PieceStore.Temporary();
        Assert.Equal((2, 0), Shared(temporary));
        Assert.Equal((2, 0), Shared(temporary));
        Assert.True(Directory.Exists(temporary.Folder));
        temporary.Dispose();
        Assert.False(Directory.Exists(temporary.Folder));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_before_anything_is_measured()
    {
        folder.Write("taken", "");
        var run = model.Run(new ModelDilution(), store: new PieceStore(folder.File("taken")));
        var problem = Assert.Throws<WorkbookException>(() => run.Run([ModelRun.Text()], _ => throw new InvalidOperationException("A trace was read."), 2));
        Assert.Contains("can't be written", problem.Message);
        Assert.Contains("set WORKBOOK_CACHE", problem.Message);
    }

    private ExperimentResult Run(ExperimentOptions? options = null, string hash = "h")
    {
        reports.Clear();
        return model.Run(new ModelDilution(), options, new PieceStore(folder.Path), new Told(reports.Add), hash).Run([ModelRun.Text(1), ModelRun.Text(2)], model.Open, 2);
    }

    private sealed class Told(Action<PieceReport> tell) : IProgress<PieceReport>
    {
        public void Report(PieceReport value) => tell(value);
    }
}

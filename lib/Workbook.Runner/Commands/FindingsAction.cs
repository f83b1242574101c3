using System.Text.Json;
using TorchSharp;
using Workbook.Experiments;

namespace Workbook.Runner.Commands;

/// <summary>Reruns experiments 1 to 5 on the embedded model and compares what they find with the committed figures.</summary>
/// <param name="path">The file of expected findings.</param>
/// <param name="update">True to write that file.</param>
internal sealed class FindingsAction(string path, bool update)
{
    private const string Model = "nano";
    private const int Seed = 1;

    private static readonly int[] Lengths = [32, 64, 128, 256];
    private static readonly string[] Texts = ["poem", "stories"];
    private static readonly string[] Names = ["dilution", "distance", "critical-n", "separability", "sensitivity"];

    /// <summary>Runs, and says by the exit code whether every finding lies within its tolerance.</summary>
    public int Run()
    {
        using var stop = new StopSignal();
        var expected = update ? null : Read();
        using var subject = ExperimentSubject.OfModel(expected?.Model ?? Model, torch.CPU, expected?.Texts ?? Texts, expected?.Seed ?? Seed);
        if (expected is not null && expected.ModelHash != subject.Origin.ModelHash)
            throw new WorkbookException($"{WorkbookRoot.Display(path)} was made with other weights of {expected.Model}; make it anew with verify --findings --update.");
        var options = new ExperimentOptions { Lengths = expected?.Lengths ?? Lengths, Seed = expected?.Seed ?? Seed, Cancellation = stop.Token };
        try
        {
            var found = Names.Select(name => (Name: name, Result: new ExperimentRun(ExperimentCatalogue.Find(name), options, subject.Origin, subject.Model).Run(subject.Texts, subject.Open, subject.Layers))).ToArray();
            if (expected is not null)
                return Compare(expected, found.ToDictionary(f => f.Name, f => f.Result));
            var all = found.SelectMany(f => f.Result.Findings.Where(finding => double.IsFinite(finding.Value)).Select(finding => ExpectedFinding.Of(f.Name, finding))).ToArray();
            var file = new ExpectedFindings(ExpectedFindings.FormatName, 1, Model, subject.Origin.ModelHash, Lengths, Texts, Seed, all);
            AtomicFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(file, ExpectedFindingsJson.Default.ExpectedFindings), (byte)'\n'], "choose another with --expected");
            Console.WriteLine($"{Amount.Of(all.Length, "finding")} written to {WorkbookRoot.Display(path)}.");
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped.");
            return ExitCode.Stopped;
        }
    }

    private static int Compare(ExpectedFindings expected, Dictionary<string, ExperimentResult> found)
    {
        var outside = 0;
        Console.WriteLine($"{"experiment",-13} {"finding",-32} {"expected",12} {"got",12}  within");
        foreach (var finding in expected.Findings)
        {
            var got = found.GetValueOrDefault(finding.Experiment)?.Findings.FirstOrDefault(f => f.Name == finding.Name)?.Value ?? double.NaN;
            var within = Math.Abs(got - finding.Value) <= finding.Tolerance;
            outside += within ? 0 : 1;
            Console.WriteLine($"{finding.Experiment,-13} {finding.Name,-32} {finding.Value,12:g5} {got,12:g5}  {(within ? "yes" : $"NO, by more than {finding.Tolerance:g2}")}");
        }

        Console.WriteLine($"{expected.Findings.Count - outside} of {Amount.Of(expected.Findings.Count, "finding")} within tolerance, on {expected.Model} at L up to {expected.Lengths[^1]}.");
        return outside == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private ExpectedFindings Read()
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, ExpectedFindingsJson.Default.ExpectedFindings) is { Format: ExpectedFindings.FormatName, Version: 1 } file
                ? file
                : throw new WorkbookException($"{path} holds no expected findings of this version; make it anew with verify --findings --update.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WorkbookException($"{path} can't be read ({error.Message.TrimEnd('.')}); make it with verify --findings --update.", error);
        }
    }
}

using System.Diagnostics;
using TorchSharp;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Runner.Sweeps;
using Workbook.Torch;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>Runs one share of a sweep; finished items are kept and not run again.</summary>
/// <param name="plan">What to run.</param>
/// <param name="shard">Which share of it.</param>
/// <param name="folder">Where the pieces go.</param>
/// <param name="deviceName">Where tensors live.</param>
internal sealed class SweepAction(SweepPlan plan, SweepShard shard, SweepFolder folder, string deviceName)
{
    /// <summary>Runs to the end, or to Ctrl-C.</summary>
    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var device = DeviceChoice.Parse(deviceName);
        folder.Probe();
        foreach (var text in plan.Texts)
            Corpus.Require(plan.Located(text));
        foreach (var model in plan.Models)
        {
            if (!await ModelPull.EnsureAsync(plan.Located(model)).ConfigureAwait(false))
                return ExitCode.Stopped;
        }

        using var stop = new StopSignal();
        PieceStore.SweepUp();
        // How many threads share a sum changes its last digits; a machine of another size must give the same piece.
        torch.set_num_threads(1);
        var items = plan.Items.Where(shard.Holds).ToArray();
        foreach (var model in items.GroupBy(item => item.Model))
            CheckLengths(model.Key, model.DistinctBy(item => (item.Text, item.Seed)));
        var ran = 0;
        for (var done = 0; done < items.Length; done++)
        {
            var item = items[done];
            var device1 = device.ToString();
            if (folder.Marker(item) is { } marker && marker.Plan == plan.Hash && marker.Item == item && marker.Code == CodeVersion.Current && marker.Device == device1 && folder.Damage(item, marker) is null)
            {
                Console.Error.WriteLine($"[{done + 1}/{items.Length}] {item}: kept from an earlier run");
                continue;
            }

            try
            {
                Measure(item, device, stop.Token);
            }
            catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
            {
                Console.Error.WriteLine($"Stopped; {Amount.Of(done, "finished item")} of shard {shard} are kept, the same command goes on from there.");
                return ExitCode.Stopped;
            }

            ran++;
            Console.Error.WriteLine($"[{done + 1}/{items.Length}] {item} ({TimeText.About(clock.Elapsed / ran * (items.Length - done - 1))})");
        }

        Console.WriteLine($"Shard {shard}: {Amount.Of(items.Length, "item")} of {plan.Items.Count}, {ran} of them run now, in {TimeText.Of(clock.Elapsed)}.");
        return ExitCode.Done;
    }

    // Before the first item is measured: what the model reads, and what each text has.
    private void CheckLengths(string model, IEnumerable<SweepItem> items)
    {
        var place = CheckpointFolder.Find(plan.Located(model)).Folder;
        var most = Gpt2Config.Read(Path.Combine(place, "config.json")).ContextLength;
        if (plan.Lengths[^1] > most)
            throw new UsageException($"\"lengths\" asks for {plan.Lengths[^1]}, {model} reads at most {most} tokens.");
        var tokenizer = Gpt2Tokenizer.Load(place);
        foreach (var item in items)
            plan.Options(item).Check(Corpus.Find(plan.Located(item.Text), tokenizer, item.Seed).Ids.Count, item.Text);
    }

    private void Measure(SweepItem item, torch.Device device, CancellationToken stop)
    {
        using var subject = ExperimentSubject.OfModel(plan.Located(item.Model), device, [plan.Located(item.Text)], item.Seed);
        var origin = subject.Origin with { Device = device.ToString() };
        using var store = new PieceStore(Path.Combine(PatchedCopyCache.DefaultFolder, "pieces"));
        var run = new ExperimentRun(ExperimentCatalogue.Find(item.Experiment), plan.Options(item) with { Cancellation = stop }, origin, subject.Model, store);
        var result = run.Run(subject.Texts, subject.Open, subject.Layers);
        folder.Write(item, result.Tables.Prepend(result.Rows), tables => new(
            SweepMarker.CurrentVersion, plan.Hash, item, origin.ModelHash, subject.Texts[0].Hash, origin.Device, CodeVersion.Current, tables));
    }
}

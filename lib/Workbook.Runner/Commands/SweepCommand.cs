using System.CommandLine;
using Workbook.Runner.Sweeps;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>sweep</c>: experiments over models, texts and seeds, in shares that machines can run side by side.</summary>
internal static class SweepCommand
{
    private const string Notes = """
        Examples:
          sweep plan.json --out sweep                  every item of the plan, one after another
          sweep plan.json --out sweep --shard 2/4      every fourth item, beginning with the second
          sweep merge plan.json --out sweep            join the pieces into sweep/merged

        docs/sweeps.md describes a plan and how a cluster runs one. A finished item is not run again by
        the same plan and code. Merging refuses gaps, damaged pieces, and pieces of different plans, code, models or texts.

        Exit codes:
          0    done
          1    a model, text or file can't be read or written, or the pieces don't make a whole
          2    wrong usage, or a plan that can't be run
          130  stopped by Ctrl-C; finished items are kept
        """;

    private static readonly Argument<string> Plan = new("PLAN") { Description = "The plan, a JSON file." };

    private static readonly Option<string> Out = new("--out") { Description = "The folder of the pieces.", HelpName = "FOLDER", DefaultValueFactory = _ => "sweep" };

    private static readonly Option<string> Shard = new("--shard") { Description = "Which share to run, i of n.", HelpName = "i/n", DefaultValueFactory = _ => "1/1" };

    private static readonly Option<string> Device = new("--device") { Description = $"Where tensors live: {string.Join(", ", DeviceChoice.Names)}.", HelpName = "DEVICE", DefaultValueFactory = _ => "cpu" };

    public static Command Create()
    {
        var merge = new Verb("merge", "Join the pieces of a finished sweep.", Notes) { Plan, Out };
        merge.SetAction(parsed => Merge(SweepPlan.Read(parsed.GetValue(Plan)!), parsed.GetValue(Out)!));
        var command = new Verb("sweep", "Run experiments over models, texts and seeds, in shares.", Notes) { Plan, Out, Shard, Device, merge };
        command.SetAction(async (parsed, _) => await new SweepAction(
            SweepPlan.Read(parsed.GetValue(Plan)!), SweepShard.Parse(parsed.GetValue(Shard)!), new SweepFolder(parsed.GetValue(Out)!), parsed.GetValue(Device)!).RunAsync().ConfigureAwait(false));
        return command;
    }

    private static int Merge(SweepPlan plan, string folder)
    {
        foreach (var (file, rows) in SweepMerge.Run(plan, new SweepFolder(folder), Path.Combine(folder, "merged")))
            Console.WriteLine($"{file}: {rows:N0} rows");
        return ExitCode.Done;
    }
}

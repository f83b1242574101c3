using System.CommandLine;
using System.Text.Json;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>doctor</c>: says whether this machine has what a run needs.</summary>
internal static class DoctorCommand
{
    private const string Notes = """
        Examples:
          doctor                                one line each: sdk, libstdc++, torch, device, checkpoint, notebooks, disk
          doctor --device cuda --model /data/gpt2

        Exit codes:
          0    everything can be used
          1    something cannot; its line says what to do
          2    wrong usage
        """;

    private static readonly Option<string> Model = new("--model")
    {
        Description = "The checkpoint to look at: an id, or a folder that holds one.",
        HelpName = "ID|FOLDER",
        DefaultValueFactory = _ => new RunOptions().Model,
    };

    private static readonly Option<string> Device = new("--device")
    {
        Description = "The device to look for: auto, cpu, cuda, mps.",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => new RunOptions().Device,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the findings as JSON." };

    public static Command Create()
    {
        var command = new Verb("doctor", "Say whether this machine has what a run needs, and what to do if not.", Notes) { Model, Device, Json };
        command.SetAction(parsed => Run(parsed.GetValue(Model)!, parsed.GetValue(Device)!, parsed.GetValue(Json)));
        return command;
    }

    private static int Run(string model, string device, bool json)
    {
        var findings = new Doctor(model, device).Examine();
        var ok = findings.All(finding => finding.Ok);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new DoctorReport("workbook-doctor", 1, ok, findings), DoctorJson.Default.DoctorReport));
        else
            foreach (var finding in findings)
                Console.WriteLine($"{(finding.Ok ? "ok " : "bad")}  {finding.Name,-10}  {finding.Fact}");
        return ok ? ExitCode.Done : ExitCode.Failed;
    }
}

using System.CommandLine;
using Workbook.Claims;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>verify</c>: attacks the claims and compares the verdicts with the committed ones.</summary>
internal static class VerifyCommand
{
    private const string Notes = """
        Examples:
          verify --quick                       every claim, a short search
          verify                               every claim in full
          verify --claim sensitivity.quarter   one of them, with its counterexample
          verify --model nano                  a model's own attention rows as well
          verify --json > verdicts.json        the same for a program
          verify --findings                    experiments 1 to 5 on nano against data/expected/findings-nano.json

        Verdicts: tight (a ratio of 0.99 was reached), loose (the best ratio found), refuted (with the smallest
        counterexample found), empirical (a measured figure with its 95 % interval). Without a counterexample a
        verdict is evidence; the proofs stand in the chapters.

        Exit codes:
          0    every verdict is the one in data/expected/claims.json
          1    a verdict differs, or a file can't be read or written
          2    wrong usage
          130  stopped by Ctrl-C
        """;

    private static readonly Option<string[]> Claim = new("--claim") { Description = "A claim's id; every claim if none is given.", HelpName = "ID", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<bool> Quick = new("--quick") { Description = "A short search; what it leaves out is printed." };

    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of every draw.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private static readonly Option<string> Model = new("--model") { Description = "Check the claims on this model's attention rows too: an id, or a folder that holds one.", HelpName = "ID|FOLDER" };

    private static readonly Option<string> Trace = new("--trace") { Description = "Check the claims on the rows of a saved trace too.", HelpName = "FILE" };

    private static readonly Option<string> Text = new("--text") { Description = "What the model reads: a file or a name of the corpus.", HelpName = "FILE|NAME" };

    private static readonly Option<string> Expected = new("--expected") { Description = "The expected verdicts, data/expected/claims.json if none is given.", HelpName = "FILE" };

    private static readonly Option<bool> Update = new("--update") { Description = "Write the verdicts found by a full search as the expected ones." };

    private static readonly Option<bool> Findings = new("--findings") { Description = "Rerun experiments 1 to 5 on nano and compare their findings with the committed ones, instead of the claims." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the verdicts as JSON, and progress to standard error." };

    public static Command Create()
    {
        var command = new Verb("verify", "Attack every claim and compare the verdicts with the committed ones.", Notes) { Claim, Quick, Seed, Model, Trace, Text, Expected, Update, Findings, Json };
        command.SetAction((parsed, _) => Task.FromResult(parsed.GetValue(Findings)
            ? new FindingsAction(parsed.GetValue(Expected) ?? Path.Combine(WorkbookRoot.Find(), "data", "expected", "findings-nano.json"), parsed.GetValue(Update)).Run()
            : new VerifyAction(Request(parsed)).Run()));
        return command;
    }

    private static VerifyRequest Request(ParseResult parsed)
    {
        var request = new VerifyRequest
        {
            Claims = [.. (parsed.GetValue(Claim) ?? []).Select(Known)],
            Quick = parsed.GetValue(Quick),
            Seed = parsed.GetValue(Seed),
            Model = parsed.GetValue(Model),
            Trace = parsed.GetValue(Trace),
            Text = parsed.GetValue(Text),
            Expected = parsed.GetValue(Expected) ?? Path.Combine(WorkbookRoot.Find(), "data", "expected", "claims.json"),
            Update = parsed.GetValue(Update),
            Json = parsed.GetValue(Json),
        };
        if (request.Trace is not null && request.Model is not null)
            throw new UsageException("--trace and --model exclude each other; a trace holds what its model computed.");
        if (request.Text is not null && request.Model is null)
            throw new UsageException("--text needs --model; a trace holds its own text.");
        if (request.Update && request.Quick)
            throw new UsageException("--update and --quick exclude each other; expected verdicts come from a full search.");
        return request;
    }

    private static IClaim Known(string id) => ClaimLedger.All.FirstOrDefault(c => c.Claim.Id == id)
        ?? throw new UsageException($"There is no claim \"{id}\"; near it are {string.Join(", ", ClaimLedger.Near(id))}.");
}

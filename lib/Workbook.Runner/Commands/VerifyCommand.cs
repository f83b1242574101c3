using System.CommandLine;
using Workbook.Claims;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>verify</c>: attacks the claims, runs the experiments again, and compares both with what is committed.</summary>
internal static class VerifyCommand
{
    private const string Notes = """
        Examples:
          verify --quick                       claims and findings, a small part of the work
          verify                               every claim in full, every experiment on the whole corpus
          verify --full                        all lengths and three seeds as well
          verify --claim sensitivity.quarter   one claim, with its counterexample
          verify --finding dilution.slope      one finding, or all of an experiment: --finding dilution
          verify --only findings --model gpt2  another model beside the paper; nothing is compared
          verify --model nano                  a model's own attention rows as well
          verify --json > verdicts.json        the same for a program

        Verdicts: tight (a ratio of 0.99 was reached), loose (the best ratio found), refuted (with the smallest
        counterexample found), empirical (a measured figure with its 95 % interval). Without a counterexample a
        verdict is evidence; the proofs stand in the chapters.

        Findings are what the experiments conclude on nano: expected, got, tolerance. Finished pieces are kept in
        the cache (WORKBOOK_CACHE, or ~/.cache/workbook); --no-cache measures everything anew.

        Exit codes:
          0    every verdict and finding is as committed in data/expected
          1    one differs, or a file can't be read or written
          2    wrong usage
          130  stopped by Ctrl-C; finished pieces are kept
        """;

    private static readonly Option<string[]> Claim = new("--claim") { Description = "A claim's id; every claim if none is given.", HelpName = "ID", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string[]> Finding = new("--finding") { Description = "A finding, or an experiment for all of its findings; all if none is given.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string> Only = new("--only") { Description = "Only the claims, or only the findings.", HelpName = "claims|findings" };

    private static readonly Option<bool> Quick = new("--quick") { Description = "A short search and a small part of the findings; what is left out is printed." };

    private static readonly Option<bool> Full = new("--full") { Description = "Findings on all texts, lengths and seeds." };

    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of every draw.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private static readonly Option<string> Model = new("--model") { Description = "Check the claims on this model's attention rows too, and show its findings: an id, or a folder that holds one.", HelpName = "ID|FOLDER" };

    private static readonly Option<string> Trace = new("--trace") { Description = "Check the claims on the rows of a saved trace too, and show its findings.", HelpName = "FILE" };

    private static readonly Option<string> Text = new("--text") { Description = "What the model reads: a file or a name of the corpus.", HelpName = "FILE|NAME" };

    private static readonly Option<string> Expected = new("--expected") { Description = "The expected verdicts, data/expected/claims.json if none is given.", HelpName = "FILE" };

    private static readonly Option<string> ExpectedFindingsFile = new("--expected-findings") { Description = "The expected findings, data/expected/findings-nano.json if none is given.", HelpName = "FILE" };

    private static readonly Option<bool> Update = new("--update") { Description = "Write what was found as expected: verdicts of a full search, the findings of the tier." };

    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Keep and reuse no pieces of experiments." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the verdicts as JSON, and progress to standard error." };

    public static Command Create()
    {
        var command = new Verb("verify", "Attack every claim, run the experiments again, and compare both with what is committed.", Notes)
        {
            Only, Claim, Finding, Quick, Full, Seed, Model, Trace, Text, Expected, ExpectedFindingsFile, Update, NoCache, Json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var request = Request(parsed);
            if (request.Model is { } model && !await ModelPull.EnsureAsync(model).ConfigureAwait(false))
                return ExitCode.Stopped;
            return new VerifyAction(request).Run();
        });
        return command;
    }

    private static VerifyRequest Request(ParseResult parsed)
    {
        var (quick, full) = (parsed.GetValue(Quick), parsed.GetValue(Full));
        if (quick && full)
            throw new UsageException("--quick and --full exclude each other.");
        var (claims, findings) = Parts(parsed);
        var request = new VerifyRequest
        {
            Tier = quick ? VerifyTier.Quick : full ? VerifyTier.Full : VerifyTier.Default,
            WithClaims = claims,
            WithFindings = findings,
            Claims = [.. (parsed.GetValue(Claim) ?? []).Select(Known)],
            Findings = parsed.GetValue(Finding) ?? [],
            Seed = parsed.GetValue(Seed),
            Model = parsed.GetValue(Model),
            Trace = parsed.GetValue(Trace),
            Text = parsed.GetValue(Text),
            Expected = parsed.GetValue(Expected) ?? Path.Combine(WorkbookRoot.Find(), "data", "expected", "claims.json"),
            ExpectedFindings = parsed.GetValue(ExpectedFindingsFile) ?? Path.Combine(WorkbookRoot.Find(), "data", "expected", "findings-nano.json"),
            Update = parsed.GetValue(Update),
            Json = parsed.GetValue(Json),
            Cache = !parsed.GetValue(NoCache),
        };
        if (request.Trace is not null && request.Model is not null)
            throw new UsageException("--trace and --model exclude each other; a trace holds what its model computed.");
        if (request.Text is not null && request.Model is null)
            throw new UsageException("--text needs --model; a trace holds its own text.");
        if (request.Update && request.Quick && claims)
            throw new UsageException("--update and --quick exclude each other; expected verdicts come from a full search (--only findings writes the quick findings).");
        if (request.Update && findings && (request.Trace ?? request.Text ?? (request.Model is null or "nano" ? null : request.Model)) is not null)
            throw new UsageException("--update writes nano's findings on the tier's texts; leave out --model, --text and --trace, or add --only claims.");
        if (request.Update && request.Findings.Count > 0)
            throw new UsageException("--update writes all findings of a tier; leave out --finding.");
        return request;
    }

    // Naming a claim or a finding asks for nothing else.
    private static (bool Claims, bool Findings) Parts(ParseResult parsed)
    {
        var (claim, finding) = (parsed.GetValue(Claim) is { Length: > 0 }, parsed.GetValue(Finding) is { Length: > 0 });
        var (claims, findings) = parsed.GetValue(Only) switch
        {
            null => (claim || !finding, finding || !claim),
            "claims" => (true, false),
            "findings" => (false, true),
            var other => throw new UsageException($"--only takes claims or findings, not \"{other}\"."),
        };
        if (claim && !claims)
            throw new UsageException("--claim and --only findings exclude each other.");
        if (finding && !findings)
            throw new UsageException("--finding and --only claims exclude each other.");
        return (claims, findings);
    }

    private static IClaim Known(string id) => ClaimLedger.All.FirstOrDefault(c => c.Claim.Id == id)
        ?? throw new UsageException($"There is no claim \"{id}\"; near it are {string.Join(", ", ClaimLedger.Near(id))}.");
}

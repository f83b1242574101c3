using System.Diagnostics;
using System.Text.Json;
using Workbook.Charts;
using Workbook.Claims;
using Workbook.Experiments;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>Runs the attacks that <c>verify</c> was asked for and tells what came out.</summary>
internal sealed class VerifyAction(VerifyRequest request)
{
    private const int MostTokens = 128;

    /// <summary>Runs, and says by the exit code whether every verdict is the expected one.</summary>
    public int Run()
    {
        using var signal = new StopSignal();
        var clock = Stopwatch.StartNew();
        try
        {
            var expected = request.Update ? [] : Expected();
            var options = (request.Quick ? SearchOptions.Quick : new SearchOptions()) with { Seed = request.Seed, Cancellation = signal.Token, Rows = Rows() };
            IReadOnlyList<IClaim> claims = request.Claims.Count > 0 ? request.Claims : ClaimLedger.All;
            var found = new List<(Verdict Verdict, string? Difference)>();
            foreach (var claim in claims)
            {
                // One after another: TorchSharp may free a scalar while another thread collects garbage.
                var verdict = ClaimSearch.Run(claim, options);
                found.Add((verdict, Difference(verdict, expected)));
                Progress(found[^1], found.Count, claims.Count, claims.Max(c => c.Claim.Id.Length));
            }

            if (request.Update)
                Write(found.Select(f => ExpectedClaim.Of(f.Verdict)));
            return Tell(found, claims, clock.Elapsed);
        }
        catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped.");
            return ExitCode.Stopped;
        }
    }

    private static IReadOnlyList<string> LeftOut { get; } =
    [
        $"{SearchOptions.Quick.RandomInstances:N0} random instances a claim instead of {new SearchOptions().RandomInstances:N0}",
        $"gradient ascent from {SearchOptions.Quick.Restarts} starts on {SearchOptions.Quick.AscentShapes} lengths instead of {new SearchOptions().Restarts} on {new SearchOptions().AscentShapes}, {SearchOptions.Quick.AscentSteps} steps instead of {new SearchOptions().AscentSteps}",
        $"local search from {SearchOptions.Quick.Climbers} instances instead of {new SearchOptions().Climbers}",
        $"{SearchOptions.Quick.Effort:p0} of the draws of measured claims",
        "whether a loose claim's best ratio reaches the expected one (only that it does not pass it)",
    ];

    private int Tell(List<(Verdict Verdict, string? Difference)> found, IReadOnlyList<IClaim> claims, TimeSpan time)
    {
        var differing = found.Where(f => f.Difference is not null).ToArray();
        if (request.Json)
        {
            var report = new VerifyReport("workbook-verify", 1, differing.Length == 0, request.Quick, request.Seed, time.TotalSeconds, request.Quick ? LeftOut : [], [.. found.Select(f => VerifiedClaim.Of(f.Verdict, f.Difference))]);
            Console.WriteLine(JsonSerializer.Serialize(report, VerifyJson.Default.VerifyReport));
        }
        else
        {
            foreach (var (verdict, _) in found.Where(f => f.Verdict.Kind == VerdictKind.Refuted || request.Claims.Count > 0))
                Console.WriteLine($"\n{verdict.ToText()}");
            var kinds = found.GroupBy(f => f.Verdict.Kind).OrderBy(g => g.Key).Select(g => $"{g.Count()} {ExpectedClaim.Name(g.Key)}");
            Console.WriteLine($"\n{Amount.Of(claims.Count, "claim")} in {TimeText.Of(time)}, seed {request.Seed}: {string.Join(", ", kinds)}.");
            if (request.Quick)
                Console.WriteLine($"A quick search leaves out:\n{string.Join('\n', LeftOut.Select(l => "  " + l))}");
        }

        if (differing.Length == 0)
            return ExitCode.Done;
        foreach (var (verdict, difference) in differing)
            Console.Error.WriteLine($"{verdict.Claim.Id}: {difference}.");
        return ExitCode.Failed;
    }

    private void Progress((Verdict Verdict, string? Difference) found, int done, int all, int width)
    {
        var verdict = found.Verdict;
        var figure = verdict.Measured is { } m ? $"{NumberText.Show(m.Figure, 3)}{(m.HalfWidth > 0 ? $" ± {NumberText.Show(m.HalfWidth, 1)}" : "")}"
            : verdict.Sides.Equality ? verdict.Kind == VerdictKind.Refuted ? "≠" : "=" : NumberText.Show(verdict.Best, 3);
        var rows = request.Model is null && request.Trace is null ? "" : verdict.Rows == 0 ? "  no row fits" : $"  {verdict.Rows:N0} rows {(verdict.Sides.Equality ? "=" : NumberText.Show(verdict.RowsRatio, 3))}";
        (request.Json ? Console.Error : Console.Out).WriteLine(
            $"{done,3}/{all}  {verdict.Claim.Id.PadRight(width)}  {ExpectedClaim.Name(verdict.Kind),-9}  {figure,-18}  {verdict.Duration.TotalSeconds,5:f1} s{rows}{(found.Difference is null ? "" : $"  DIFFERS: {found.Difference}")}");
    }

    private string? Difference(Verdict verdict, Dictionary<string, ExpectedClaim> expected) =>
        request.Update ? null
        : expected.TryGetValue(verdict.Claim.Id, out var entry) ? entry.Difference(verdict, request.Quick)

        // A new normalizer brings its claim with it; that its bound holds is expected of every one.
        : verdict.Claim.Id.StartsWith(ExpectedClaim.OfNormalizers, StringComparison.Ordinal) ? verdict.Kind == VerdictKind.Refuted ? "refuted, expected to hold" : null
        : $"{ExpectedClaim.Name(verdict.Kind)}, but {WorkbookRoot.Display(request.Expected)} has no such claim";

    private Dictionary<string, ExpectedClaim> Expected()
    {
        try
        {
            using var stream = File.OpenRead(request.Expected);
            return JsonSerializer.Deserialize(stream, ExpectedClaimsJson.Default.ExpectedClaims)?.Claims.ToDictionary(c => c.Id) ?? [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new WorkbookException($"The expected verdicts in {WorkbookRoot.Display(request.Expected)} can't be read ({error.Message.TrimEnd('.')}); restore the file, or name another with --expected.", error);
        }
    }

    private void Write(IEnumerable<ExpectedClaim> found)
    {
        try
        {
            // Claims that were not attacked keep what the file says.
            var old = File.Exists(request.Expected) ? Expected() : [];
            foreach (var claim in found)
                old[claim.Id] = claim;
            var known = ClaimLedger.All.Select(c => c.Claim.Id).ToHashSet();
            var whole = new ExpectedClaims("workbook-expected-claims", 1, [.. old.Values.Where(c => known.Contains(c.Id)).OrderBy(c => c.Id, StringComparer.Ordinal)]);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(request.Expected))!);
            File.WriteAllText(request.Expected, JsonSerializer.Serialize(whole, ExpectedClaimsJson.Default.ExpectedClaims) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{WorkbookRoot.Display(request.Expected)} can't be written ({error.Message.TrimEnd('.')}); name another file with --expected.", error);
        }
    }

    private IReadOnlyList<Instance> Rows()
    {
        if (request.Model is null && request.Trace is null)
            return [];
        using var subject = request.Trace is { } path
            ? ExperimentSubject.OfTrace(path)
            : ExperimentSubject.OfModel(request.Model!, TorchSharp.torch.CPU, [request.Text ?? Corpus.Names[0]], request.Seed);
        var text = subject.Texts[0];
        var most = Math.Min(subject.ContextLength, MostTokens);
        using var source = subject.Open(request.Trace is null && text.Ids.Count > most ? ExperimentText.OfIds(text.Name, [.. text.Ids.Take(most)]) : text);
        return RealRows.From(source, seed: request.Seed);
    }
}

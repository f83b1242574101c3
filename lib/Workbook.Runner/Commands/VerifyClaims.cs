using System.Text.Json;
using Workbook.Charts;
using Workbook.Claims;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>Runs the attacks that <c>verify</c> was asked for and compares the verdicts with the committed ones.</summary>
internal sealed class VerifyClaims(VerifyRequest request, CancellationToken cancellation)
{
    private const int MostTokens = 128;

    private readonly IReadOnlyList<IClaim> _claims = request.Claims.Count > 0 ? request.Claims : ClaimLedger.All;
    private readonly List<(Verdict Verdict, string? Difference)> _found = [];

    /// <summary>Reads the committed verdicts, which takes no time, then attacks.</summary>
    public void Run()
    {
        var expected = request.Update ? [] : Expected();
        var options = (request.Quick ? SearchOptions.Quick : new SearchOptions()) with { Seed = request.Seed, Cancellation = cancellation, Rows = Rows() };
        foreach (var claim in _claims)
        {
            // One after another: TorchSharp may free a scalar while another thread collects garbage.
            var verdict = ClaimSearch.Run(claim, options);
            _found.Add((verdict, Difference(verdict, expected)));
            Progress(_found[^1], _found.Count, _claims.Count, _claims.Max(c => c.Claim.Id.Length));
        }

        if (request.Update)
            Write(_found.Select(f => ExpectedClaim.Of(f.Verdict)));
    }

    /// <summary>The verdicts for a program.</summary>
    public IReadOnlyList<VerifiedClaim> Report => [.. _found.Select(f => VerifiedClaim.Of(f.Verdict, f.Difference))];

    /// <summary>One sentence a verdict that differs.</summary>
    public IReadOnlyList<string> Differences => [.. _found.Where(f => f.Difference is not null).Select(f => $"{f.Verdict.Claim.Id}: {f.Difference}.")];

    /// <summary>What a quick search leaves out.</summary>
    public static IReadOnlyList<string> LeftOut { get; } =
    [
        $"{SearchOptions.Quick.RandomInstances:N0} random instances a claim instead of {new SearchOptions().RandomInstances:N0}",
        $"gradient ascent from {SearchOptions.Quick.Restarts} starts on {SearchOptions.Quick.AscentShapes} lengths instead of {new SearchOptions().Restarts} on {new SearchOptions().AscentShapes}, {SearchOptions.Quick.AscentSteps} steps instead of {new SearchOptions().AscentSteps}",
        $"local search from {SearchOptions.Quick.Climbers} instances instead of {new SearchOptions().Climbers}",
        $"{SearchOptions.Quick.Effort:p0} of the draws of measured claims",
        "whether a loose claim's best ratio reaches the expected one (only that it does not pass it)",
    ];

    /// <summary>Tells a person what came out.</summary>
    /// <param name="time">How long it took.</param>
    public void Tell(TimeSpan time)
    {
        foreach (var (verdict, _) in _found.Where(f => f.Verdict.Kind == VerdictKind.Refuted || request.Claims.Count > 0))
            Console.WriteLine($"\n{verdict.ToText()}");
        var kinds = _found.GroupBy(f => f.Verdict.Kind).OrderBy(g => g.Key).Select(g => $"{g.Count()} {ExpectedClaim.Name(g.Key)}");
        Console.WriteLine($"\n{Amount.Of(_claims.Count, "claim")} in {TimeText.Of(time)}, seed {request.Seed}: {string.Join(", ", kinds)}.");
        if (request.Quick)
            Console.WriteLine($"A quick search leaves out:\n{string.Join('\n', LeftOut.Select(l => "  " + l))}");
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

        // A new normalizer or variant brings its claims with it; that they hold is expected of every one.
        : ExpectedClaim.IsOfCatalogue(verdict.Claim.Id) ? verdict.Kind == VerdictKind.Refuted ? "refuted, expected to hold" : null
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
        // Claims that were not attacked keep what the file says.
        var old = File.Exists(request.Expected) ? Expected() : [];
        foreach (var claim in found)
            old[claim.Id] = claim;
        var known = ClaimLedger.All.Select(c => c.Claim.Id).ToHashSet();
        var whole = new ExpectedClaims("workbook-expected-claims", 1, [.. old.Values.Where(c => known.Contains(c.Id)).OrderBy(c => c.Id, StringComparer.Ordinal)]);
        AtomicFile.Write(request.Expected, [.. JsonSerializer.SerializeToUtf8Bytes(whole, ExpectedClaimsJson.Default.ExpectedClaims), (byte)'\n'], "name another file with --expected");
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

using System.Diagnostics;
using System.Text.Json;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Commands;

/// <summary>Attacks the claims, runs the experiments again, and tells what came out.</summary>
internal sealed class VerifyAction(VerifyRequest request)
{
    /// <summary>Runs, and says by the exit code whether all is as it was committed.</summary>
    public int Run()
    {
        using var signal = new StopSignal();
        var clock = Stopwatch.StartNew();
        var claims = request.WithClaims ? new VerifyClaims(request, signal.Token) : null;
        // What is wrong with a file or a model is told before the long work, not after it.
        using var findings = request.WithFindings ? new VerifyFindings(request, signal.Token) : null;
        if (request.Update && claims is not null)
            AtomicFile.Probe(request.Expected, "name another file with --expected");
        try
        {
            claims?.Run();
            if (!request.Json)
                claims?.Tell(clock.Elapsed);
            findings?.Run();
        }
        catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine(findings is { Pieces: > 0 } && request.Cache
                ? $"Stopped; {Amount.Of(findings.Pieces, "finished piece")} of the experiments are kept, the same command goes on from there."
                : "Stopped.");
            return ExitCode.Stopped;
        }

        string[] differences = [.. claims?.Differences ?? [], .. findings?.Differences ?? []];
        if (request.Json)
            Console.WriteLine(JsonSerializer.Serialize(Report(claims, findings, differences.Length == 0, clock.Elapsed), VerifyJson.Default.VerifyReport));
        else
            findings?.Tell();
        foreach (var difference in differences)
            Console.Error.WriteLine(difference);
        return differences.Length == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private VerifyReport Report(VerifyClaims? claims, VerifyFindings? findings, bool ok, TimeSpan time) => new(
        "workbook-verify", 1, ok, request.Quick, request.Seed, time.TotalSeconds, request.Quick && claims is not null ? VerifyClaims.LeftOut : [], claims?.Report ?? [])
    {
        Tier = ExpectedTier.Name(request.Tier),
        Findings = findings?.Report,
    };
}

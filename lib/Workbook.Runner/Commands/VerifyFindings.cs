using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using Workbook.Claims;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>
/// Runs the experiments again. On nano each finding is compared with its committed figure; another model, a text of the user's or a
/// trace is shown beside the paper, and nothing is compared.
/// </summary>
internal sealed class VerifyFindings : IDisposable
{
    private const string Nano = "nano";

    // By how many seeds in all, and by how many moves of the weights, --update learns how far a figure moves.
    private const int Seeds = 5, Roundings = 3;

    private readonly VerifyRequest _request;
    private readonly ExperimentSubject? _subject;
    private readonly ExperimentOrigin _origin;
    private readonly ExpectedTier? _expected;
    private readonly FindingsPlan _plan;
    private readonly PieceStore _store;
    private readonly FindingsMeasurement _measurement;
    private readonly List<string> _leftOut = [];
    private readonly Stopwatch _clock = new();
    private IReadOnlyList<ExperimentResult> _results = [];
    private IReadOnlyList<FindingCheck> _checks = [];

    /// <summary>Reads what is expected and looks at the model.</summary>
    /// <exception cref="WorkbookException">A file can't be read, or holds the figures of another nano.</exception>
    /// <exception cref="UsageException">A finding is unknown, or not in this tier.</exception>
    public VerifyFindings(VerifyRequest request, CancellationToken cancellation)
    {
        _request = request;
        var own = request.Trace is null && request.Text is null;
        var file = !request.Update && own ? ExpectedFindings.Read(request.ExpectedFindings) : null;
        if (request.Update)
            AtomicFile.Probe(request.ExpectedFindings, "name another file with --expected-findings");
        _plan = FindingsPlan.Of(request.Tier);
        if (request.Trace is { } trace)
        {
            _subject = ExperimentSubject.OfTrace(trace);
            _origin = _subject.Origin with { Device = "cpu" };
        }
        else
        {
            var (folder, id) = CheckpointFolder.Find(request.Model ?? Nano);
            _origin = new(id, CheckpointWeights.Hash(folder), "cpu");
        }

        if (file is not null && _origin.ModelHash == file.ModelHash)
        {
            _expected = file.Of(request.Tier, request.ExpectedFindings);
            _plan = _expected.Plan;
        }
        else if (file is not null && _origin.Model == Nano)
        {
            _subject?.Dispose();
            throw new WorkbookException($"The expected findings in {WorkbookRoot.Display(request.ExpectedFindings)} are of the weights {file.ModelHash[..Math.Min(8, file.ModelHash.Length)]}…, nano has {_origin.ModelHash[..8]}…; restore data/nano, or write them anew with verify --only findings --update.");
        }

        Choose(file);
        _plan = _plan with
        {
            Runs = [.. _plan.Runs.Select(run => run with
            {
                Experiments = [.. run.Experiments.Where(name => request.Findings.Count == 0 || request.Findings.Any(f => f == name || f.StartsWith(name + ".", StringComparison.Ordinal)))],
                Texts = request.Text is { } text ? [text] : run.Texts,
            }).Where(run => run.Experiments.Count > 0)],
            Seeds = [.. _plan.Seeds.Take(_expected is null && !request.Update ? 1 : int.MaxValue).Select(seed => seed + request.Seed - 1)],
        };
        PieceStore.SweepUp();
        _store = request.Cache ? new PieceStore(Path.Combine(PatchedCopyCache.DefaultFolder, "pieces")) : PieceStore.Temporary();
        _measurement = new(request.Model ?? Nano, _plan, _store, cancellation);
    }

    /// <summary>Pieces that are there.</summary>
    public int Pieces => _measurement.Pieces;

    // Without the cache, what seeds and experiments share is measured once all the same, but by this run.
    private int Reused => _request.Cache ? _measurement.Reused : 0;

    /// <summary>One sentence a finding that lies outside.</summary>
    public IReadOnlyList<string> Differences => [.. _checks.Where(c => c.Difference is not null).Select(c => $"{c.Name}: {c.Difference}.")];

    /// <summary>All for a program.</summary>
    public VerifiedFindings Report => new(
        _origin.Model, _origin.ModelHash, _expected is not null, _subject?.Texts.Select(t => t.Name).ToArray() ?? _plan.Texts(), _plan.Lengths(), _plan.Seeds, Pieces, Reused, _clock.Elapsed.TotalSeconds,
        [.. _checks.Select(c => c.Report)], _leftOut, [.. _results.SelectMany(r => r.Paper.Select(line => VerifiedReading.Of(r.Experiment, line)))]);

    /// <summary>Measures, and compares or writes.</summary>
    public void Run()
    {
        _clock.Start();
        if (_subject is not null)
            _results = _measurement.Run(_subject, _origin, Fed(_subject), _plan.Lengths(), _plan.Seeds[0]);
        var runs = _subject is not null ? [_results] : _plan.Seeds.Select(seed => _measurement.Run(seed)).ToArray();
        _results = runs[0];
        MeasuredFinding[] found = [.. _results.SelectMany(result => result.Findings.Select(finding => new MeasuredFinding(
            result.Experiment, finding, [.. runs.Select(run => Value(run, result.Experiment, finding.Name))])))];
        if (_request.Update)
            Update(found);
        _checks = FindingCheck.All([.. found.Where(f => Chosen(f.Name))], _expected, [.. _request.Findings], _plan.Seeds);
        _clock.Stop();
        if (_expected is not null || _request.Update)
            return;
        foreach (var name in _request.Findings.Where(name => !found.Any(f => f.Name == name || f.Experiment == name)))
            _leftOut.Add(name);
    }

    /// <summary>Tells a person what came out.</summary>
    public void Tell()
    {
        var width = _checks.Select(c => c.Name.Length).DefaultIfEmpty(0).Max();
        Console.WriteLine();
        if (_expected is null)
        {
            Console.WriteLine(_request.Update ? "Measured:" : $"Findings of {_origin.Model}. They are information: nothing is compared with nano's figures.");
            foreach (var result in _results)
            {
                Console.WriteLine($"{result.Experiment}:");
                FindingsText.Body(Console.Out, result with { Findings = [.. result.Findings.Where(f => Chosen(MeasuredFinding.NameOf(result.Experiment, f.Name)))] });
            }
        }
        else
        {
            Console.WriteLine($"{"finding".PadRight(width)}  {"expected",11}  {"got",11}  {"tolerance",9}");
            foreach (var check in _checks)
                Console.WriteLine(check.Line(width));
        }

        var outside = _checks.Count(c => c.Difference is not null);
        var reused = Reused > 0 ? $", {Reused} of {_measurement.Pieces} pieces from an earlier run" : "";
        Console.WriteLine($"\n{Amount.Of(_checks.Count, "finding")} of {_origin.Model} in {TimeText.Of(_clock.Elapsed)}{reused}, {Where()}{(_expected is null ? "" : $": {_checks.Count - outside} within, {outside} outside")}.");
        if (_leftOut.Count > 0)
            Console.WriteLine($"Findings left out:\n{string.Join('\n', LeftOutLines().Select(line => "  " + line))}");
    }

    public void Dispose()
    {
        _subject?.Dispose();
        _store.Dispose();
    }

    private static double Value(IEnumerable<ExperimentResult> run, string experiment, string finding) =>
        run.First(r => r.Experiment == experiment).Findings.FirstOrDefault(f => f.Name == finding)?.Value ?? double.NaN;

    private string Where()
    {
        var texts = _subject?.Texts.Count ?? _plan.Texts().Count;
        return $"{Amount.Of(texts, "text")}, L up to {_plan.Lengths()[^1].ToString(CultureInfo.InvariantCulture)}, seed{(_plan.Seeds.Count > 1 ? "s" : "")} {string.Join(", ", _plan.Seeds)}";
    }

    private bool Chosen(string name) => _request.Findings.Count == 0 || _request.Findings.Any(f => f == name || name.StartsWith(f + ".", StringComparison.Ordinal));

    // Names are known from the file, whatever the tier; without it a finding's experiment must do.
    private void Choose(ExpectedFindings? file)
    {
        string[] known = [.. (file?.Tiers ?? []).SelectMany(t => t.Findings.Select(f => f.Name)).Distinct().Order(StringComparer.Ordinal)];
        string[] experiments = [.. ExperimentCatalogue.All.Select(e => e.Name)];
        foreach (var name in _request.Findings)
        {
            if (!experiments.Contains(name) && !known.Contains(name) && (known.Length > 0 || !experiments.Any(e => name.StartsWith(e + ".", StringComparison.Ordinal))))
                throw new UsageException($"There is no finding \"{name}\"; near it are {string.Join(", ", ClaimLedger.Near(name, [.. experiments, .. known]))}.");
        }

        var here = _expected?.Findings.Where(f => f.Value is not null).Select(f => f.Name).ToHashSet();
        if (here is null)
            return;
        _leftOut.AddRange(known.Where(name => Chosen(name) && !here.Contains(name)));
        if (_request.Findings.Count > 0 && !here.Any(Chosen))
            throw new UsageException($"The {_expected!.Tier} tier does not compute {string.Join(", ", _request.Findings)}; {(_request.Tier == VerifyTier.Full ? "no tier does" : "leave --quick out, or use --full")}.");
    }

    private List<IExperiment> Fed(ExperimentSubject subject)
    {
        var source = subject.Open(subject.Texts[0]);
        var all = _plan.Experiments().Select(ExperimentCatalogue.Find).ToArray();
        var fed = ExperimentNeeds.Fed(source, new(), model: false);
        _leftOut.AddRange(all.Where(e => !fed.Contains(e)).Select(e => e.Name));
        return [.. all.Where(fed.Contains)];
    }

    private void Update(MeasuredFinding[] found)
    {
        var first = _plan.Seeds[0];
        // A tier with seeds of its own has them already, and is long.
        var several = _plan.Seeds.Count > 1;
        var rounded = Enumerable.Range(1, several ? 1 : Roundings).Select(k => _measurement.Run(first, noise: k)).ToArray();
        var seeds = several ? [] : Enumerable.Range(1, Seeds - 1).Select(k => _measurement.Run(first + k)).ToArray();
        double[] Of(IReadOnlyList<ExperimentResult>[] runs, MeasuredFinding f) => [.. runs.Select(run => Value(run, f.Experiment, f.Finding.Name))];
        var tier = new ExpectedTier(ExpectedTier.Name(_request.Tier), _plan, [.. found
            .Select(f => ExpectedFinding.Of(f.Name, f.Finding, Of(rounded, f), [.. f.Values.Skip(1), .. Of(seeds, f)]))
            .OrderBy(f => f.Name, StringComparer.Ordinal)]);
        var dropped = ExpectedFindings.Write(_request.ExpectedFindings, _origin.Model, _origin.ModelHash, tier);
        Console.Error.WriteLine($"{Amount.Of(tier.Findings.Count, "finding")} written to {WorkbookRoot.Display(_request.ExpectedFindings)}"
            + $"{(dropped.Count > 0 ? $"; those of the tiers {string.Join(" and ", dropped)} were of other weights and are gone" : "")}.");
    }

    private IEnumerable<string> LeftOutLines() => _leftOut.GroupBy(name => name.Split('.', 2)[0]).Select(group =>
        group.Contains(group.Key) || !_plan.Experiments().Contains(group.Key) ? $"{group.Key}, all of it" : $"{group.Key}: {string.Join(", ", group.Select(name => name.Split('.', 2)[1]))}");
}

using System.Diagnostics;

namespace Workbook.Claims;

/// <summary>Attacks a claim: known and random instances first, then local search from those that come closest to refuting it.</summary>
public static class ClaimSearch
{
    // Within one per cent of equality counts as tight.
    private const double TightScore = -0.01;

    /// <summary>Searches, and simplifies a counterexample when there is one.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="options">How hard to search.</param>
    public static Verdict Run(IClaim claim, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(claim);
        options ??= new SearchOptions();
        var clock = Stopwatch.StartNew();
        var source = new InstanceSource(new Random(options.Seed), claim.LongestRow);
        var tried = 0;

        (Instance Instance, Comparison Sides)? Try(Instance instance)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            if (!claim.Admits(instance))
                return null;
            tried++;
            return (instance, claim.Compare(instance));
        }

        var found = claim.Known
            .Concat(Enumerable.Range(0, options.RandomInstances).Select(_ => source.Next()))
            .Select(Try).OfType<(Instance Instance, Comparison Sides)>()
            .OrderByDescending(c => c.Sides.Score).Take(options.Climbers).ToList();
        if (found.Count == 0)
            throw new WorkbookException($"The claim '{claim.Claim.Id}' admits none of {options.RandomInstances} random instances; loosen its conditions or search longer.");

        for (var k = 0; k < found.Count && !found.Any(c => c.Sides.Violates); k++)
        {
            for (var step = 0; step < options.Steps && !found[k].Sides.Violates; step++)
            {
                if (Try(source.Near(found[k].Instance)) is { } next && next.Sides.Score >= found[k].Sides.Score)
                    found[k] = next;
            }
        }

        var best = found.MaxBy(c => c.Sides.Score);
        var refuting = found.Where(c => c.Sides.Violates).ToArray();
        if (refuting.Length > 0)
            best = Simplify(refuting[0], Try);
        var kind = refuting.Length > 0 ? VerdictKind.Refuted : best.Sides.Score >= TightScore ? VerdictKind.Tight : VerdictKind.Loose;
        return new Verdict(claim.Claim, kind, best.Sides, best.Instance, claim.Uses, tried, options.Seed, clock.Elapsed);
    }

    private static (Instance Instance, Comparison Sides) Simplify(
        (Instance Instance, Comparison Sides) counterexample,
        Func<Instance, (Instance Instance, Comparison Sides)?> attempt)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var simpler in InstanceSource.Simpler(counterexample.Instance))
            {
                if (Same(simpler, counterexample.Instance) || attempt(simpler) is not { Sides.Violates: true } smaller)
                    continue;
                counterexample = smaller;
                changed = true;
                break;
            }
        }

        return counterexample;
    }

    private static bool Same(Instance a, Instance b) =>
        a.Length == b.Length
        && a.Vectors[0].Length == b.Vectors[0].Length
        && a.Temperature == b.Temperature
        && a.Logits.SequenceEqual(b.Logits)
        && a.Step.SequenceEqual(b.Step)
        && a.Vectors.Zip(b.Vectors).All(v => v.First.SequenceEqual(v.Second));
}

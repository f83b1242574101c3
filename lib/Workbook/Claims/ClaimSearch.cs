using System.Diagnostics;

namespace Workbook.Claims;

/// <summary>Attacks a claim: known and random instances, gradient ascent through autograd, local search from what comes closest, and real rows.</summary>
public static class ClaimSearch
{
    // Within one per cent of equality counts as tight.
    private const double TightScore = -0.01;
    private const int Chunk = 250;
    private const int TriesPerInstance = 60;
    private const int LongestAscent = 40;

    /// <summary>Searches, and simplifies a counterexample when there is one.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="options">How hard to search; <see cref="SearchOptions.Quick"/> when none are given.</param>
    public static Verdict Run(IClaim claim, SearchOptions? options = null)
    {
        options ??= SearchOptions.Quick;
        return claim switch
        {
            IInstanceClaim instances => new Search(instances, options).Run(),
            IMeasuredClaim measured => Measure(measured, options),
            null => throw new ArgumentNullException(nameof(claim)),
            _ => throw new ArgumentException($"The claim '{claim.Claim.Id}' is neither about instances nor measured.", nameof(claim)),
        };
    }

    private static Verdict Measure(IMeasuredClaim claim, SearchOptions options)
    {
        var clock = Stopwatch.StartNew();
        options.Cancellation.ThrowIfCancellationRequested();
        var figure = claim.Measure(options.Seed, options.Effort);

        // An excess of a mean of draws is no refutation until fresh draws, all of them, confirm it.
        if (!figure.Agrees && figure.Draws > 1)
            figure = claim.Measure(options.Seed + 1_000_000, 1);
        return new Verdict(
            claim.Claim, figure.Agrees ? VerdictKind.Empirical : VerdictKind.Refuted, new Comparison(figure.Figure, figure.Expected, Equality: true), null, InstanceParts.Row, figure.Draws, options.Seed, clock.Elapsed)
        {
            Measured = figure,
        };
    }

    private readonly record struct Found(Instance Instance, Comparison Sides, string By);

    /// <summary>One attack on one claim.</summary>
    private sealed class Search(IInstanceClaim claim, SearchOptions options)
    {
        private readonly List<Found> best = [];
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private int tried;

        public Verdict Run()
        {
            if (options.UseKnown)
            {
                foreach (var known in claim.Known)
                    Keep(Try(known, "known construction"));
            }

            var random = Random();
            if (best.Count == 0)
                throw new WorkbookException($"The claim '{claim.Claim.Id}' admits none of {options.RandomInstances * TriesPerInstance} random instances; loosen its conditions or search longer.");
            if (claim.IsDifferentiable)
                Ascend();
            Climb();
            var (rows, rowsRatio) = RealRows();
            return Conclude(random, rows, rowsRatio);
        }

        private Verdict Conclude(int random, int rows, double rowsRatio)
        {
            var top = best.MaxBy(f => f.Sides.Score);
            var shown = top.Sides.Violates ? Simplify(top) : top;
            var kind = top.Sides.Violates ? VerdictKind.Refuted
                : top.Sides.Equality || top.Sides.Score >= TightScore ? VerdictKind.Tight : VerdictKind.Loose;
            return new Verdict(claim.Claim, kind, shown.Sides, shown.Instance, claim.Uses, tried, options.Seed, clock.Elapsed)
            {
                Best = top.Sides.Ratio,
                FoundBy = top.By,
                RandomTried = random,
                Rows = rows,
                RowsRatio = rowsRatio,
            };
        }

        // Every chunk has a source of its own, so that the outcome does not depend on the threads.
        private int Random()
        {
            var chunks = (options.RandomInstances + Chunk - 1) / Chunk;
            var counts = new int[chunks];
            var tops = new List<Found>[chunks];
            void Fill(int c)
            {
                var source = new ExtremeSource(new Random(HashCode(options.Seed, c)), claim.ShortestRow, claim.LongestRow);
                var wanted = Math.Min(Chunk, options.RandomInstances - c * Chunk);
                var found = new List<Found>();
                for (var k = 0; k < wanted * TriesPerInstance && counts[c] < wanted; k++)
                {
                    if ((k & 15) == 0)
                        options.Cancellation.ThrowIfCancellationRequested();
                    var instance = source.Next();
                    if (!claim.Admits(instance))
                        continue;
                    counts[c]++;
                    found.Add(new Found(instance, claim.Compare(instance), "random instances"));
                }

                tops[c] = [.. found.OrderByDescending(f => f.Sides.Score).Take(options.Climbers)];
            }

            if (claim.IsPlain && chunks > 1)
                Parallel.For(0, chunks, new ParallelOptions { CancellationToken = options.Cancellation }, Fill);
            else
                for (var c = 0; c < chunks; c++)
                    Fill(c);
            tried += counts.Sum();
            best.AddRange(tops.SelectMany(t => t).OrderByDescending(f => f.Sides.Score).Take(options.Climbers));
            return counts.Sum();
        }

        private void Ascend()
        {
            foreach (var length in Shapes().Take(options.AscentShapes))
            {
                var source = new ExtremeSource(new Random(HashCode(options.Seed, -length)), length, length);
                var pool = new List<Found>();
                for (var k = 0; k < 4 * options.Restarts * TriesPerInstance && pool.Count < 4 * options.Restarts; k++)
                {
                    if (Try(source.Next(length, claim.Uses.HasFlag(InstanceParts.Vectors) ? 2 : 1, mild: k % 4 != 0), "gradient ascent") is { } found)
                        pool.Add(found);
                }

                if (pool.Count == 0)
                    continue;

                // Half of the restarts from what is already close, half from anywhere.
                Instance[] start = [.. pool.OrderByDescending(f => f.Sides.Score).Take(options.Restarts / 2).Concat(pool.Take(options.Restarts / 2)).Select(f => f.Instance)];
                GradientAscent.Run(claim, start, options, instance => Keep(Try(instance, "gradient ascent")));
            }
        }

        private IEnumerable<int> Shapes()
        {
            var low = Math.Max(claim.ShortestRow, Math.Min(2, claim.LongestRow));
            return new[] { low, Math.Min(claim.LongestRow, LongestAscent), low + 1, Math.Min(claim.LongestRow, 6) }.Where(l => l >= low && l <= claim.LongestRow).Distinct();
        }

        private void Climb()
        {
            var source = new InstanceSource(new Random(options.Seed), claim.LongestRow);
            Found[] starts = [.. best.OrderByDescending(f => f.Sides.Score).Take(options.Climbers)];
            foreach (var start in starts)
            {
                var at = start;
                var steps = start.Sides.Equality ? options.Steps / 10 : options.Steps;
                for (var step = 0; step < steps && at.Sides.Score < 1; step++)
                {
                    if (Try(source.Near(at.Instance), "local search") is { } next && next.Sides.Score >= at.Sides.Score)
                        at = next;
                }

                Keep(at);
            }
        }

        private (int Count, double Ratio) RealRows()
        {
            var (count, ratio) = (0, 0.0);
            foreach (var row in options.Rows)
            {
                if (row.Length < claim.ShortestRow || row.Length > claim.LongestRealRow || Try(row, "a model's row") is not { } found)
                    continue;
                count++;
                if (!found.Sides.IsEmpty)
                    ratio = Math.Max(ratio, found.Sides.Ratio);
                if (found.Sides.Violates)
                    Keep(found);
            }

            return (count, ratio);
        }

        private Found? Try(Instance instance, string by)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            if (!claim.Admits(instance))
                return null;
            tried++;
            return new Found(instance, claim.Compare(instance), by);
        }

        private void Keep(Found? found)
        {
            if (found is not { } f)
                return;
            best.Add(f);
            if (best.Count > 8 * options.Climbers)
            {
                best.Sort((a, b) => b.Sides.Score.CompareTo(a.Sides.Score));
                best.RemoveRange(2 * options.Climbers, best.Count - 2 * options.Climbers);
            }
        }

        private Found Simplify(Found counterexample)
        {
            for (var changed = true; changed;)
            {
                changed = false;
                foreach (var simpler in InstanceSource.Simpler(counterexample.Instance))
                {
                    if (InstanceSource.Same(simpler, counterexample.Instance) || Try(simpler, counterexample.By) is not { Sides.Violates: true } smaller)
                        continue;
                    counterexample = smaller;
                    changed = true;
                    break;
                }
            }

            return counterexample;
        }

        // Like HashCode.Combine, but the same in every process.
        private static int HashCode(int seed, int part) => unchecked((seed * 486_187_739) ^ (part * 16_777_619) ^ (part >> 7));
    }
}

using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Claims;

/// <summary>Gradient ascent on logits, temperature, vectors and steps towards the greatest ratio of a claim's two sides, many restarts in one tensor.</summary>
/// <remarks>Adam on each row apart; autograd gives the gradients. A row that leaves the claim's conditions goes back to where it last met them.</remarks>
internal static class GradientAscent
{
    private const int Round = 10;

    /// <summary>Improves rows of one shape.</summary>
    /// <param name="claim">A differentiable claim.</param>
    /// <param name="start">Starting points that the claim admits, all of one length and width.</param>
    /// <param name="options">How many steps.</param>
    /// <param name="seen">Receives every admitted row at the end of each round of steps.</param>
    public static void Run(IInstanceClaim claim, IReadOnlyList<Instance> start, SearchOptions options, Action<Instance> seen)
    {
        using var scope = NewDisposeScope();
        var rows = new RowBatch(start);
        var last = start.ToArray();
        Moving[] moving = [.. Movable(claim.Uses).Select(m => new Moving(m, m.Get(rows)))];
        for (var done = 0; done < options.AscentSteps; done += Round)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            var rate = done < options.AscentSteps / 2 ? 0.1 : done < options.AscentSteps * 3 / 4 ? 0.03 : 0.01;
            for (var step = 0; step < Round; step++)
                Step(claim, rows, moving, rate);
            var now = rows.ToInstances();
            var astray = false;
            for (var b = 0; b < now.Length; b++)
            {
                if (claim.Admits(now[b]))
                {
                    last[b] = now[b];
                    seen(now[b]);
                }
                else
                {
                    astray = true;
                }
            }

            if (astray)
            {
                using var inner = NewDisposeScope();
                var back = new RowBatch(last);
                foreach (var m in moving)
                    m.Reset(rows, m.Place.Get(back));
            }
        }
    }

    private static void Step(IInstanceClaim claim, RowBatch rows, Moving[] moving, double rate)
    {
        using var scope = NewDisposeScope();
        foreach (var m in moving)
            m.Place.Set(rows, m.Value.requires_grad_(true));
        var objective = Objective(claim.Sides(rows)!);
        var gradients = autograd.grad([objective.sum()], [.. moving.Select(m => m.Value)], allow_unused: true);
        using var noGrad = no_grad();
        for (var k = 0; k < moving.Length; k++)
        {
            moving[k].Value.requires_grad_(false);
            moving[k].Climb(gradients[k], rate);
            moving[k].Place.Set(rows, moving[k].Value);
        }
    }

    // The score of Comparison, and where both sides are too small to say anything a pull towards greater ones.
    private static Tensor Objective(TensorSides sides)
    {
        var size = maximum(sides.Value.abs(), sides.Bound.abs()) + Constant.Of(1e-200);
        var scale = sides.Scale is null ? ones_like(size) : sides.Scale.detach().clamp_min(Constant.Of(1e-190));
        var meaning = (size / (scale * Constant.Of(1e-2))).log();
        return (sides.Value - sides.Bound) / size + meaning.clamp_max(Constant.Zero);
    }

    private static IEnumerable<Place> Movable(InstanceParts uses)
    {
        if (!uses.HasFlag(InstanceParts.LengthOnly))
            yield return new Place(r => r.Scaled, (r, v) => r.Scaled = v, 60);
        yield return new Place(r => r.LogTemperature, (r, v) => r.LogTemperature = v, Math.Log(1e3));
        if (uses.HasFlag(InstanceParts.Vectors))
            yield return new Place(r => r.Vectors, (r, v) => r.Vectors = v, 10);
        if (uses.HasFlag(InstanceParts.Step))
            yield return new Place(r => r.Step, (r, v) => r.Step = v, 40);
        if (uses.HasFlag(InstanceParts.Amount))
            yield return new Place(r => r.LogAmount, (r, v) => r.LogAmount = v, Math.Log(1e3));
    }

    private sealed record Place(Func<RowBatch, Tensor> Get, Action<RowBatch, Tensor> Set, double Limit);

    /// <summary>One tensor that climbs, with its moments.</summary>
    private sealed class Moving(Place place, Tensor start)
    {
        private readonly Tensor mean = zeros_like(start);
        private readonly Tensor square = zeros_like(start);

        public Place Place => place;

        public Tensor Value { get; } = start.clone();

        public void Climb(Tensor? gradient, double rate)
        {
            if (gradient is null || gradient.IsInvalid)
                return;
            using var scope = NewDisposeScope();
            var g = gradient.nan_to_num(0, 0, 0);
            mean.mul_(Constant.Of(0.9)).add_(g * Constant.Of(0.1));
            square.mul_(Constant.Of(0.99)).add_(g.square() * Constant.Of(0.01));
            Value.add_(mean / (square.sqrt() + Constant.Of(1e-12)) * Constant.Of(rate));
            Value.clamp_(Constant.Of(-place.Limit), Constant.Of(place.Limit));
        }

        public void Reset(RowBatch rows, Tensor to)
        {
            Value.copy_(to);
            place.Set(rows, Value);
        }
    }
}

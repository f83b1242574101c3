using Workbook.Selection;

namespace Workbook.Claims;

/// <summary>Random instances and small changes of them.</summary>
internal sealed class InstanceSource(Random random, int longest)
{
    private static readonly double[] Ones = [1];

    /// <summary>A random instance: short and long rows, hot and cold, clustered and isotropic vectors.</summary>
    public Instance Next()
    {
        var length = random.Next(1, longest + 1);
        var width = random.Next(1, 4);
        var spread = Math.Pow(10, 2 * random.NextDouble() - 1);
        var logits = Draw(length, spread);
        var common = Draw(width, 1);
        var noise = random.Next(3) switch { 0 => 0.0, 1 => 0.2, _ => 1.0 };
        var vectors = Enumerable.Range(0, length)
            .Select(_ => common.Zip(Draw(width, 1), (c, g) => (1 - noise) * c + noise * g).ToArray()).ToArray();
        var selected = Enumerable.Range(0, length).Select(_ => random.Next(2) == 0).ToArray();
        return new Instance(logits, Math.Pow(10, 2 * random.NextDouble() - 1), vectors, selected, Draw(length, spread));
    }

    /// <summary>An instance one step away.</summary>
    public Instance Near(Instance x)
    {
        var i = random.Next(x.Length);
        var j = random.Next(x.Length);
        var size = Math.Pow(10, 3 * random.NextDouble() - 3);
        return random.Next(13) switch
        {
            0 => x with { Logits = With(x.Logits, i, x.Logits[i] + size * 5 * Gauss()) },
            1 => x with { Logits = With(x.Logits, i, x.Logits[j]) },
            2 => x with { Logits = [.. x.Logits.Select(l => l * (1 + size * Gauss()))] },
            3 => x with { Vectors = With(x.Vectors, i, [.. x.Vectors[i].Select(v => v + size * Gauss())]) },
            4 => x with { Vectors = With(x.Vectors, i, [.. x.Vectors[j].Select(v => random.Next(2) == 0 ? v : -v)]) },
            5 => x with { Vectors = [.. x.Vectors.Select(_ => x.Vectors[i])] },
            6 => x with { Selected = With(x.Selected, i, !x.Selected[i]) },
            7 => x with { Step = With(x.Step, i, random.Next(3) switch { 0 => x.Step[j], 1 => -x.Step[j], _ => x.Step[i] + size * 5 * Gauss() }) },
            8 => x with { Step = [.. x.Step.Select(e => e * (1 + size * Gauss()))] },
            9 => x with { Step = [.. x.Logits.Select(l => -2 * l)] },
            10 => x with { Amount = Math.Clamp(x.Amount * Math.Exp(size * Gauss()), 1e-3, 1e3) },
            11 => x with { Temperature = Math.Clamp(x.Temperature * Math.Exp(size * Gauss()), 1e-3, 1e3) },
            _ => x.Length > 1 ? Without(x, i) : x,
        };
    }

    /// <summary>Simpler instances to try in place of one: a token less, rounder numbers, T = 1.</summary>
    public static IEnumerable<Instance> Simpler(Instance x)
    {
        if (x.Vectors.Any(v => v is not [1]))
            yield return x with { Vectors = [.. x.Vectors.Select(_ => Ones)] };
        if (x.Logits.Any(l => l != 0))
            yield return x with { Logits = new double[x.Length] };
        for (var i = 0; x.Length > 1 && i < x.Length; i++)
            yield return Without(x, i);
        for (var i = 0; x.Length > 3 && i < x.Length - 1; i++)
            yield return Without(Without(x, i), i);
        if (x.Vectors[0].Length > 1)
            yield return x with { Vectors = [.. x.Vectors.Select(v => v[..^1])] };
        if (x.Temperature != 1)
        {
            yield return x with { Temperature = 1 };
            yield return x with { Temperature = 1, Logits = Euclid.Times(1 / x.Temperature, x.Logits), Step = Euclid.Times(1 / x.Temperature, x.Step) };
        }

        if (x.Logits.Max(Math.Abs) > 10)
            yield return x with { Logits = Euclid.Times(0.1, x.Logits) };
        for (var digits = 0; digits <= 2; digits++)
        {
            if (Math.Round(x.Amount, digits) > 0)
                yield return x with { Amount = Math.Round(x.Amount, digits) };
            yield return x with { Logits = Round(x.Logits, digits) };
            yield return x with { Vectors = [.. x.Vectors.Select(v => Round(v, digits))] };
            yield return x with { Step = Round(x.Step, digits) };
        }

        var largest = x.Vectors.SelectMany(v => v).MaxBy(Math.Abs);
        if (largest is not (0 or 1))
            yield return x with { Vectors = [.. x.Vectors.Select(v => Euclid.Times(1 / largest, v))] };
        var least = x.Logits.Min();
        if (least != 0)
            yield return x with { Logits = [.. x.Logits.Select(l => l - least)] };
    }

    /// <summary>Whether two instances are the same number by number.</summary>
    public static bool Same(Instance a, Instance b) =>
        a.Length == b.Length
        && a.Vectors[0].Length == b.Vectors[0].Length
        && a.Temperature == b.Temperature
        && a.Amount == b.Amount
        && a.Logits.SequenceEqual(b.Logits)
        && a.Step.SequenceEqual(b.Step)
        && a.Vectors.Zip(b.Vectors).All(v => v.First.SequenceEqual(v.Second));

    private static Instance Without(Instance x, int i) =>
        new(Drop(x.Logits, i), x.Temperature, Drop(x.Vectors, i), Drop(x.Selected, i), Drop(x.Step, i)) { Amount = x.Amount };

    private static T[] Drop<T>(T[] values, int i) => [.. values.Where((_, k) => k != i)];

    private static T[] With<T>(T[] values, int i, T value)
    {
        var copy = values.ToArray();
        copy[i] = value;
        return copy;
    }

    private static double[] Round(double[] values, int digits) => [.. values.Select(v => Math.Round(v, digits) + 0.0)];

    private double[] Draw(int count, double deviation) => [.. Enumerable.Range(0, count).Select(_ => deviation * Gauss())];

    private double Gauss() => GaussianDraw.Next(random);
}

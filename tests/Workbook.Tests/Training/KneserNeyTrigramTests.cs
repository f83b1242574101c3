using CsCheck;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Training;

public sealed class KneserNeyTrigramTests
{
    private static readonly Gen<int[]> Texts = Gen.Int[0, 5].Array[3, 60];

    [Fact]
    public void Probabilities_of_any_context_sum_to_one() => Gen.Select(Texts, Gen.Int[0, 7], Gen.Int[0, 7]).Sample(
        (text, a, b) =>
        {
            var model = new KneserNeyTrigram(text, 8);
            Assert.Equal(1, Enumerable.Range(0, 8).Sum(c => model.Probability(a, b, c)), 12);
            Assert.All(Enumerable.Range(0, 8), c => Assert.InRange(model.Probability(a, b, c), 0, 1));
        },
        iter: 500);

    [Fact]
    public void It_equals_the_textbook_form_with_counts_taken_afresh_each_time() => Gen.Select(Texts, Gen.Int[0, 7].Array[3]).Sample(
        (text, gram) => Assert.Equal(Slow(text, 8, gram[0], gram[1], gram[2]), new KneserNeyTrigram(text, 8).Probability(gram[0], gram[1], gram[2]), 12),
        iter: 300);

    [Fact]
    public void Loss_is_the_mean_of_the_negative_logarithms()
    {
        int[] text = [1, 2, 3, 1, 2, 3, 1, 2, 4];
        var model = new KneserNeyTrigram(text, 6);
        var expected = -(Math.Log(model.Probability(1, 2, 3)) + Math.Log(model.Probability(2, 3, 1))) / 2;
        Assert.Equal(expected, model.Loss([1, 2, 3, 1]), 12);
    }

    private static double Slow(int[] text, int vocabulary, int a, int b, int c)
    {
        var grams = Enumerable.Range(0, text.Length - 2).Select(i => (text[i], text[i + 1], text[i + 2])).ToList();
        var kinds = grams.Distinct().ToList();
        var pairs = kinds.Select(g => (g.Item2, g.Item3)).ToList();
        var pairKinds = pairs.Distinct().ToList();
        var ones = pairKinds.Select(p => p.Item2).ToList();

        double Level<T>(List<T> all, Func<T, bool> context, Func<T, bool> hit, double lower)
            where T : notnull
        {
            var counts = all.GroupBy(x => x).ToDictionary(g => g.Key, g => g.Count());
            double once = counts.Values.Count(n => n == 1), twice = counts.Values.Count(n => n == 2);
            var discount = Math.Min(once == 0 ? 0.5 : once / (once + 2 * twice), 0.95);
            var total = all.Count(context);
            if (total == 0) return lower;
            var count = all.Count(x => context(x) && hit(x));
            var different = counts.Keys.Count(context);
            return Math.Max(count - discount, 0) / total + discount * different / total * lower;
        }

        var one = Level(ones, _ => true, x => x == c, 1.0 / vocabulary);
        var two = Level(pairs, x => x.Item1 == b, x => x.Item2 == c, one);
        return Level(grams, x => x.Item1 == a && x.Item2 == b, x => x.Item3 == c, two);
    }
}

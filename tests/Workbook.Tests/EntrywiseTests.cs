using System.Numerics;
using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests;

public sealed class EntrywiseTests
{
    [Fact]
    public void The_functions_are_those_of_plain_numbers_at_every_length()
    {
        for (var length = 0; length < 40; length++)
        {
            var x = Exponents<double>(length);
            var (e, back) = (new double[length], new double[length]);
            Entrywise.Exp<double>(x, e);
            Entrywise.Log<double>(e, back);
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(Math.Exp(x[i]), e[i], 4e-16 * Math.Max(e[i], 1e-300));
                Assert.Equal(Math.Log(e[i]), back[i], 4e-16 * Math.Max(1, Math.Abs(x[i])));
            }

            var narrow = Exponents<float>(length);
            var (f, root) = (new float[length], new float[length]);
            Entrywise.Exp<float>(narrow, f);
            Entrywise.Log<float>(f, root);
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(Math.Exp(narrow[i]), f[i], 3e-7 * Math.Max(f[i], 1e-38));
                Assert.Equal(Math.Log(f[i]), root[i], 3e-7 * Math.Max(1, Math.Abs(narrow[i])));
            }
        }
    }

    [Fact]
    public void The_same_numbers_at_another_address_give_the_same_bits_beside_extreme_ones_too()
    {
        foreach (var length in new[] { 5, 16, 63, 131, 200, 501 })
        {
            SameBitsAtEveryOffset<double>(length);
            SameBitsAtEveryOffset<float>(length);
        }
    }

    [Fact]
    public void Softmax_of_cold_logits_gives_the_same_bits_at_another_address()
    {
        var logits = Exponents<double>(200);
        var memory = new double[logits.Length + 16];
        double[]? first = null;
        for (var offset = 0; offset < 16; offset++)
        {
            var row = memory.AsSpan(offset, logits.Length);
            logits.CopyTo(row);
            StableSoftmax.Weights(row, row, 0.5);
            first ??= row.ToArray();
            Assert.Equal(first, row);
        }
    }

    [Fact]
    public void Results_of_another_length_are_refused() =>
        Assert.Equal("result", Assert.Throws<ArgumentException>(() => Entrywise.Exp<double>([1, 2], new double[1])).ParamName);

    private static void SameBitsAtEveryOffset<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (x, memory) = (Exponents<T>(length), new T[length + 16]);
        T[]? first = null;
        for (var offset = 0; offset < 16; offset++)
        {
            var place = memory.AsSpan(offset, length);
            x.CopyTo(place);
            Entrywise.Exp<T>(place, place);
            T[] both = [.. place, .. place];
            Entrywise.Log<T>(place, place);
            place.CopyTo(both.AsSpan(length));
            first ??= both;
            Assert.Equal(first, both);
        }
    }

    // Most near 0, one in seven so low that e^x is 0.
    private static T[] Exponents<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(i => T.CreateTruncating(i % 7 == 3 ? -900 : -6 * random.NextDouble()))];
    }
}

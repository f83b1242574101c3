using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Workbook.Tests;

public sealed class OrderedSumsTests
{
    [Fact]
    public void The_same_numbers_at_another_address_give_the_same_bits()
    {
        // Arrays start at a multiple of 8 bytes: offsets of 0 to 15 numbers pass every alignment to 64 bytes.
        for (var length = 0; length < 200; length += length < 40 ? 1 : 23)
        {
            SameBitsAtEveryOffset<double>(length);
            SameBitsAtEveryOffset<float>(length);
        }
    }

    [Fact]
    public void The_order_is_the_one_that_is_written_down()
    {
        foreach (var length in new[] { 0, 1, 7, 8, 31, 32, 33, 64, 65, 200 })
        {
            var (x, y) = (Numbers<double>(length, 1), Numbers<double>(length, 2));
            Assert.Equal(Slow(length, i => x[i]), OrderedSums.Sum<double>(x));
            Assert.Equal(Slow(length, i => x[i] * y[i]), OrderedSums.Dot<double>(x, y));
            Assert.Equal(Slow(length, i => x[i] * x[i]), OrderedSums.SumOfSquares<double>(x));
            Assert.Equal(Math.Sqrt(Slow(length, i => x[i] * x[i])), OrderedSums.Norm<double>(x));
            Assert.Equal(Math.Sqrt(Slow(length, i => (x[i] - y[i]) * (x[i] - y[i]))), OrderedSums.Distance<double>(x, y));
        }
    }

    [Fact]
    public void Single_precision_agrees_with_the_exact_sums()
    {
        for (var length = 1; length < 150; length += 7)
        {
            var (x, y) = (Numbers<float>(length, 3), Numbers<float>(length, 4));
            var scale = 1e-6 * x.Zip(y, (a, b) => Math.Abs((double)a * b) + Math.Abs((double)a) + (double)a * a).Sum();
            Assert.Equal(x.Sum(a => (double)a), OrderedSums.Sum<float>(x), scale);
            Assert.Equal(x.Zip(y, (a, b) => (double)a * b).Sum(), OrderedSums.Dot<float>(x, y), scale);
            Assert.Equal(x.Sum(a => (double)a * a), OrderedSums.SumOfSquares<float>(x), scale);
            Assert.Equal(1, Math.Sqrt(x.Sum(a => (double)a * a)) / OrderedSums.Norm<float>(x), 1e-6);
            Assert.Equal(1, Math.Sqrt(x.Zip(y, (a, b) => Math.Pow((double)a - b, 2)).Sum()) / OrderedSums.Distance<float>(x, y), 1e-6);
        }
    }

    [Fact]
    public void Two_lengths_that_differ_are_refused()
    {
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => OrderedSums.Dot<double>([1, 2], [1])).ParamName);
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => OrderedSums.Distance<float>([1], [1, 2])).ParamName);
    }

    [Fact]
    public void The_library_adds_nothing_up_in_an_order_that_an_address_decides()
    {
        using var file = new PEReader(File.OpenRead(typeof(OrderedSums).Assembly.Location));
        var reader = file.GetMetadataReader();
        var used = reader.MemberReferences.Select(reader.GetMemberReference)
            .Where(m => m.Parent.Kind == HandleKind.TypeReference && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)m.Parent).Name) == nameof(TensorPrimitives))
            .Select(m => reader.GetString(m.Name)).Distinct().ToArray();
        Assert.NotEmpty(used);

        // Arithmetic on each entry by itself, and extremes, which no order changes.
        string[] free = ["Add", "ConvertTruncating", "Divide", "IndexOfMax", "Max", "Min", "Multiply", "MultiplyAdd", "Subtract"];
        Assert.Empty(used.Except(free));
    }

    [Fact]
    public void The_arithmetic_that_it_does_use_gives_the_same_bits_at_another_address()
    {
        foreach (var length in new[] { 3, 9, 70, 200 })
        {
            var (x, y, memory) = (Numbers<double>(length, 1), Numbers<double>(length, 2), new double[3 * length + 64]);
            double[]? first = null;
            for (var offset = 0; offset < 8; offset++)
            {
                var u = memory.AsSpan(offset, length);
                var v = memory.AsSpan(length + 2 * offset + 9, length);
                var w = memory.AsSpan(2 * length + offset + 40, length);
                x.CopyTo(u);
                y.CopyTo(v);
                TensorPrimitives.MultiplyAdd(u, v, u, w);
                TensorPrimitives.Divide(w, v, w);
                TensorPrimitives.MultiplyAdd(w, 0.3, v, w);
                TensorPrimitives.Subtract(w, 0.7, w);
                first ??= w.ToArray();
                Assert.Equal(first, w);
            }
        }
    }

    private static void SameBitsAtEveryOffset<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (x, y) = (Numbers<T>(length, 5), Numbers<T>(length, 6));
        var memory = new T[2 * length + 64];
        T[]? first = null;
        for (var offset = 0; offset < 16; offset++)
        {
            var moved = memory.AsSpan(offset, length);
            var other = memory.AsSpan(length + 2 * offset + 17, length);
            x.CopyTo(moved);
            y.CopyTo(other);
            T[] sums = [OrderedSums.Sum<T>(moved), OrderedSums.Dot<T>(moved, other), OrderedSums.SumOfSquares<T>(moved), OrderedSums.Norm<T>(moved), OrderedSums.Distance<T>(moved, other)];
            first ??= sums;
            Assert.Equal(first, sums);
        }
    }

    // Four running sums of eight lanes; then whole eights go to the first; lanes fold by halves; the rest follows one by one.
    private static double Slow(int length, Func<int, double> term)
    {
        var sums = new double[4, 8];
        var i = 0;
        for (; i + 32 <= length; i += 32)
        {
            for (var k = 0; k < 32; k++)
                sums[k / 8, k % 8] += term(i + k);
        }

        for (; i + 8 <= length; i += 8)
        {
            for (var k = 0; k < 8; k++)
                sums[0, k] += term(i + k);
        }

        var lanes = Enumerable.Range(0, 8).Select(k => sums[0, k] + sums[1, k] + (sums[2, k] + sums[3, k])).ToArray();
        var half = Enumerable.Range(0, 4).Select(k => lanes[k] + lanes[k + 4]).ToArray();
        var sum = half[0] + half[2] + (half[1] + half[3]);
        for (; i < length; i++)
            sum += term(i);
        return sum;
    }

    // Sizes far apart, so that another order gives other bits.
    private static T[] Numbers<T>(int length, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating((random.NextDouble() - 0.5) * Math.Pow(10, 4 * random.NextDouble())))];
    }
}

using TorchSharp;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

public class SafetensorsRoundTripTests
{
    public static TheoryData<ScalarType> Types =>
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    [Theory, MemberData(nameof(Types))]
    public void Every_type_comes_back_exactly(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = folder.File("x.safetensors");
        var values = randint(0, 100, [3, 5], generator: new Generator(7)).to_type(type);
        SafetensorsWriter.Write(path, Pairs(("w", values), ("scalar", tensor(3).to_type(type)), ("none", empty([0, 4], dtype: type))));

        using var reader = SafetensorsReader.Open(path);
        Assert.Equal(["none", "scalar", "w"], reader.Names.Order(StringComparer.Ordinal));
        var read = reader.Read("w");
        Assert.Equal(type, read.dtype);
        Assert.True(read.equal(values).all().item<bool>());
        Assert.Empty(reader.Read("scalar").shape);
        Assert.Equal([0, 4], reader.Read("none").shape);
    }

    [Fact]
    public void Bits_survive_that_are_no_number()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        int[] bits = [0x7fc00001, unchecked((int)0xff800000), 0x00000001, unchecked((int)0x80000000)];
        SafetensorsWriter.Write(folder.File("x.safetensors"), Pairs(("w", tensor([.. bits.Select(BitConverter.Int32BitsToSingle)]))));
        using var reader = SafetensorsReader.Open(folder.File("x.safetensors"));
        Assert.Equal(bits, reader.Read("w").data<float>().Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_in_any_order_and_layout()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var (a, b, c) = (rand(4, 6), arange(7), rand(3).to_type(ScalarType.Float16));
        var notes = new Dictionary<string, string> { ["seed"] = "1", ["format"] = "pt" };
        SafetensorsWriter.Write(folder.File("1"), Pairs(("a", a), ("b", b), ("c", c)), notes);
        // A transposed copy transposed back has the same values in another order of memory.
        var strided = a.t().contiguous().t();
        Assert.False(strided.is_contiguous());
        SafetensorsWriter.Write(folder.File("2"), Pairs(("c", c), ("b", b), ("a", strided)), notes.Reverse().ToDictionary());
        Assert.Equal(File.ReadAllBytes(folder.File("1")), File.ReadAllBytes(folder.File("2")));
    }

    [Fact]
    public void Data_begins_at_a_multiple_of_8_bytes()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        for (var length = 1; length < 10; length++)
        {
            SafetensorsWriter.Write(folder.File("x"), Pairs((new string('n', length), zeros(2))));
            using var reader = SafetensorsReader.Open(folder.File("x"));
            Assert.Equal(0, reader.Entry(reader.Names[0]).Offset % 8);
        }
    }

    [Fact]
    public void A_parameter_is_written_without_its_gradient_and_read_into_place()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var linear = nn.Linear(3, 2);
        SafetensorsWriter.Write(folder.File("x"), Pairs(("weight", linear.weight!)));
        var saved = linear.weight!.detach().clone();
        nn.init.zeros_(linear.weight);

        using var reader = SafetensorsReader.Open(folder.File("x"));
        reader.ReadInto("weight", linear.weight);
        Assert.True(linear.weight.equal(saved).all().item<bool>());
        Assert.True(linear.weight.requires_grad);
        Assert.Contains("not Float32 [2, 4]", Assert.Throws<WorkbookException>(() => reader.ReadInto("weight", zeros(2, 4))).Message);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("x"), Pairs(("w", zeros(2))));
        var before = File.ReadAllBytes(folder.File("x"));
        var gone = zeros(3);
        gone.Dispose();
        Assert.ThrowsAny<Exception>(() => SafetensorsWriter.Write(folder.File("x"), Pairs(("a", ones(2)), ("b", gone))));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder.File("x"), Pairs(("a", ones(2)), ("a", arange(2)))));
        Assert.Equal(before, File.ReadAllBytes(folder.File("x")));
        Assert.Equal(["x"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = folder.File("absent/x.safetensors");
        Assert.Contains(path, Assert.Throws<WorkbookException>(() => SafetensorsWriter.Write(path, Pairs(("w", zeros(2))))).Message);
    }

    [Fact]
    public void A_name_that_no_reader_would_take_is_refused()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        // The last is half a surrogate pair, which an attribute's argument could not carry.
        foreach (var name in new[] { "__metadata__", "a\0b", "\ud800" })
            Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder.File("x"), Pairs((name, zeros(2)))));
    }

    [Fact]
    public void A_boolean_byte_other_than_0_and_1_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = SafetensorsHeaderTests.FileOf("""{"mask":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"""u8.ToArray(), 2);
        file[^1] = 2;
        using var reader = SafetensorsReader.Open(folder.Write("x.safetensors", file));
        Assert.Contains("neither 0 nor 1", Assert.Throws<WorkbookException>(() => reader.Read("mask")).Message);
    }

    [Fact]
    public void A_tensor_that_is_not_in_the_file_is_named_with_some_that_are()
    {
        using var folder = new TemporaryFolder();
        var file = SafetensorsHeaderTests.FileOf("""{"mask":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"""u8.ToArray(), 2);
        using var reader = SafetensorsReader.Open(folder.Write("x.safetensors", file));
        Assert.Contains("has no tensor wte.weight; it has 1, among them mask", Assert.Throws<WorkbookException>(() => reader.Read("wte.weight")).Message);
    }

    internal static IEnumerable<KeyValuePair<string, Tensor>> Pairs(params (string Name, Tensor Tensor)[] tensors) =>
        tensors.Select(t => KeyValuePair.Create(t.Name, t.Tensor));
}

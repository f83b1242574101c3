using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// Reads tensors from a safetensors file. The file is untrusted: the header is checked whole on opening (lengths, names, types, shapes,
/// and that the tensors cover the data exactly), and data goes from the file straight into a tensor's own memory.
/// </summary>
public sealed class SafetensorsReader : IDisposable
{
    // A tensor is read in slices of this many elements, so that its size may pass 2 GB.
    private const long Slice = 1L << 26;

    // What must be looked at or converted comes in slices of this many elements.
    private const long Scratch = 1L << 20;

    private readonly SafeFileHandle handle;
    private readonly Dictionary<string, SafetensorsEntry> entries;

    private SafetensorsReader(
        string path, SafeFileHandle handle, Dictionary<string, SafetensorsEntry> entries, SafetensorsEntry[] ordered, Dictionary<string, string> metadata)
    {
        Path = path;
        this.handle = handle;
        this.entries = entries;
        Names = Array.ConvertAll(ordered, entry => entry.Name);
        Metadata = metadata;
    }

    /// <summary>The file, as it was given to <see cref="Open"/>.</summary>
    public string Path { get; }

    /// <summary>The tensors' names, in the order of their data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The file's own notes (<c>__metadata__</c>); empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header; no data is read yet.</summary>
    /// <exception cref="WorkbookException">The file cannot be read, or breaks a rule of the format; the message names file and tensor.</exception>
    public static SafetensorsReader Open(string path)
    {
        var file = ShortName(path);
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new WorkbookException($"{path}: cannot be opened ({e.Message.TrimEnd('.')}).", e);
        }
        try
        {
            var (json, length) = ReadHeader(file, handle);
            var (entries, ordered, metadata) = SafetensorsHeader.Parse(file, json, 8 + json.Length, length);
            return new(path, handle, entries, ordered, metadata);
        }
        catch (IOException e)
        {
            handle.Dispose();
            throw new WorkbookException($"{file}: cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>What the header says of one tensor.</summary>
    /// <exception cref="WorkbookException">The file has no tensor of that name.</exception>
    public SafetensorsEntry Entry(string name) => entries.TryGetValue(name, out var entry)
        ? entry
        : throw new WorkbookException($"{ShortName(Path)}: has no tensor {SafetensorsHeader.Quote(name)}; it has {entries.Count}, among them {string.Join(", ", Names.Take(3))}.");

    /// <summary>Reads one tensor into memory of its own.</summary>
    /// <returns>A CPU tensor of the header's shape and type, without gradient; the caller disposes of it.</returns>
    /// <exception cref="WorkbookException">No such tensor, or the file changed or ended while it was read.</exception>
    public Tensor Read(string name)
    {
        var entry = Entry(name);
        var tensor = empty([.. entry.Shape], dtype: entry.Type, device: CPU);
        try
        {
            Fill(tensor, entry);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads one tensor into the memory of an existing one, e.g. a module's parameter: no second copy is made. A number of another floating
    /// type becomes the nearest of the target's, a slice at a time.
    /// </summary>
    /// <param name="name">The tensor in the file.</param>
    /// <param name="target">A contiguous CPU tensor of the same shape; of the same type, or floating like the file's.</param>
    /// <exception cref="WorkbookException">No such tensor, a different shape or type, or the file ended while it was read.</exception>
    public void ReadInto(string name, Tensor target)
    {
        var entry = Entry(name);
        if (!entry.Shape.SequenceEqual(target.shape) || (entry.Type != target.dtype && !(SafetensorsType.IsFloat(entry.Type) && SafetensorsType.IsFloat(target.dtype))))
            throw new WorkbookException($"{ShortName(Path)}: {SafetensorsHeader.Quote(name)} is {entry.Type} [{string.Join(", ", entry.Shape)}], not {target.dtype} [{string.Join(", ", target.shape)}].");
        if (entry.Type == target.dtype) Fill(target, entry);
        else Visit(entry, target, (part, place) => place.copy_(part));
    }

    /// <summary>Whether a tensor of the file, converted where types differ, holds exactly the numbers of another; only a slice is in memory.</summary>
    internal bool Holds(string name, Tensor values)
    {
        var same = true;
        Visit(Entry(name), values, (part, place) => same = same && part.to_type(place.dtype).equal(place).all().item<bool>());
        return same;
    }

    /// <summary>Whether a floating tensor of the file has no NaN and no infinity; only a slice is in memory.</summary>
    internal bool IsFinite(string name)
    {
        var finite = true;
        Visit(Entry(name), null, (part, _) => finite = finite && part.isfinite().all().item<bool>());
        return finite;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>A path as messages show it: the file's name with its folder.</summary>
    internal static string ShortName(string path)
    {
        var folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)));
        return string.IsNullOrEmpty(folder) ? System.IO.Path.GetFileName(path) : $"{folder}/{System.IO.Path.GetFileName(path)}";
    }

    private void Fill(Tensor tensor, SafetensorsEntry entry)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var flat = tensor.detach().view(-1);
        var position = entry.Offset;
        for (long start = 0, count = flat.shape[0]; start < count; start += Slice)
        {
            using var slice = flat.narrow(0, start, Math.Min(Slice, count - start));
            var bytes = slice.bytes;
            ReadExactly(ShortName(Path), handle, bytes, position);
            // Any other byte in a boolean's place is undefined behaviour in libtorch.
            if (entry.Type == ScalarType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw new WorkbookException($"{ShortName(Path)}: {SafetensorsHeader.Quote(entry.Name)} is BOOL and holds a byte that is neither 0 nor 1.");
            position += bytes.Length;
        }
    }

    // Gives the tensor in slices, each beside the same place of another tensor.
    private void Visit(SafetensorsEntry entry, Tensor? beside, Action<Tensor, Tensor> use)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var flat = beside?.detach().view(-1);
        var count = entry.Shape.Aggregate(1L, (product, size) => product * size);
        var scratch = empty(Math.Min(count, Scratch), dtype: entry.Type, device: CPU);
        for (long start = 0; start < count; start += Scratch)
        {
            using var inner = NewDisposeScope();
            var part = scratch.narrow(0, 0, Math.Min(Scratch, count - start));
            ReadExactly(ShortName(Path), handle, part.bytes, entry.Offset + start * (entry.ByteCount / count));
            use(part, flat is null ? part : flat.narrow(0, start, part.shape[0]));
        }
    }

    private static (byte[] Json, long Length) ReadHeader(string file, SafeFileHandle handle)
    {
        var length = RandomAccess.GetLength(handle);
        if (length < 8) throw new WorkbookException($"{file}: has {length} bytes, too few for a safetensors file.");
        Span<byte> prefix = stackalloc byte[8];
        ReadExactly(file, handle, prefix, 0);
        var header = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (header > (ulong)(length - 8))
            throw new WorkbookException($"{file}: says that its header has {header} bytes, the file has {length}; it is cut short or no safetensors file.");
        if (header > SafetensorsHeader.LongestHeader)
            throw new WorkbookException($"{file}: says that its header has {header} bytes, more than the {SafetensorsHeader.LongestHeader} allowed.");
        var json = new byte[header];
        ReadExactly(file, handle, json, 8);
        return (json, length);
    }

    private static void ReadExactly(string file, SafeFileHandle handle, Span<byte> target, long position)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(handle, target, position);
            if (read == 0) throw new WorkbookException($"{file}: ended at byte {position} while it was read; fetch it again.");
            target = target[read..];
            position += read;
        }
    }
}

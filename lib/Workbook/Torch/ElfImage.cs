using System.Buffers.Binary;
using System.Text;

namespace Workbook.Torch;

/// <summary>
/// The symbol versions of a 64-bit little-endian ELF shared library: those it defines and those it needs.
/// Source: the gABI and the Linux Standard Base, chapter "Symbol Versioning".
/// Every offset read from the file is checked, so that a damaged file gives <see cref="InvalidDataException"/>.
/// </summary>
public sealed class ElfImage
{
    private const uint SectionRela = 4;
    private const uint SectionRel = 9;
    private const uint SectionVersionDefinitions = 0x6ffffffd;
    private const uint SectionVersionNeeds = 0x6ffffffe;
    private const uint SectionVersionSymbols = 0x6fffffff;
    private const ushort VersionIndexMask = 0x7fff;

    private readonly byte[] bytes;
    private readonly List<Section> sections = [];

    /// <summary>Reads the versions of a shared library.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="InvalidDataException">The bytes are no such file, or an offset leads out of it.</exception>
    public ElfImage(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        this.bytes = bytes;
        ReadSections();
        VersionDefinitions = ReadDefinitions();
        VersionNeeds = ReadNeeds();
    }

    /// <summary>The names of the versions that this file defines.</summary>
    public IReadOnlyList<string> VersionDefinitions { get; }

    /// <summary>The versions that this file asks other libraries for.</summary>
    public IReadOnlyList<ElfVersionNeed> VersionNeeds { get; }

    /// <summary>Reads a file from disk.</summary>
    /// <param name="path">The shared library.</param>
    /// <exception cref="InvalidDataException">The file is no 64-bit little-endian ELF library.</exception>
    public static ElfImage Read(string path) => new(File.ReadAllBytes(path));

    /// <summary>
    /// Whether a relocation refers to a symbol of this version. Where none does, the linker never looks the symbol up
    /// and the library works without it.
    /// </summary>
    public bool IsUsed(ElfVersionNeed need)
    {
        ArgumentNullException.ThrowIfNull(need);
        HashSet<uint> symbols = [];
        foreach (var versions in sections.Where(s => s.Type == SectionVersionSymbols))
        {
            for (var i = 0; i < versions.Size / 2; i++)
            {
                if ((U16(versions.Offset + (i * 2)) & VersionIndexMask) == need.Index)
                    symbols.Add((uint)i);
            }
        }

        return sections.Any(s => s.Type is SectionRela or SectionRel && Relocates(s, symbols));
    }

    private bool Relocates(Section section, HashSet<uint> symbols)
    {
        var size = section.Type == SectionRela ? 24 : 16;
        for (var at = 0; at + size <= section.Size; at += size)
        {
            // The symbol's number is the upper half of r_info, which follows the eight bytes of r_offset.
            if (symbols.Contains(U32(section.Offset + at + 12)))
                return true;
        }

        return false;
    }

    private void ReadSections()
    {
        if (bytes.Length < 64 || U32(0) != 0x464c457f || bytes[4] != 2 || bytes[5] != 1)
            throw new InvalidDataException("not a 64-bit little-endian ELF file");

        var start = Position(U64(0x28));
        var size = U16(0x3a);
        var count = U16(0x3c);
        if (size < 64)
            throw new InvalidDataException("the section headers are too short");
        for (var i = 0; i < count; i++)
        {
            var at = Position((ulong)start + ((ulong)i * size));
            var type = U32(at + 4);
            // A section of type 8 (SHT_NOBITS) has a size but no bytes in the file.
            if (type == 8)
            {
                sections.Add(new(type, 0, 0, 0, 0));
                continue;
            }

            var offset = Position(U64(at + 24));
            var length = Position(U64(at + 32));
            Slice(offset, length);
            sections.Add(new(type, offset, length, (int)Math.Min(U32(at + 40), int.MaxValue), U32(at + 44)));
        }
    }

    private List<string> ReadDefinitions()
    {
        List<string> names = [];
        foreach (var section in sections.Where(s => s.Type == SectionVersionDefinitions))
        {
            var at = section.Offset;
            for (var i = 0; i < section.Info; i++)
            {
                names.Add(Name(section, U32(at + (int)Limit(U32(at + 12)))));
                var next = (int)Limit(U32(at + 16));
                if (next == 0)
                    break;
                at += next;
            }
        }

        return names;
    }

    private List<ElfVersionNeed> ReadNeeds()
    {
        List<ElfVersionNeed> needs = [];
        foreach (var section in sections.Where(s => s.Type == SectionVersionNeeds))
        {
            var at = section.Offset;
            for (var i = 0; i < section.Info; i++)
            {
                ReadEntries(section, at, needs);
                var next = (int)Limit(U32(at + 12));
                if (next == 0)
                    break;
                at += next;
            }
        }

        return needs;
    }

    private void ReadEntries(Section section, int at, List<ElfVersionNeed> needs)
    {
        var library = Name(section, U32(at + 4));
        var entry = at + (int)Limit(U32(at + 8));
        for (var count = U16(at + 2); count > 0; count--)
        {
            needs.Add(new(library, Name(section, U32(entry + 8)), U16(entry + 4), entry + 4, (ushort)(U16(entry + 6) & VersionIndexMask)));
            var next = (int)Limit(U32(entry + 12));
            if (next == 0)
                break;
            entry += next;
        }
    }

    private string Name(Section section, uint offset)
    {
        if (section.Link >= sections.Count)
            throw new InvalidDataException("a section names a string table that is not there");
        var table = sections[section.Link];
        var text = Slice(table.Offset, table.Size)[(int)Math.Min(offset, (uint)table.Size)..];
        var end = text.IndexOf((byte)0);
        if (end < 0)
            throw new InvalidDataException("a name runs out of its string table");
        return Encoding.UTF8.GetString(text[..end]);
    }

    private int Position(ulong value) => value <= (ulong)bytes.Length
        ? (int)value
        : throw new InvalidDataException("an offset leads out of the file");

    private uint Limit(uint value) => (uint)Position(value);

    private ReadOnlySpan<byte> Slice(int offset, int length) =>
        offset >= 0 && length >= 0 && offset <= bytes.Length - length
            ? bytes.AsSpan(offset, length)
            : throw new InvalidDataException("an offset leads out of the file");

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(at, 8));

    private readonly record struct Section(uint Type, int Offset, int Size, int Link, uint Info);
}

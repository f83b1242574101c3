using System.Buffers.Binary;
using System.Text;

namespace Workbook.Tests.Torch;

/// <summary>
/// A small ELF file made from the specification alone: it needs versions of one library, one symbol each, and defines
/// versions of its own. Section order: null, strings, symbol versions, needs, definitions, relocations.
/// </summary>
internal static class ForgedLibrary
{
    /// <param name="library">The library whose versions are needed.</param>
    /// <param name="needs">The needed versions, their flags, and whether a relocation uses the version's symbol.</param>
    /// <param name="definitions">The versions that the file defines.</param>
    public static byte[] Make(string library, (string Version, ushort Flags, bool Used)[] needs, params string[] definitions)
    {
        var strings = new StringTable();
        var sections = new (uint Type, byte[] Bytes, uint Link, uint Info)[]
        {
            (0, [], 0, 0),
            (3, [], 0, 0),
            (0x6fffffff, Symbols(needs.Length), 0, 0),
            (0x6ffffffe, Needs(strings, library, needs), 1, 1),
            (0x6ffffffd, Definitions(strings, definitions), 1, (uint)definitions.Length),
            (4, Relocations(needs), 0, 0),
        };
        sections[1].Bytes = strings.ToArray();

        var headers = new byte[64 * sections.Length];
        List<byte> body = [.. new byte[64]];
        for (var i = 0; i < sections.Length; i++)
        {
            var header = headers.AsSpan(64 * i);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], sections[i].Type);
            BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)body.Count);
            BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)sections[i].Bytes.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[40..], sections[i].Link);
            BinaryPrimitives.WriteUInt32LittleEndian(header[44..], sections[i].Info);
            body.AddRange(sections[i].Bytes);
        }

        byte[] file = [.. body, .. headers];
        ((byte[])[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(file, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(0x28), (ulong)body.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x3a), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x3c), (ushort)sections.Length);
        return file;
    }

    // Symbol 0 is the null symbol; symbol i + 1 belongs to need i, whose version index is i + 2.
    private static byte[] Symbols(int count) =>
        [.. Enumerable.Range(0, count + 1).SelectMany(i => BitConverter.GetBytes((ushort)(i == 0 ? 0 : i + 1)))];

    private static byte[] Needs(StringTable strings, string library, (string Version, ushort Flags, bool Used)[] needs)
    {
        List<byte> bytes = [.. Words(1, (ushort)needs.Length), .. BitConverter.GetBytes(strings.Add(library)), .. BitConverter.GetBytes(16), .. BitConverter.GetBytes(0)];
        for (var i = 0; i < needs.Length; i++)
        {
            bytes.AddRange(BitConverter.GetBytes(0));
            bytes.AddRange(Words(needs[i].Flags, (ushort)(i + 2)));
            bytes.AddRange(BitConverter.GetBytes(strings.Add(needs[i].Version)));
            bytes.AddRange(BitConverter.GetBytes(i == needs.Length - 1 ? 0 : 16));
        }

        return [.. bytes];
    }

    private static byte[] Definitions(StringTable strings, string[] definitions)
    {
        List<byte> bytes = [];
        for (var i = 0; i < definitions.Length; i++)
        {
            bytes.AddRange([.. Words(1, 0), .. Words((ushort)(i + 1), 1), .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(20)]);
            bytes.AddRange(BitConverter.GetBytes(i == definitions.Length - 1 ? 0 : 28));
            bytes.AddRange([.. BitConverter.GetBytes(strings.Add(definitions[i])), .. BitConverter.GetBytes(0)]);
        }

        return [.. bytes];
    }

    private static byte[] Relocations((string Version, ushort Flags, bool Used)[] needs) =>
        [.. needs.Index().Where(n => n.Item.Used).SelectMany(n => (byte[])[.. new byte[8], .. BitConverter.GetBytes(7), .. BitConverter.GetBytes(n.Index + 1), .. new byte[8]])];

    private static byte[] Words(ushort first, ushort second) => [.. BitConverter.GetBytes(first), .. BitConverter.GetBytes(second)];

    private sealed class StringTable
    {
        private readonly List<byte> bytes = [0];

        public int Add(string text)
        {
            var at = bytes.Count;
            bytes.AddRange(Encoding.UTF8.GetBytes(text));
            bytes.Add(0);
            return at;
        }

        public byte[] ToArray() => [.. bytes];
    }
}

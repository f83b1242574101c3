namespace Workbook.Torch;

/// <summary>One symbol version that an ELF file asks another library for.</summary>
/// <param name="Library">The library that must provide it, such as libstdc++.so.6.</param>
/// <param name="Version">The version's name, such as GLIBCXX_3.4.32.</param>
/// <param name="Flags">The entry's flags, vna_flags of the ELF symbol versioning specification.</param>
/// <param name="FlagsOffset">Where those two bytes stand in the file.</param>
/// <param name="Index">The number by which the symbol table refers to this version.</param>
public sealed record ElfVersionNeed(string Library, string Version, ushort Flags, int FlagsOffset, ushort Index)
{
    /// <summary>The flag VER_FLG_WEAK: the dynamic linker then accepts a library without this version.</summary>
    public const ushort WeakFlag = 0x2;

    /// <summary>Whether the linker may go on without this version.</summary>
    public bool IsWeak => (Flags & WeakFlag) != 0;
}

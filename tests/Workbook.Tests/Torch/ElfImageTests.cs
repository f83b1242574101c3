using CsCheck;
using Workbook.Torch;
using Xunit;

namespace Workbook.Tests.Torch;

public sealed class ElfImageTests
{
    private static readonly byte[] Forged = ForgedLibrary.Make(
        "libstdc++.so.6", [("GLIBCXX_3.4.32", 0, false), ("GLIBCXX_3.4", 0, true), ("CXXABI_1.3", 2, false)], "OURS_1", "OURS_2");

    [Fact]
    public void The_needed_and_defined_versions_are_read()
    {
        var image = new ElfImage(Forged);
        Assert.Equal(["OURS_1", "OURS_2"], image.VersionDefinitions);
        Assert.Equal(["GLIBCXX_3.4.32", "GLIBCXX_3.4", "CXXABI_1.3"], image.VersionNeeds.Select(n => n.Version));
        Assert.All(image.VersionNeeds, n => Assert.Equal("libstdc++.so.6", n.Library));
        Assert.Equal([false, false, true], image.VersionNeeds.Select(n => n.IsWeak));
    }

    [Fact]
    public void Only_a_version_whose_symbol_a_relocation_names_is_used()
    {
        var image = new ElfImage(Forged);
        Assert.Equal([false, true, false], image.VersionNeeds.Select(image.IsUsed));
    }

    [Fact]
    public void The_flags_stand_where_the_entry_says()
    {
        foreach (var need in new ElfImage(Forged).VersionNeeds)
            Assert.Equal(need.Flags, BitConverter.ToUInt16(Forged, need.FlagsOffset));
    }

    [Fact]
    public void A_file_cut_short_is_refused_or_read_but_never_read_past_its_end() =>
        Gen.Int[0, Forged.Length - 1].Sample(length => Survives(Forged[..length]));

    [Fact]
    public void A_file_with_damaged_bytes_is_refused_or_read_but_never_read_past_its_end() =>
        Gen.Select(Gen.Int[0, Forged.Length - 1], Gen.Byte, Gen.Int[0, Forged.Length - 1], Gen.Byte).Sample((i, a, j, b) =>
        {
            var damaged = (byte[])Forged.Clone();
            damaged[i] = a;
            damaged[j] = b;
            return Survives(damaged);
        });

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x7f, 0x45, 0x4c, 0x46 })]
    public void Other_bytes_are_no_library(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => new ElfImage(bytes));

    [Fact]
    public void TorchSharps_own_library_asks_for_a_version_that_it_never_uses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Symbol versions are a matter of Linux.");
        var image = ElfImage.Read(NativeLibraries.Find().TorchSharpFile);
        Assert.False(image.IsUsed(Assert.Single(image.VersionNeeds, n => n.Version == "GLIBCXX_3.4.32")));
        Assert.True(image.IsUsed(Assert.Single(image.VersionNeeds, n => n.Version == "GLIBCXX_3.4.21")));
    }

    private static bool Survives(byte[] bytes)
    {
        try
        {
            var image = new ElfImage(bytes);
            return image.VersionNeeds.Select(image.IsUsed).Count() == image.VersionNeeds.Count;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}

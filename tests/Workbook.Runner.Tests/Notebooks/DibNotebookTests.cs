using System.Text;
using CsCheck;
using Workbook.Runner.Notebooks;
using Xunit;

namespace Workbook.Runner.Tests.Notebooks;

public sealed class DibNotebookTests
{
    private static readonly Gen<string> Line = Gen.OneOf(
        Gen.Const("#!csharp"), Gen.Const("#!markdown"), Gen.Const("#!html"), Gen.Const("#!fsharp"),
        Gen.Const("#!csharp "), Gen.Const(" #!markdown"), Gen.Const("#!unknown"), Gen.Const("#!import workbook.csx"),
        Gen.Const(""), Gen.Const("   "), Gen.Const("\uFEFF"), Gen.Const("var x = 1;  "), Gen.Const("{}"), Gen.String[Gen.Char.AlphaNumeric, 0, 8]);

    private static readonly Gen<string> Ending = Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"), Gen.Const("\r"), Gen.Const("\n\n"));

    private static readonly Gen<string> Document =
        from mark in Gen.Bool
        from lines in Gen.Select(Line, Ending).Array[0, 12]
        from last in Line
        select (mark ? "\uFEFF" : "") + string.Concat(lines.Select(line => line.Item1 + line.Item2)) + last;

    [Fact]
    public void Any_document_is_put_together_again_character_for_character() =>
        Document.Sample(text => DibNotebook.Parse(text).ToString() == text);

    [Fact]
    public void Any_text_is_put_together_again_character_for_character() =>
        Gen.String.Sample(text => text.Contains("#!meta", StringComparison.Ordinal) || DibNotebook.Parse(text).ToString() == text);

    [Fact]
    public void A_file_is_put_together_again_byte_for_byte()
    {
        var bytes = new byte[] { 0xEF, 0xBB, 0xBF }
            .Concat(Encoding.UTF8.GetBytes("#!meta\r\n\r\n{\"a\":1}\r\n\r\n#!markdown\r\n\r\n# é \u2028 😀  \r\n#!csharp\n1+1"))
            .ToArray();
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, bytes);
        try
        {
            Assert.Equal(bytes, Encoding.UTF8.GetBytes(DibNotebook.Read(path).ToString()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_cell_stands_in_the_file_at_the_line_that_it_names() => Document.Sample(text =>
    {
        var lines = (text.StartsWith('\uFEFF') ? text[1..] : text).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        foreach (var cell in DibNotebook.Parse(text).Cells)
        {
            var source = cell.Source.Split('\n');
            if (cell.Source.Length > 0)
                Assert.Equal(source, lines.Skip(cell.FirstLine - 1).Take(source.Length));
        }
    });

    [Fact]
    public void Cells_carry_kind_number_source_and_first_line()
    {
        var cells = DibNotebook.Parse("#!meta\n\n{}\n\n#!markdown\n\n# Title\n\ntext\n\n#!csharp\n\n\n1 + 1\n").Cells;
        Assert.Equal(
            [new DibCell(DibCell.Markdown, 1, "# Title\n\ntext", 7), new DibCell(DibCell.CSharp, 2, "1 + 1", 14)],
            cells);
    }

    [Fact]
    public void A_marker_with_a_trailing_space_is_not_a_boundary() =>
        Assert.Equal("#!csharp \n1", Assert.Single(DibNotebook.Parse("#!markdown\n#!csharp \n1").Cells).Source);

    [Theory, InlineData("#!c#"), InlineData("#!C#")]
    public void An_alias_stands_for_its_kernel(string marker) =>
        Assert.Equal(DibCell.CSharp, Assert.Single(DibNotebook.Parse(marker + "\n1").Cells).Kind);

    [Fact]
    public void A_kernel_that_meta_names_begins_cells_and_is_kept()
    {
        const string text = "#!meta\n{\"kernelInfo\":{\"items\":[{\"name\":\"julia\",\"aliases\":[\"jl\"]}]}}\n#!jl\n1\n#!julia\n2\n#!other\n";
        var notebook = DibNotebook.Parse(text);
        Assert.Equal([("julia", "1"), ("julia", "2\n#!other")], notebook.Cells.Select(cell => (cell.Kind, cell.Source)));
        Assert.Equal(text, notebook.ToString());
    }

    [Fact]
    public void Text_before_the_first_marker_is_a_csharp_cell() =>
        Assert.Equal(
            [new DibCell(DibCell.CSharp, 1, "1 + 1", 1), new DibCell(DibCell.Markdown, 2, "x", 3)],
            DibNotebook.Parse("\uFEFF1 + 1\n#!markdown\nx").Cells);

    [Theory, InlineData(""), InlineData("\n\n"), InlineData("\uFEFF"), InlineData("\uFEFF\n")]
    public void An_empty_file_has_no_cells(string text) => Assert.Empty(DibNotebook.Parse(text).Cells);

    [Theory, InlineData("{\n\"a\": }"), InlineData("[1]"), InlineData("")]
    public void A_meta_block_that_is_not_a_json_object_is_named(string json)
    {
        var error = Assert.Throws<WorkbookException>(() => DibNotebook.Parse($"#!meta\n{json}\n#!csharp\n1", "01.dib"));
        Assert.StartsWith("01.dib: the #!meta block is not valid JSON (line ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_notebook_is_named() =>
        Assert.Contains("absent.dib", Assert.Throws<WorkbookException>(() => DibNotebook.Read("absent.dib")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_no_notebook() =>
        Assert.Contains("folder", Assert.Throws<WorkbookException>(() => DibNotebook.Read(Path.GetTempPath())).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_utf8_is_named()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, [0x23, 0xFF, 0xFE]);
        try
        {
            Assert.Contains("not UTF-8", Assert.Throws<WorkbookException>(() => DibNotebook.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using System.Reflection;
using TorchSharp;
using Workbook.Torch;
using Xunit;

namespace Workbook.Tests;

public sealed class NotebookNamesTests
{
    // What a cell sees besides the library: the imports that every notebook reader has, and those of workbook.csx.
    private static readonly string[] Namespaces =
        ["System", "System.Text", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks", "System.IO", "TorchSharp"];

    [Fact]
    public void No_type_of_the_library_shares_its_name_with_something_else_that_a_cell_sees()
    {
        var others = new[] { typeof(object), typeof(Enumerable), typeof(Console), typeof(HashSet<int>), typeof(torch) }
            .SelectMany(t => t.Assembly.GetExportedTypes())
            .Where(t => !t.IsNested && Namespaces.Contains(t.Namespace))
            .Concat(typeof(torch).GetNestedTypes())
            .Select(t => t.Name)
            .Concat(typeof(torch).GetMembers(BindingFlags.Public | BindingFlags.Static).Select(m => m.Name))
            .ToHashSet();
        Assert.Contains("Tensor", others);
        Assert.Equal([], LibraryTypes().Select(t => t.Name).Where(others.Contains));
    }

    [Fact]
    public void No_two_types_of_the_library_share_a_name() =>
        Assert.Empty(LibraryTypes().GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => string.Join(", ", g)));

    private static IEnumerable<Type> LibraryTypes() => typeof(TorchRuntime).Assembly.GetExportedTypes().Where(t => !t.IsNested);
}

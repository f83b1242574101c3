namespace Workbook.Runner.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Checkout
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The folder of the notebooks.</summary>
    public static string Notebooks { get; } = Path.Combine(Root, "notebooks");

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Workbook.sln")))
                return folder;
        }

        throw new InvalidOperationException("The tests do not run inside a checkout.");
    }
}

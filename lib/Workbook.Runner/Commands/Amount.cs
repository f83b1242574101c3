namespace Workbook.Runner.Commands;

/// <summary>Counted things in words.</summary>
internal static class Amount
{
    /// <summary>1 cell, 2 cells.</summary>
    public static string Of(int count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";
}

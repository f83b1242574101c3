using Workbook.Runner.Commands;

namespace Workbook.Runner;

internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.RunAsync(args);
}

using Xunit;

namespace Workbook.Runner.Tests.Session;

/// <summary>Tests that run cells: a cell takes the process's console, so they run one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedConsole
{
    public const string Name = "console";
}

using System.CommandLine;

namespace Workbook.Runner.Commands;

/// <summary>A command whose <c>--help</c> ends with an example and its exit codes.</summary>
/// <param name="name">What the user types.</param>
/// <param name="description">What it does, one sentence.</param>
/// <param name="notes">The lines below the options: examples and exit codes.</param>
internal sealed class Verb(string name, string description, string notes) : Command(name, description)
{
    /// <summary>The lines below the options.</summary>
    public string Notes => notes;
}

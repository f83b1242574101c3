using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Workbook.Runner.Commands;

/// <summary>Prints a command's help and then its notes.</summary>
/// <param name="help">The help that System.CommandLine writes.</param>
/// <param name="rootNotes">The notes of the command line as a whole.</param>
internal sealed class HelpWithNotes(HelpAction help, string rootNotes) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = 100;
        var code = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(parseResult.CommandResult.Command is Verb verb ? verb.Notes : rootNotes);
        return code;
    }

    public override bool ClearsParseErrors => true;
}

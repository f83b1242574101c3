using System.CommandLine;
using System.CommandLine.Help;
using Workbook.Runner.Session;

namespace Workbook.Runner.Commands;

/// <summary>The command line as a whole: its verbs, its help, and how errors are told.</summary>
public static class CommandLine
{
    private const string Notes = """
        Without a verb the command is run. Each verb has its own --help with an example.

        Exit codes:
          0    done
          1    something failed
          2    wrong usage
          130  stopped by Ctrl-C
        """;

    /// <summary>Does what the arguments ask.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // A cell takes the console while it runs, and after Ctrl-C it may still hold it.
        var error = Console.Error;
        // The compiler loads while the first touch of the library loads libtorch.
        if (args is [] or [RunCommand.Name, ..])
            _ = CSharpSession.WarmUpAsync();
        try
        {
            return await ParseAsync(args).ConfigureAwait(false);
        }
        catch (UsageException problem)
        {
            error.WriteLine(problem.Message);
            return ExitCode.Usage;
        }
        catch (WorkbookException problem)
        {
            error.WriteLine(problem.Message);
            return ExitCode.Failed;
        }
        catch (IOException problem)
        {
            // Files are told of by name elsewhere; what is left is mostly standard output on a full disk.
            error.WriteLine($"The output can't be written ({problem.Message.TrimEnd('.')}).");
            return ExitCode.Failed;
        }
    }

    private static async Task<int> ParseAsync(string[] args)
    {
        var root = new RootCommand("A research workbook on normalization in attention.")
        {
            RunCommand.Create(),
            VerifyCommand.Create(),
            ExperimentCommand.Create(),
            SweepCommand.Create(),
            TraceCommand.Create(),
            ModelCommand.Create(),
            TrainCommand.Create(),
            DoctorCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithNotes((HelpAction)help.Action!, Notes);
        var parsed = root.Parse(WithVerb(root, args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors is [var first, ..] && parsed.Action is not HelpWithNotes)
            throw new UsageException($"{first.Message.TrimEnd('.')}; --help shows the usage.");
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null })
            .ConfigureAwait(false);
    }

    private static string[] WithVerb(RootCommand root, string[] args)
    {
        var known = root.Subcommands.SelectMany(verb => verb.Aliases.Append(verb.Name))
            .Concat(root.Options.SelectMany(option => option.Aliases.Append(option.Name)));
        return args.Length > 0 && known.Contains(args[0]) ? args : [RunCommand.Name, .. args];
    }
}

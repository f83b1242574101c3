using System.Diagnostics;
using System.Reflection;

namespace Workbook.Runner.Session;

/// <summary>Turns an exception that a cell threw into a failure for the reader: a message and the notebook's line.</summary>
internal static class ExceptionText
{
    public static CellFailure Describe(Exception exception, string notebookPath)
    {
        var cause = Cause(exception);
        // The library's own errors are written for the reader; others need their type to be understood.
        var message = cause is WorkbookException ? cause.Message : $"{cause.GetType().Name}: {cause.Message}";
        return new CellFailure(message, Line(exception, notebookPath) ?? Line(cause, notebookPath));
    }

    private static Exception Cause(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Cause(only),
        TargetInvocationException { InnerException: { } inner } => Cause(inner),
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        _ => exception,
    };

    // The innermost frame within the notebook: the cells are compiled with the notebook's own file name and line numbers.
    private static int? Line(Exception exception, string notebookPath) =>
        new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .FirstOrDefault(frame => frame.GetFileName() == notebookPath)?.GetFileLineNumber();
}

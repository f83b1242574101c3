namespace Workbook;

/// <summary>
/// A failure that the user can mend. The message is one sentence: what is wrong, where, and what to do.
/// The command line prints it without a stack trace and exits with code 1.
/// </summary>
public class WorkbookException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One sentence for the user.</param>
    public WorkbookException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the failure and keeps what caused it.</summary>
    /// <param name="message">One sentence for the user.</param>
    /// <param name="innerException">The cause, kept for debugging.</param>
    public WorkbookException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

namespace Workbook;

/// <summary>
/// The request itself is wrong: an unknown option, a value that no option takes.
/// The command line prints the sentence and exits with code 2.
/// </summary>
public sealed class UsageException : WorkbookException
{
    /// <summary>Creates the failure.</summary>
    /// <param name="message">One sentence for the user: what was given and what is accepted.</param>
    public UsageException(string message)
        : base(message)
    {
    }
}

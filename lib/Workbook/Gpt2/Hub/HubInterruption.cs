namespace Workbook.Gpt2.Hub;

/// <summary>A failure that may pass: it is tried again, and told when it stays.</summary>
/// <param name="message">One sentence.</param>
/// <param name="after">How long the server asks to wait; null when it does not say.</param>
/// <param name="cause">What caused it.</param>
internal sealed class HubInterruption(string message, TimeSpan? after = null, Exception? cause = null) : WorkbookException(message, cause)
{
    public TimeSpan? After => after;
}

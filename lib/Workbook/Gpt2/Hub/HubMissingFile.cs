namespace Workbook.Gpt2.Hub;

/// <summary>The repository lacks a file, or the hub lacks the repository.</summary>
/// <param name="message">One sentence.</param>
internal sealed class HubMissingFile(string message) : WorkbookException(message);

namespace Workbook.Gpt2.Hub;

/// <summary>The server sends another content than the one it described.</summary>
/// <param name="message">One sentence.</param>
internal sealed class HubChangedFile(string message) : WorkbookException(message);

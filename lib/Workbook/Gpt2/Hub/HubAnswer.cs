using System.Globalization;

namespace Workbook.Gpt2.Hub;

/// <summary>A server's answer, and what the hub said of the file on the way to it.</summary>
/// <param name="Response">The last answer.</param>
/// <param name="Address">Who gave it.</param>
/// <param name="Commit">The commit that the file is from; null when the hub did not say.</param>
/// <param name="Etag">The content's tag as the server wrote it; null when there is none.</param>
/// <param name="LinkedSize">The size that the hub gave with a redirect; null when it did not.</param>
internal sealed record HubAnswer(HttpResponseMessage Response, Uri Address, string? Commit, string? Etag, string? LinkedSize) : IDisposable
{
    /// <summary>The file's size in bytes; null when nobody said.</summary>
    public long? Size => long.TryParse(LinkedSize, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : Response.Content.Headers.ContentLength;

    /// <summary>The tag that the serving host itself gave, fit for a later If-Range; null when it gave none or a weak one.</summary>
    public string? StrongTag => Response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    public void Dispose() => Response.Dispose();
}

using System.Text.RegularExpressions;

namespace Workbook.Gpt2.Hub;

/// <summary>What the hub says of one file before it is downloaded.</summary>
/// <param name="Name">Its name in the repository.</param>
/// <param name="Address">Where it is asked for, on the hub's own host.</param>
/// <param name="Commit">The commit it is from.</param>
/// <param name="Etag">Its content's tag, without quotes; the blob is named after it.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed partial record HubFile(string Name, Uri Address, string Commit, string Etag, long Size)
{
    /// <summary>Whether the tag is the content's SHA-256.</summary>
    public bool HasChecksum => Sha256().IsMatch(Etag);

    /// <summary>A tag without quotes and without the mark of a weak one; null when it can't name a blob.</summary>
    public static string? Plain(string? etag)
    {
        var plain = etag?.Trim() ?? "";
        if (plain.StartsWith("W/", StringComparison.Ordinal)) plain = plain[2..];
        plain = plain.Trim('"');
        return BlobName().IsMatch(plain) ? plain : null;
    }

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256();

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}\z")]
    private static partial Regex BlobName();
}

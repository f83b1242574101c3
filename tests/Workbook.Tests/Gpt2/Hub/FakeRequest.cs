using System.Globalization;

namespace Workbook.Tests.Gpt2.Hub;

/// <summary>What the fake hub was asked.</summary>
internal sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The file's name: the last part of the path.</summary>
    public string File => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The first byte wanted; null for the whole file.</summary>
    public int? From => Headers.TryGetValue("Range", out var range) ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : null;

    public string? Token => Headers.GetValueOrDefault("Authorization");
}

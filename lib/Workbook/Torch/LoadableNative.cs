namespace Workbook.Torch;

/// <summary>The file of a native library that this machine can load.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="IsCopy">Whether it is a patched copy rather than the package's own file.</param>
/// <param name="IsTemporary">Whether it serves this process only and is deleted once loaded.</param>
public sealed record LoadableNative(string Path, bool IsCopy, bool IsTemporary);

using System.Text.Json;

namespace Workbook.Gpt2;

/// <summary>
/// What describing a file's tensors may allocate: with the header's bytes, no more than the file's own size and 64 kB. A header is taken
/// apart only as far as this lasts, so a small file can't fill the memory. Files that hold data have far more than they need.
/// </summary>
/// <param name="file">The file's name for messages.</param>
/// <param name="headerLength">The header's length in bytes; it is in memory already.</param>
/// <param name="fileLength">The file's length in bytes.</param>
internal sealed class SafetensorsAllowance(string file, long headerLength, long fileLength)
{
    // Of the 64 kB, a part stays for what does not depend on the header, such as an exception with its message and stack.
    private const long Beside = 40 << 10;

    // An entry, a text, an array, and a place in a dictionary that has grown by doubling: less than this, whatever they hold.
    private const int Fixed = 256;

    private long left = fileLength - headerLength + Beside;

    /// <summary>The text that the reader stands on.</summary>
    /// <exception cref="InvalidOperationException">It is not valid UTF-8.</exception>
    /// <exception cref="WorkbookException">It is more than may be kept.</exception>
    public string Text(ref Utf8JsonReader reader)
    {
        // Two bytes a character; one with escapes is first written into a buffer of the next power of two.
        Take(Fixed / 2 + (reader.ValueIsEscaped ? 4L : 2L) * reader.ValueSpan.Length);
        return reader.GetString()!;
    }

    /// <summary>Notes that a tensor with so many dimensions is kept.</summary>
    /// <exception cref="WorkbookException">It is more than may be kept.</exception>
    public void TakeTensor(int dimensions) => Take(Fixed + sizeof(long) * dimensions);

    private void Take(long bytes)
    {
        left -= bytes;
        if (left < 0)
            throw new WorkbookException($"{file}: the header names more tensors and texts than a file of {fileLength} bytes has room for; it is damaged or made to fill the memory, fetch it from another place.");
    }
}

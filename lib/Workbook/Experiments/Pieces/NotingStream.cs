namespace Workbook.Experiments.Pieces;

/// <summary>A stream that remembers why writing to it failed, for writers whose own exceptions hide a full disk.</summary>
/// <param name="inner">Where the bytes go; not disposed of.</param>
internal sealed class NotingStream(Stream inner) : Stream
{
    /// <summary>The first failure; null while all went well.</summary>
    public IOException? Failure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override void Flush() => Noting(inner.Flush);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException error)
        {
            Failure ??= error;
            throw;
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => Noting(() => inner.SetLength(value));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Noting(Action work)
    {
        try
        {
            work();
        }
        catch (IOException error)
        {
            Failure ??= error;
            throw;
        }
    }
}

namespace Workbook.Tests.Gpt2.Hub;

/// <summary>What the fake hub answers.</summary>
internal sealed record FakeReply(int Status, byte[] Body)
{
    public FakeReply(int status)
        : this(status, [])
    {
    }

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>After how many bytes of the body the connection ends; null for none too early.</summary>
    public int? Cut { get; init; }

    /// <summary>How many bytes are sent at once.</summary>
    public int Piece { get; init; } = 1 << 16;

    /// <summary>The time between two pieces.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Whether the connection stays open in silence after the body.</summary>
    public bool Hang { get; init; }
}

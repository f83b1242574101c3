namespace Workbook.Gpt2.Hub;

/// <summary>How far a download is.</summary>
/// <param name="File">The file.</param>
/// <param name="Received">Its bytes on this machine.</param>
/// <param name="Total">All its bytes.</param>
/// <param name="BytesPerSecond">The pace since this download began; 0 when nothing has come yet.</param>
/// <param name="Note">What it waits for, when it waits; null otherwise.</param>
public sealed record HubProgress(string File, long Received, long Total, double BytesPerSecond, string? Note = null)
{
    /// <summary>The time left at that pace; null when there is no pace yet.</summary>
    public TimeSpan? Left => BytesPerSecond > 0 ? TimeSpan.FromSeconds(Math.Min((Total - Received) / BytesPerSecond, 1e9)) : null;
}

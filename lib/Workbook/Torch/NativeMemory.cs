using System.Runtime.InteropServices;

namespace Workbook.Torch;

/// <summary>
/// How the C library hands out the memory of tensors. By default glibc maps each block above 128 KB afresh and gives it back
/// when it is freed, so every tensor of a training step pays for its page faults again (measured: a step takes 2.5 to 3 times as
/// long). Kept pages are reused instead; the process holds on to its peak.
/// </summary>
internal static partial class NativeMemory
{
    // malloc.h
    private const int TrimThreshold = -1;
    private const int MapMax = -4;

    /// <summary>Keeps freed pages for the next tensor, where the C library is glibc; does nothing elsewhere.</summary>
    internal static void KeepPages()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallocOption(MapMax, 0);
            _ = MallocOption(TrimThreshold, int.MaxValue);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library, with habits of its own.
            return;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int option, int value);
}

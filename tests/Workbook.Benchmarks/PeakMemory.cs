using System.Globalization;
using System.Runtime.InteropServices;

namespace Workbook.Benchmarks;

/// <summary>How much more memory this process holds at the height of some work than before it. Linux only.</summary>
internal static class PeakMemory
{
    /// <summary>Does the work and measures the resident memory of the whole process.</summary>
    /// <returns>Bytes; null where the system keeps no such peak.</returns>
    public static long? Growth(Action work)
    {
        Trim();
        var before = TryReset() ? Status("VmRSS:") : null;
        work();
        return Status("VmHWM:") - before;
    }

    /// <summary>Gives freed memory back to the system, so that new memory is new again; glibc keeps it otherwise.</summary>
    public static void Trim()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            _ = TrimHeap(0);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library: what it keeps, it keeps.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimHeap(nuint keep);

    // Sets the peak to what is held now.
    private static bool TryReset()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long? Status(string name) => File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        ? 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
        : null;
}

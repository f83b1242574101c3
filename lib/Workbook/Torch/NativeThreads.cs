using System.Runtime.InteropServices;

namespace Workbook.Torch;

/// <summary>
/// How libtorch's worker threads wait for work. By default they spin, which is a little faster on an idle machine and ruinous
/// on a busy one, where each spins away the time of another (measured: a chapter took 99 s with spinning threads among
/// 20 busy processes, 6 s with one thread).
/// </summary>
internal static partial class NativeThreads
{
    /// <summary>Lets idle workers sleep, unless OMP_WAIT_POLICY says otherwise. Has to come before libtorch is loaded.</summary>
    internal static void WaitAsleep()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        // .NET keeps an environment of its own; OpenMP reads the C library's when it is loaded.
        _ = SetEnvironment("OMP_WAIT_POLICY", "passive", 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

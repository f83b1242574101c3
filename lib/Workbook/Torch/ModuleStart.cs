using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Workbook.Torch;

/// <summary>Runs once, before the first use of anything in this assembly.</summary>
internal static class ModuleStart
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp must find its natives in any process that uses the library, a script host included.")]
    internal static void Run()
    {
        LibraryAssemblies.Register();
        TorchRuntime.Register();
    }
}

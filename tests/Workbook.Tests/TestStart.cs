using System.Runtime.CompilerServices;
using Workbook.Tests.Torch;
using Workbook.Torch;

namespace Workbook.Tests;

/// <summary>Starts libtorch before a test may touch TorchSharp; in a program, touching the library does that.</summary>
internal static class TestStart
{
    [ModuleInitializer]
    public static void Start()
    {
        ChildProcess.DescribeIfAsked();
        TorchRuntime.Start();
    }
}

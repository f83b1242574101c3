using BenchmarkDotNet.Running;
using Workbook.Benchmarks;

switch (args)
{
    case ["cpu"]:
        CpuTimes.Print();
        break;
    case ["normalizers"]:
        NormalizerTimes.Print();
        break;
    case ["load"]:
        LoadTimes.Print();
        break;
    case ["fuzz", .. var rest]:
        FuzzRun.Print(rest);
        break;
    case ["trace"]:
        TraceTimes.Print();
        break;
    case ["trace-memory", var which]:
        TraceTimes.Memory(which);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(CpuTimes).Assembly).Run(args);
        break;
}

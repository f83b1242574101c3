using BenchmarkDotNet.Running;
using Workbook.Benchmarks;

if (args is ["cpu"])
    CpuTimes.Print();
else if (args is ["normalizers"])
    NormalizerTimes.Print();
else
    BenchmarkSwitcher.FromAssembly(typeof(CpuTimes).Assembly).Run(args);

using BenchmarkDotNet.Running;
using Workbook.Benchmarks;
using Workbook.Normalizers;

switch (args)
{
    case ["cpu"]:
        CpuTimes.Print();
        break;
    case ["normalizers"]:
        NormalizerTimes.Print();
        break;
        MeasureTimes.Print();
        NormalizerTimes.PrintSpans();
        NormalizerTimes.PrintWeights([.. names.Select(NormalizerCatalogue.Find)]);
        break;
    case ["measures"]:
    case ["normalizers", "spans"]:
    case ["normalizers", .. var names]:
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
    case ["lengths"]:
        LengthTimes.Print();
        break;
    case ["experiments", .. var model]:
        ExperimentTimes.Print(gpt2: model is ["gpt2"]);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(CpuTimes).Assembly).Run(args);
        break;
}

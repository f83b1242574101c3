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
    case ["normalizers", "spans"]:
        NormalizerTimes.PrintSpans();
        break;
    case ["normalizers", .. var names]:
        NormalizerTimes.PrintWeights([.. names.Select(NormalizerCatalogue.Find)]);
        break;
    case ["measures"]:
        MeasureTimes.Print();
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

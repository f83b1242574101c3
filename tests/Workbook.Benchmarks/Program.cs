using BenchmarkDotNet.Running;
using Workbook.Benchmarks;
using Workbook.Normalizers;

var (docs, named) = DocsFile.Of(args);
switch (named)
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
        LengthTimes.Print(docs);
        break;
    case ["experiments", "one", var model, var name, var texts]:
        ExperimentTimes.One(model, name, int.Parse(texts));
        break;
    case ["experiments", "texts"]:
        ExperimentTimes.PrintTexts(docs);
        break;
    case ["experiments"] or ["experiments", "gpt2"]:
        ExperimentTimes.Print(gpt2: named.Length > 1, docs);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(CpuTimes).Assembly).Run(args);
        break;
}

using System.Runtime.InteropServices;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>Weights from a formula, as tests/parity/gpt2_formula.py computes them: nothing large needs to be committed.</summary>
internal static class FormulaWeights
{
    /// <summary>A model whose every parameter is filled.</summary>
    public static Gpt2Model Model(Gpt2Config config)
    {
        var model = new Gpt2Model(config);
        var unit = Math.Sqrt(3.0) / Math.Sqrt(config.Width);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            var (amplitude, mean) = Scale(name, unit);
            using var memory = parameter.detach();
            Fill(MemoryMarshal.Cast<byte, float>(memory.bytes), name, amplitude, mean);
        }
        model.eval();
        return model;
    }

    public static int[] Ids(int count, int vocabulary) => [.. Enumerable.Range(0, count).Select(i => (int)(SplitMix(Hash("ids") + (ulong)i) % (ulong)vocabulary))];

    private static (double Amplitude, double Mean) Scale(string name, double unit) => name switch
    {
        "wte.weight" or "lm_head.weight" => (2.8 * unit, 0),
        "wpe.weight" => (1.4 * unit, 0),
        _ when name.EndsWith(".bias", StringComparison.Ordinal) => (0.3, 0),
        _ when name.EndsWith("ln_1.weight", StringComparison.Ordinal) || name.EndsWith("ln_2.weight", StringComparison.Ordinal) || name == "ln_f.weight" => (0.5, 1),
        _ when name.EndsWith("c_attn.weight", StringComparison.Ordinal) => (1.4 * unit, 0),
        _ when name.EndsWith("c_fc.weight", StringComparison.Ordinal) => (1.1 * unit, 0),
        _ => (0.6 * unit, 0),
    };

    private static void Fill(Span<float> target, string name, double amplitude, double mean)
    {
        var start = Hash(name);
        for (var i = 0; i < target.Length; i++)
        {
            var unit = ((double)(SplitMix(start + (ulong)i) >> 40) - 8388608.0) / 8388608.0;
            target[i] = (float)(unit * amplitude + mean);
        }
    }

    // FNV-1a, 64 bits.
    private static ulong Hash(string name) => name.Aggregate(0xCBF29CE484222325, (value, letter) => (value ^ letter) * 0x100000001B3);

    // Steele, Lea, Flood 2014: the finalizer of SplitMix64 at a counter.
    private static ulong SplitMix(ulong counter)
    {
        var z = counter * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

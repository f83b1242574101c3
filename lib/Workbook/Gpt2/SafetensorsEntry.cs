using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>One tensor as a safetensors header describes it.</summary>
/// <param name="Name">The tensor's name, e.g. <c>h.0.attn.c_attn.weight</c>.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its sizes; empty for a scalar.</param>
/// <param name="Offset">Where its first byte lies, counted from the start of the file.</param>
/// <param name="ByteCount">How many bytes it has; the reader has checked that shape and type need exactly these.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Offset, long ByteCount);

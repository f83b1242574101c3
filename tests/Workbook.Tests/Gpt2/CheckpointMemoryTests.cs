using TorchSharp;
using Workbook.Benchmarks;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

/// <summary>Loading holds the model's own tensors and no second copy of them.</summary>
public class CheckpointMemoryTests
{
    private static readonly Gpt2Config Config = RandomCheckpoint.Config with { Width = 512, Layers = 8, Heads = 8 };

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float16), InlineData(ScalarType.BFloat16)]
    public void The_peak_is_at_most_a_fifth_above_the_tensors(ScalarType type)
    {
        if (PeakMemory.Growth(() => { }) is null) Assert.Skip("This system keeps no peak of memory.");
        // The measure sees memory that is held for a moment.
        Assert.True(PeakMemory.Growth(() => ones(20_000_000).Dispose()) > 70_000_000);

        using var files = new RandomCheckpoint();
        File.WriteAllText(files.File("config.json"), Config.ToJson());
        using (NewDisposeScope())
            SafetensorsWriter.Write(files.File("model.safetensors"), CheckpointLayout.Parameters(Config).Append(("lm_head.weight", [Config.VocabularySize, Config.Width]))
                .Select((parameter, i) => KeyValuePair.Create(parameter.Item1, full(parameter.Item2, i is 0 or > 99 ? 1 : i % 7, dtype: type))));
        Checkpoint.Load(files.Folder).Dispose();

        var tensors = CheckpointLayout.Parameters(Config).Sum(parameter => sizeof(float) * parameter.Shape.Aggregate(1L, (product, size) => product * size));
        var managed = 0L;
        var peak = PeakMemory.Growth(() =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            using var checkpoint = Checkpoint.Load(files.Folder);
            managed = GC.GetTotalAllocatedBytes(precise: true) - before;
            Assert.Equal(ScalarType.Float32, checkpoint.Model.TokenEmbedding.dtype);
        });
        Assert.InRange(managed, 1, tensors / 20);
        // What earlier tests left free inside the allocator is taken first and does not count, so there is no least growth.
        Assert.InRange(peak!.Value, 1, (long)(1.2 * tensors));
    }
}

using TorchSharp;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

public class CheckpointCheckTests
{
    [Fact]
    public void A_sound_checkpoint_passes_and_its_parameters_are_counted()
    {
        using var files = new RandomCheckpoint();
        var findings = CheckpointCheck.Examine(files.Folder);
        Assert.All(findings, finding => Assert.True(finding.Ok, finding.Fact));
        Assert.Equal(["folder", "config", "tokenizer", "file", "layout", "dtype", "parameters", "values"], findings.Select(finding => finding.Name));
        Assert.Equal($"{files.Tensors.Values.Sum(tensor => tensor.numel()):N0}", findings.Single(finding => finding.Name == "parameters").Fact);
    }

    [Theory, InlineData(float.NaN), InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_named(float value)
    {
        using var files = new RandomCheckpoint();
        files.Tensors["transformer.h.1.ln_2.bias"] = full(16, value);
        files.Save();
        Assert.Contains("NaN or infinity in transformer.h.1.ln_2.bias", Bad(files, "values"));
    }

    [Fact]
    public void A_wrong_shape_a_broken_file_and_another_vocabulary_are_told()
    {
        using var files = new RandomCheckpoint();
        files.Tensors["transformer.ln_f.bias"] = zeros(17);
        files.Save();
        Assert.Contains("ln_f.bias is [17], config.json needs [16]", Bad(files, "layout"));
        File.WriteAllText(files.File("model.safetensors"), "{");
        Assert.Contains("too few for a safetensors file", Bad(files, "file"));
        File.WriteAllText(files.File("config.json"), (RandomCheckpoint.Config with { VocabularySize = 300 }).ToJson());
        Assert.Contains("vocab_size 300", Bad(files, "tokenizer"));
    }

    private static string Bad(RandomCheckpoint files, string name) =>
        CheckpointCheck.Examine(files.Folder).Single(finding => finding.Name == name && !finding.Ok).Fact;
}

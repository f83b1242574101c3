using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>Looks through a checkpoint without building its model: a slice of one tensor at a time is in memory.</summary>
public static class CheckpointCheck
{
    // Letters, digits, runs of spaces and lines, other scripts, an emoji of several code points, a control character.
    private static readonly string[] Samples =
    [
        "The quick brown fox doesn't jump over 13 lazy dogs.", "  two  spaces,\ttab\r\n\n\nlines  ", "naïve Σ 漢字 ไทย שלום e\u0301", "👩‍👩‍👧 \u0001 <|endoftext|>",
    ];

    /// <summary>Examines configuration, layout, types, number of parameters, tokenizer and values; and for gpt2 itself the <see cref="ParityCard"/>.</summary>
    /// <param name="idOrFolder">As for <see cref="CheckpointFolder.Find"/>.</param>
    /// <exception cref="WorkbookException">There is no such checkpoint.</exception>
    public static IReadOnlyList<CheckpointFinding> Examine(string idOrFolder)
    {
        var (folder, id) = CheckpointFolder.Find(idOrFolder);
        var findings = new List<CheckpointFinding> { new("folder", true, folder) };
        Gpt2Config? config = null;
        Add("config", () =>
        {
            config = Checkpoint.ReadConfig(folder);
            return $"{config.Layers} layers, {config.Heads} heads, width {config.Width}, context {config.ContextLength}, {config.VocabularySize} tokens, {config.Activation}";
        });
        Add("tokenizer", () => Tokenizer(folder, id, config));
        CheckpointWeights? opened = null;
        Add("file", () =>
        {
            opened = CheckpointWeights.Open(folder);
            return $"{opened.Names.Count} tensors, {opened.Names.Sum(name => opened.Entry(name).ByteCount) / 1e6:0.0} MB{(opened.FileCount > 1 ? $" in {opened.FileCount} shards" : "")}";
        });
        using var reader = opened;
        if (reader is null) return findings;
        if (config is not null)
        {
            Add("layout", () =>
            {
                var (names, head) = CheckpointLayout.Match(reader, config);
                return $"all {names.Count} parameters with the shapes that config.json needs{(head is null ? "" : ", and the output head")}";
            });
        }
        Add("dtype", () => string.Join(", ", reader.Names.GroupBy(name => reader.Entry(name).Type).Select(group => $"{group.Key} in {group.Count()} tensors")));
        if (config is not null)
            Add("parameters", () => $"{CheckpointLayout.Parameters(config).Sum(parameter => parameter.Shape.Aggregate(1L, (product, size) => product * size)):N0}");
        Add("values", () => Values(reader));
        if (ParityCard.IsFor(id) && findings.TrueForAll(finding => finding.Ok)) Add("parity", () => Parity(idOrFolder));
        return findings;

        void Add(string name, Func<string> look)
        {
            try
            {
                findings.Add(new(name, true, look()));
            }
            catch (WorkbookException problem)
            {
                findings.Add(new(name, false, problem.Message));
            }
        }
    }

    private static string Tokenizer(string folder, string id, Gpt2Config? config)
    {
        var tokenizer = Gpt2Tokenizer.Load(folder);
        if (config is not null && tokenizer.VocabularySize != config.VocabularySize)
            throw new WorkbookException($"{id}/vocab.json: has {tokenizer.VocabularySize} tokens, config.json says vocab_size {config.VocabularySize}; the files are not of one checkpoint, fetch it again.");
        var lost = Array.Find(Samples, text => tokenizer.Decode(tokenizer.EncodeIds(text)) != text);
        return lost is null
            ? $"{tokenizer.VocabularySize} tokens; {Samples.Length} texts come back as they were"
            : throw new WorkbookException($"{id}: the tokenizer does not give back the text \"{lost}\"; fetch vocab.json and merges.txt again.");
    }

    // The real model has published figures: the whole way from text to logits is held to them.
    private static string Parity(string idOrFolder)
    {
        using var checkpoint = Checkpoint.Load(idOrFolder);
        var largest = ParityCard.Gpt2.Compare(checkpoint.Tokenizer.EncodeIds, ids =>
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            return checkpoint.Model.forward(tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0))[0, -1].data<float>().ToArray();
        });
        return $"{ParityCard.Gpt2.Prompts.Count} published prompts: same token ids, ten largest logits within {largest:0.0e+0} of the published ones ({ParityCard.Tolerance} allowed)";
    }

    private static string Values(CheckpointWeights reader)
    {
        var broken = reader.Names.Where(name => SafetensorsType.IsFloat(reader.Entry(name).Type) && !reader.IsFinite(name)).ToList();
        if (broken.Count == 0) return "no NaN, no infinity";
        throw new WorkbookException($"{reader.File}: NaN or infinity in {TensorNames.Write(broken)}; fetch it again.");
    }
}

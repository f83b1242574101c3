using Workbook.Experiments;
using Workbook.Experiments.FirstLooks;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>What a chapter inside a model looks at, and how far its answers reach.</summary>
public static class SubjectFigures
{
    private const int PaperHeads = 144;

    // The hub's two names of the paper's model.
    private static readonly string[] PapersModel = ["gpt2", "openai-community/gpt2"];

    /// <summary>The model or trace, the texts and the lengths of this run.</summary>
    /// <param name="subject">The chapter's subject.</param>
    public static Table Card(ChapterSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new(
            "What this run looks at",
            ["what", "value"],
            [
                [subject.Checkpoint is null ? "saved trace of" : "model", subject.Id],
                [subject.Checkpoint is null ? "SHA-256 of the trace" : "SHA-256 of its weights", $"{subject.Hash[..16]}…"],
                ["layers × heads", $"{subject.Layers} × {subject.Heads} = {subject.Layers * subject.Heads} heads"],
                [$"{subject.Texts.Count} text{(subject.Texts.Count == 1 ? "" : "s")}", string.Join(", ", subject.Texts.Select(text => text.Name))],
                ["context lengths L, tokens", string.Join(", ", subject.Options.Lengths)],
                ["questions with a known answer", subject.Texts.Sum(text => text.Questions.Count(q => q.Query < subject.Options.Length))],
                ["seed", subject.Options.Seed],
            ]);
    }

    /// <summary>How far this run's answers reach: what they say about GPT-2, the paper's model, and what they cannot.</summary>
    /// <param name="subject">The chapter's subject.</param>
    public static Notice Scope(ChapterSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new([Speaker(subject.Id, subject.Checkpoint is null, subject.Layers, subject.Heads), .. Limits(subject)]);
    }

    /// <summary>The same for a first look.</summary>
    /// <param name="subject">What is looked at.</param>
    public static Notice Scope(LookSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new(Speaker(subject.Name, subject.Checkpoint is null, subject.Checkpoint?.Config.Layers ?? 0, subject.Checkpoint?.Config.Heads ?? 0));
    }

    /// <summary>What the reader of an experiment's figures must know, and whether pieces were kept from an earlier run.</summary>
    /// <param name="measurement">The experiment.</param>
    /// <param name="others">Further measurements that the chapter's figures show: of these only the kept pieces are told.</param>
    public static Notice Notes(Measurement measurement, params Measurement[] others)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        ArgumentNullException.ThrowIfNull(others);
        if (measurement.Result is not { } result)
            return new(measurement.Lacks!);
        var further = others.GroupBy(other => other.Experiment == measurement.Experiment ? $"{other.Experiment} with other options" : other.Experiment)
            .SelectMany(group => Reused($"Of {group.Key}, ", group.Sum(other => other.Reused), group.Sum(other => other.Pieces)));
        string[] said = [.. result.Notes, .. Reused("", measurement.Reused, measurement.Pieces), .. further];
        return new(said.Length > 0 ? said : [$"All {measurement.Pieces} pieces, one a text and layer, were measured in this run."]);
    }

    private static string[] Reused(string of, int reused, int pieces) =>
        reused == 0 ? [] : [$"{of}{reused} of {pieces} pieces were measured before with the same code, model, texts and options, by an earlier run or an earlier cell, and are reused here."];

    // A folder may bear the paper's model's name and hold another one.
    private static string Speaker(string id, bool isTrace, int layers, int heads) =>
        isTrace
            ? $"This run reads a saved trace of {id}: one text, whatever model wrote it. It speaks for that model on that text only."
        : PapersModel.Contains(id) && layers * heads == PaperHeads
            ? $"This run looks at {id}, the paper's model. Its texts are not the paper's: a figure that differs may differ for that reason."
        : id == "nano"
            ? "This run looks at nano, a small model of GPT-2's architecture that this project trained on stories of its own. It cannot speak for GPT-2: where a figure differs from the paper's, the model's size, its training or the text may be the cause, and this run cannot tell which. What it can show is whether a statement holds for every trained model, for one that breaks it is enough. `--model gpt2` asks the paper's model."
        : $"This run looks at {id}. Whether its answers speak for GPT-2 depends on what these weights are; the paper's model is `--model gpt2`.";

    private static IEnumerable<string> Limits(ChapterSubject subject)
    {
        const int paperLength = 1024, fewTexts = 5;
        var heads = subject.Layers * subject.Heads;
        if (heads < PaperHeads)
            yield return $"{heads} heads are fewer than the paper's {PaperHeads}: intervals over heads are wide, and a test that rejects nothing may be blind rather than satisfied.";
        if (subject.Options.Length < paperLength)
            yield return $"The longest context here is {subject.Options.Length} tokens, the paper's {paperLength}. A law in L is read over {(subject.Options.Lengths.Count == 1 ? "one length, which shows none" : $"{subject.Options.Lengths.Count} lengths")}; `--set length={paperLength}` reads longer ones where model and texts allow it.";
        if (subject.Checkpoint is null)
            yield break;
        yield return subject.Texts.Count == 1
            ? "One text: the intervals are over its heads and say nothing about other texts; `--text all` reads the whole corpus."
            : $"The intervals over texts rest on {subject.Texts.Count} texts{(subject.Texts.Count < fewTexts ? " and say little about others; `--text all` reads the whole corpus" : "")}.";
    }
}

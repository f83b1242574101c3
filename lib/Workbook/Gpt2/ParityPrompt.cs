namespace Workbook.Gpt2;

/// <summary>A text that was run through the real model, and what came of it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Ids">Its token ids.</param>
/// <param name="Best">The ten largest logits of the token after it, the largest first.</param>
public sealed record ParityPrompt(string Text, IReadOnlyList<int> Ids, IReadOnlyList<ParityLogit> Best);

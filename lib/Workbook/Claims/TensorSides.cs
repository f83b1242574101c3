using TorchSharp;

namespace Workbook.Claims;

/// <summary>Both sides of a claim on a batch of rows.</summary>
/// <param name="Value">The smaller side, [B].</param>
/// <param name="Bound">The greater side, [B].</param>
/// <param name="Scale">The size of the quantities at hand, [B]; null for 1.</param>
public sealed record TensorSides(torch.Tensor Value, torch.Tensor Bound, torch.Tensor? Scale = null);

namespace Workbook.Experiments.FirstLooks;

/// <summary>A token that a model may write next.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
public sealed record NextToken(int Id, string Text, double Probability);

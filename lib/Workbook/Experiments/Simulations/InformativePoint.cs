using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Simulations;

/// <summary>The weight of one token that stands a fixed gap above its competitors, at one context length.</summary>
/// <param name="Length">L.</param>
/// <param name="Weight">The weight measured over rows with random competitors.</param>
/// <param name="EqualCompetitors">The weight if every competitor stood exactly the gap below.</param>
/// <param name="GapForHalf">The gap that one half of the mass needs at this length.</param>
public sealed record InformativePoint(int Length, Spread Weight, double EqualCompetitors, double GapForHalf);

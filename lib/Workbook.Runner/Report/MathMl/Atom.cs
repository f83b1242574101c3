using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <summary>A piece of a formula, drawn, with what it is to its neighbours.</summary>
/// <param name="Element">Its MathML.</param>
/// <param name="Class">What it is to its neighbours.</param>
/// <param name="TakesLimits">True when scripts stand above and below it in a displayed formula, as with <c>\sum</c> and <c>\max</c>.</param>
internal sealed record Atom(XElement Element, AtomClass Class = AtomClass.Ordinary, bool TakesLimits = false);

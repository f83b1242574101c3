using System.Xml.Linq;
using CsCheck;
using Workbook.Runner.Report.MathMl;
using Xunit;

namespace Workbook.Runner.Tests.Report;

public sealed class MathMlTests
{
    // Elements and their number of children, from the MathML Core specification, sections 3.3 and 3.4.
    private static readonly Dictionary<string, int> Arity = new()
    {
        ["mfrac"] = 2, ["mroot"] = 2, ["msub"] = 2, ["msup"] = 2, ["msubsup"] = 3, ["munder"] = 2, ["mover"] = 2, ["munderover"] = 3,
    };

    private static readonly HashSet<string> Known =
    [
        .. Arity.Keys, "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mstyle", "mtable", "mtr", "mtd", "mphantom",
    ];

    [Theory]
    [InlineData(@"\frac{a}{b}", "(mfrac a b)")]
    [InlineData(@"\frac12", "(mfrac 1 2)")]
    [InlineData(@"x_i^2", "(msubsup x i 2)")]
    [InlineData(@"x^2_i", "(msubsup x i 2)")]
    [InlineData(@"x'_i", "(msubsup x i ′)")]
    [InlineData(@"\sqrt{2}", "(msqrt 2)")]
    [InlineData(@"\sqrt[3]{x}", "(mroot x 3)")]
    [InlineData(@"\sum_{i=1}^N a_i", "(mrow (munderover ∑ (mrow i = 1) N) (msub a i))")]
    [InlineData(@"\int_0^1 f", "(mrow (msubsup ∫ 0 1) f)")]
    [InlineData(@"\sum\nolimits_i", "(msub ∑ i)")]
    [InlineData(@"\max_{i \notin I_N} x", "(mrow (munder max (mrow i ∉ (msub I N))) _ x)")]
    [InlineData(@"\left(\frac{a}{b}\right)", "(mrow ( (mfrac a b) ))")]
    [InlineData(@"\left\{ a \middle| b \right.", "(mrow { a | b)")]
    [InlineData(@"\lVert x \rVert_2", "(mrow ‖ x (msub ‖ 2))")]
    [InlineData(@"\|x\|", "(mrow ‖ x ‖)")]
    [InlineData(@"|x|", "(mrow | x |)")]
    [InlineData(@"\lfloor x \rfloor", "(mrow ⌊ x ⌋)")]
    [InlineData(@"\bar a", "(mover a ¯)")]
    [InlineData(@"\hat{\alpha}", "(mover α ^)")]
    [InlineData(@"\overline{ab}", "(mover (mrow a b) ‾)")]
    [InlineData(@"\mathbb{R}^d", "(msup ℝ d)")]
    [InlineData(@"\mathcal{L}", "ℒ")]
    [InlineData(@"\mathbf{x}", "𝐱")]
    [InlineData(@"\mathrm{softmax}", "softmax")]
    [InlineData(@"\operatorname{rank} A", "(mrow rank _ A)")]
    [InlineData(@"\text{ if } x", "(mrow \u00A0if\u00A0 x)")]
    [InlineData(@"\text{for $x$}", "(mrow for\u00A0 x)")]
    [InlineData(@"\binom{n}{k}", "(mrow ( (mfrac n k) ))")]
    [InlineData(@"\underbrace{a+b}_{c}", "(munder (munder (mrow a + b) ⏟) c)")]
    [InlineData(@"\overset{!}{=}", "(mover = !)")]
    [InlineData(@"\stackrel{d}{\to}", "(mover → d)")]
    [InlineData(@"a \not= b", "(mrow a ≠ b)")]
    [InlineData(@"1{,}024", "(mrow 1 , 024)")]
    [InlineData(@"3.5", "3.5")]
    [InlineData(@"e^{-x/T}", "(msup e (mrow − x / T))")]
    [InlineData(@"\begin{cases} a & b \\ c & d \end{cases}", "(mrow { (mtable (mtr (mtd a) (mtd b)) (mtr (mtd c) (mtd d))))")]
    [InlineData(@"\begin{aligned} x &= 1 \\[2pt] &\le 2 \end{aligned}", "(mtable (mtr (mtd x) (mtd (mrow = 1))) (mtr (mtd (mrow)) (mtd (mrow ≤ 2))))")]
    [InlineData(@"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", "(mrow ( (mtable (mtr (mtd 1) (mtd 0)) (mtr (mtd 0) (mtd 1))) ))")]
    [InlineData(@"\ln x", "(mrow ln _ x)")]
    [InlineData(@"\ln(x)", "(mrow ln ( x ))")]
    [InlineData(@"2\tanh x", "(mrow 2 _ tanh _ x)")]
    [InlineData(@"\sum_{\substack{i \\ j}} x", "(mrow (munder ∑ (mtable (mtr (mtd i)) (mtr (mtd j)))) x)")]
    public void A_formula_becomes_the_expected_tree(string latex, string expected) =>
        Assert.Equal(expected, Tree(XElement.Parse(MathMlConverter.Convert(latex, display: true).MathMl).Elements().Single()));

    [Theory]
    [InlineData(@"a + \foo{b}", @"unknown command \foo", 4)]
    [InlineData(@"\begin{tikz} \end{tikz}", "unknown environment tikz", 0)]
    [InlineData(@"\frac{a}", @"\frac needs an argument, but the end of the formula follows", 8)]
    [InlineData(@"{a", "an opening brace { is never closed", 0)]
    [InlineData(@"a}", "a closing brace } has no opening one", 1)]
    [InlineData(@"\left( a", @"\left has no \right after it", 0)]
    [InlineData(@"a & b", "& stands outside an environment such as aligned", 2)]
    [InlineData(@"x^a^b", "two superscripts stand on one sign; put braces around the first", 3)]
    [InlineData(@"\begin{matrix} a \end{cases}", @"\begin{matrix} is closed by \end{cases}", 17)]
    [InlineData("  ", "the formula is empty", 0)]
    [InlineData(@"a \\ b", @"a line break \\ stands outside an environment such as aligned", 2)]
    [InlineData(@"50 % of", "the sign % cannot stand in a formula", 3)]
    public void What_cannot_be_drawn_is_refused_by_name_and_place(string latex, string message, int offset)
    {
        var refused = Assert.Throws<LatexException>(() => MathMlConverter.Convert(latex, display: false));
        Assert.Equal(message, refused.Message);
        Assert.Equal(offset, refused.Offset);
    }

    [Fact]
    public void A_tag_is_handed_out_and_not_drawn()
    {
        var formula = MathMlConverter.Convert(@"a = b \tag{7}", display: true);
        Assert.Equal("7", formula.Tag);
        Assert.DoesNotContain("7", XElement.Parse(formula.MathMl).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_minus_is_a_sign_after_a_relation_and_a_difference_between_terms()
    {
        string[] forms = [.. XElement.Parse(MathMlConverter.Convert("a - b = - c, (-d)", false).MathMl).Descendants("mo").Where(o => o.Value == "−").Select(o => o.Attribute("form")!.Value)];
        Assert.Equal(["infix", "prefix", "prefix"], forms);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow()
    {
        foreach (var piece in new[] { "{", @"\sqrt", @"\not", @"\overset{a}", @"\left(", @"\displaystyle", "x_", @"\text{$", @"\begin{matrix}", @"\sqrt[" })
        {
            Assert.Throws<LatexException>(() => MathMlConverter.Convert(string.Concat(Enumerable.Repeat(piece, 20_000)), true));
        }
    }

    // A random formula and, beside it, the signs that must be drawn, in their order: neither is computed from the other.
    private static readonly Gen<(string Latex, string Signs)> Formula = Gen.Recursive<(string Latex, string Signs)>((depth, inner) =>
    {
        var leaf = Gen.OneOf(("x", "x"), ("7", "7"), (@"\alpha", "α"), (@"\mathbb{R}", "ℝ"), ("a+b", "a+b"), (@"\infty", "∞"), (@"\le", "≤"));
        return depth > 4 ? leaf : Gen.OneOf(
            leaf,
            Gen.Select(inner, inner, (a, b) => ($@"\frac{{{a.Latex}}}{{{b.Latex}}}", a.Signs + b.Signs)),
            Gen.Select(inner, inner, (a, b) => ($"{{{a.Latex}}}_{{{b.Latex}}}", a.Signs + b.Signs)),
            Gen.Select(inner, inner, (a, b) => ($@"\sum_{{{a.Latex}}} {b.Latex}", "∑" + a.Signs + b.Signs)),
            inner.Select(a => ($@"\sqrt{{{a.Latex}}}", a.Signs)),
            inner.Select(a => ($@"\left[ {a.Latex} \right]", $"[{a.Signs}]")),
            inner.Select(a => ($@"\begin{{aligned}} {a.Latex} &= 1 \\ 2 \end{{aligned}}", $"{a.Signs}=12")));
    });

    [Fact]
    public void Every_sign_of_a_random_formula_is_drawn_in_its_order() => Formula.Sample(formula =>
    {
        var math = XElement.Parse(MathMlConverter.Convert(formula.Latex, display: true).MathMl);
        Assert.Equal(formula.Signs, string.Concat(math.Value.Where(c => !char.IsWhiteSpace(c))));
        CheckShape(math);
    });

    [Fact]
    public void Any_text_is_drawn_well_formed_or_refused() => Gen.OneOf(
        Gen.OneOf(@"\frac", @"\left", @"\right", "(", ")", "{", "}", "_", "^", "'", "x", "1", ".", @"\begin{cases}", @"\end{cases}", "&", @"\\", @"\text", "{$x$}", @"\sqrt", "[", "]", @"\not", "=", @"\tag{1}", @"\big", "|", "%", @"\sum", @"\limits", "~", @"\mathrm", @"\hat", @"\mathbf", @"\middle", @"\"),
        Gen.String[0, 3]).List[0, 14].Sample(pieces =>
        {
            try
            {
                CheckShape(XElement.Parse(MathMlConverter.Convert(string.Concat(pieces), display: true).MathMl));
            }
            catch (LatexException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        });

    private static void CheckShape(XElement math) => Assert.All(math.DescendantsAndSelf(), element =>
    {
        Assert.Contains(element.Name.LocalName, Known);
        if (Arity.TryGetValue(element.Name.LocalName, out var children))
        {
            Assert.Equal(children, element.Elements().Count());
        }
    });

    private static string Tree(XElement element) => element.Name.LocalName switch
    {
        "mspace" => "_",
        _ when !element.HasElements && element.Name != "mrow" => element.Value,
        var name => $"({string.Join(" ", element.Elements().Select(Tree).Prepend(name))})",
    };
}

using CsCheck;
using Workbook.Charts;
using Xunit;

namespace Workbook.Tests.Charts;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0.012345, "0.01235")]
    [InlineData(1024, "1024")]
    [InlineData(12346, "12,350")]
    [InlineData(-0.5, "−0.5")]
    [InlineData(3.2e-7, "3.2×10⁻⁷")]
    [InlineData(1e-5, "10⁻⁵")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void A_number_is_shown_with_few_digits(double value, string expected) => Assert.Equal(expected, NumberText.Show(value));

    [Fact]
    public void Rounding_keeps_the_asked_digits() => Gen.Select(Gen.Double[-1e300, 1e300], Gen.Int[1, 12]).Sample((value, digits) =>
        Assert.True(Math.Abs(NumberText.Round(value, digits) - value) <= 0.5001 * Math.Pow(10, 1 - digits) * Math.Abs(value)));

    [Theory]
    [InlineData("distance D_N", "distance D<sub>N</sub>")]
    [InlineData("1−2A_N", "1−2A<sub>N</sub>")]
    [InlineData("e^H and L^{-1}", "e<sup>H</sup> and L<sup>-1</sup>")]
    [InlineData("||Δa||_2 is 5 % of it", "||Δa||<sub>2</sub> is 5\u00A0% of it")]
    [InlineData("c_attn.weight", "c_attn.weight")]
    [InlineData("10⁻¹⁹ ||J||₂", "10<sup>−19</sup> ||J||<sub>2</sub>")]
    [InlineData("<a & 'b'>", "&lt;a &amp; 'b'&gt;")]
    public void Short_notation_becomes_html(string text, string expected) => Assert.Equal(expected, Notation.Html(text));
}

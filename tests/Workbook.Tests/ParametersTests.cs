using Xunit;

namespace Workbook.Tests;

public sealed class ParametersTests
{
    [Fact]
    public void A_parameter_that_nobody_gave_has_its_default_and_is_recorded()
    {
        Assert.Equal(0.25, Parameters.Get("parameters-test-default", 0.25));
        Assert.Equal("0.25", Parameters.Used["parameters-test-default"]);
    }

    [Fact]
    public void A_given_value_comes_before_the_default()
    {
        Parameters.Set("parameters-test-given", "1e-3");
        Assert.Equal(1e-3, Parameters.Get("parameters-test-given", 0.25));
        Assert.Equal("0.001", Parameters.Used["parameters-test-given"]);
    }

    [Fact]
    public void A_value_of_another_type_is_refused_with_an_example()
    {
        Parameters.Set("parameters-test-wrong", "many");
        var error = Assert.Throws<WorkbookException>(() => Parameters.Get("parameters-test-wrong", 4));
        Assert.Equal("--set parameters-test-wrong=many: a value such as 4 (Int32) is expected.", error.Message);
    }

    [Fact]
    public void A_text_is_recorded_by_its_hash()
    {
        Assert.Equal("abc", Parameters.GetText("abc"));
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Parameters.Used["text"]);
    }
}

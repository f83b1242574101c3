namespace Workbook.Experiments;

/// <summary>Which vectors x_i the attention weights are taken to mix.</summary>
public enum VectorChoice
{
    /// <summary>The head's values, as they are.</summary>
    Values,

    /// <summary>The head's values scaled to length 1.</summary>
    UnitValues,

    /// <summary>The layer's input, before its norm, the same for all heads.</summary>
    Inputs,

    /// <summary>The layer's input scaled to length 1.</summary>
    UnitInputs,
}

using System.Net;
using Workbook.Charts;

namespace Workbook.Claims.Exercises;

/// <summary>What an exercise says about an answer. It never contains the right one.</summary>
/// <param name="Id">The exercise, such as <c>1.2</c>.</param>
/// <param name="State">How far the student has come.</param>
/// <param name="Message">One or two sentences: what was tried, and a hint where the mistake is a known one.</param>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record ExerciseResult(string Id, ExerciseState State, string Message) : IView
{
    private string Heading => $"Exercise {Id}: " + State switch
    {
        ExerciseState.NotSolved => "not solved yet.",
        ExerciseState.Wrong => "not right yet.",
        _ => "solved.",
    };

    private string Kind => State switch
    {
        ExerciseState.NotSolved => "open",
        ExerciseState.Wrong => "wrong",
        _ => "solved",
    };

    /// <inheritdoc/>
    public string ToHtml() =>
        $"{ChartAssets.StyleOnce()}<p class=\"workbook-exercise workbook-{Kind}\" id=\"exercise-{WebUtility.HtmlEncode(Id.Replace('.', '-'))}\"><strong>{WebUtility.HtmlEncode(Heading)}</strong> {Notation.Html(Message)}</p>";

    /// <inheritdoc/>
    public string ToText() => $"{Heading} {Message}";

    /// <inheritdoc/>
    public override string ToString() => ToText();
}

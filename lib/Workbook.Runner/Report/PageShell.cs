namespace Workbook.Runner.Report;

/// <summary>What every page has around its text.</summary>
internal static class PageShell
{
    // Only files beside the page, and what stands in it: nothing is ever asked from a network.
    private const string Policy = "default-src 'self' file: data: blob: 'unsafe-inline'; connect-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'";

    public static string Write(string title, string contents, string main, string footer, bool hasFigures) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="{{Policy}}">
        <title>{{Words.Html(title)}}</title>
        <link rel="icon" href="data:,">
        <script>try{var t=localStorage.getItem("workbook-theme");if(t)document.documentElement.setAttribute("data-theme",t)}catch(e){}</script>
        <link rel="stylesheet" href="assets/report.css">
        {{(hasFigures ? "<script defer src=\"assets/plotly.min.js\"></script>" : "")}}
        <script defer src="assets/report.js"></script>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the text</a>
        <header class="top">
        <a class="home" href="index.html">Workbook</a>
        <details class="menu"><summary>Contents</summary><nav aria-label="Contents">{{contents}}</nav></details>
        <button type="button" class="theme" hidden aria-label="Switch between light and dark" title="Light or dark"><svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M10 2a8 8 0 0 1 0 16z" fill="currentColor"/></svg></button>
        </header>
        <div class="frame">
        <nav class="side" aria-label="Chapters">{{contents}}</nav>
        <main id="main">
        {{main}}
        <footer>{{footer}}</footer>
        </main>
        </div>
        </body>
        </html>

        """;
}

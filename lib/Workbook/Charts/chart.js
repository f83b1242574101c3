// Draws the workbook's figures with plotly.js: in the page's colours, at its width. Without plotly.js the text alternative stays.
(function () {
  "use strict";
  if (window.WorkbookCharts) return;

  // Each colour of a light page and its partner on a dark one. Data colours keep their hue.
  var partners = {
    "#1b1b1b": "#f2f2ee", "#3a3a3a": "#d4d4cf", "#8c8c8c": "#8f959b", "#e4e4e0": "#343a40",
    "#0072b2": "#4ba3e0", "#e69f00": "#f0b03c", "#009e73": "#2dbd92", "#d55e00": "#f0803c", "#cc79a7": "#dd95bd", "#56b4e9": "#8fd0f5",
    "#00639b": "#6cb9ee", "#8a5f00": "#f0b03c", "#00714f": "#45cba3", "#b04c00": "#f59355", "#9c4a78": "#e3a5c8", "#1f6f9f": "#a4daf7",
    "rgba(0,114,178,": "rgba(75,163,224,", "rgba(230,159,0,": "rgba(240,176,60,", "rgba(0,158,115,": "rgba(45,189,146,",
    "rgba(213,94,0,": "rgba(240,128,60,", "rgba(204,121,167,": "rgba(221,149,189,", "rgba(86,180,233,": "rgba(143,208,245,",
    "rgba(27,27,27,": "rgba(242,242,238,", "rgba(140,140,140,": "rgba(160,166,172,"
  };
  var pattern = /#[0-9a-f]{6}|rgba\(\d+,\d+,\d+,/g;

  var printing = false;

  function isDark() {
    if (printing) return false;
    var theme = document.documentElement.getAttribute("data-theme");
    if (theme) return theme === "dark";
    var body = document.body.classList;
    if (body.contains("vscode-dark") || body.contains("vscode-high-contrast")) return true;
    if (body.contains("vscode-light")) return false;
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function specification(figure, dark, narrow) {
    var text = figure.querySelector("script[type='application/json']").textContent;
    if (dark) text = text.replace(pattern, function (colour) { return partners[colour] || colour; });
    var spec = JSON.parse(text), layout = spec.layout;
    layout.font.family = getComputedStyle(figure).fontFamily;
    layout.hoverlabel.bgcolor = dark ? "#23282d" : "#ffffff";
    layout.hoverlabel.bordercolor = dark ? "#5a6168" : "#b5b5b0";
    layout.hoverlabel.font.color = dark ? "#ececec" : "#1b1b1b";
    if (narrow) makeNarrow(layout);
    // On a touch screen a finger on the chart scrolls the page.
    if (window.matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
    spec.config = { displayModeBar: false, responsive: false, doubleClick: "reset", showTips: false };
    return spec;
  }

  // There is no room beside the lines on a phone: their labels become a legend below.
  function makeNarrow(layout) {
    var notes = layout.annotations || [];
    var labels = notes.filter(function (note) { return note.name === "end-label"; });
    if (labels.length > 0) {
      layout.annotations = notes.filter(function (note) { return note.name !== "end-label"; });
      layout.showlegend = true;
      layout.legend = { orientation: "h", x: 0, y: -0.2, yanchor: "top", font: { size: 12 } };
      layout.margin.r = 12;
      layout.margin.b = 60 + 20 * labels.length;
    }
    if (layout.coloraxis) { layout.coloraxis.colorbar.title.text = ""; layout.margin.r = 8; }
    layout.margin.l = Math.min(layout.margin.l, 52);
  }

  function draw(id) {
    var figure = typeof id === "string" ? document.getElementById(id) : id;
    var place = figure && figure.querySelector(".workbook-chart");
    if (!place || !window.Plotly) return;
    var narrow = place.clientWidth > 0 && place.clientWidth < 520;
    var spec = specification(figure, isDark(), narrow);
    place.dataset.width = String(place.clientWidth);
    place.classList.add("workbook-drawn");
    window.Plotly.react(place, spec.data, spec.layout, spec.config);
  }

  function figures() {
    return Array.prototype.map.call(document.querySelectorAll(".workbook-chart"), function (place) { return place.closest(".workbook-figure"); });
  }

  function drawAll() {
    figures().forEach(draw);
  }

  // A width that changed (a turned phone, a resized window, a sheet of paper) is drawn anew; a change of height alone is not.
  var waiting = 0;
  function redrawChanged() {
    figures().forEach(function (figure) {
      var place = figure.querySelector(".workbook-chart");
      if (place.clientWidth > 0 && place.dataset.width !== String(place.clientWidth)) draw(figure);
    });
  }
  window.addEventListener("resize", function () { clearTimeout(waiting); waiting = setTimeout(redrawChanged, 120); });
  window.addEventListener("beforeprint", function () { printing = true; drawAll(); });
  window.addEventListener("afterprint", function () { printing = false; drawAll(); });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

  window.WorkbookCharts = { draw: draw, drawAll: drawAll };
})();

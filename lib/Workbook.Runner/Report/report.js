// The report's own script: draws the figures, switches light and dark, lets wide things be scrolled by keyboard.
(function () {
  "use strict";
  var root = document.documentElement;

  function isDark() {
    var theme = root.getAttribute("data-theme");
    return theme ? theme === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function ready() {
    var button = document.querySelector(".theme");
    button.hidden = false;
    button.addEventListener("click", function () {
      var next = isDark() ? "light" : "dark";
      root.setAttribute("data-theme", next);
      try { localStorage.setItem("workbook-theme", next); } catch (e) { /* a browser may forbid memory to pages from a disk: then the choice lasts for this page */ }
    });

    // The menu of a narrow page closes when a section is chosen.
    var menu = document.querySelector(".menu");
    menu.addEventListener("click", function (event) { if (event.target.closest("a")) menu.open = false; });

    WorkbookCharts.drawAll();

    Array.prototype.forEach.call(document.querySelectorAll("pre, .equation-body, .prose > table, .shown"), function (part) {
      if (part.scrollWidth > part.clientWidth + 1) part.tabIndex = 0;
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
})();

// Runs in the oldest browsers: what cannot run the page goes on to the simple one.
(function () {
  var able = window.customElements && window.CSSStyleSheet && "replaceSync" in CSSStyleSheet.prototype &&
    "adoptedStyleSheets" in Document.prototype && window.HTMLDialogElement &&
    "noModule" in document.createElement("script") && window.AbortSignal && AbortSignal.timeout;
  if (!able) location.replace("/plain");
})();

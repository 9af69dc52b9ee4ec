// For other sites: <script src="https://…/widget.js" defer></script> puts a button on the page that opens
// the advisor in a panel. Options on the script: data-side="left", data-label="退货问一问".
// It changes nothing else on the page, reads nothing from it, and works under its content security
// policy as long as that allows our origin for scripts and frames; without frames it opens a window.
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || window.tuihuoCanmou) return;
  window.tuihuoCanmou = true;
  var origin = new URL(script.src).origin;
  var label = script.dataset.label || "退货问一问";
  var left = script.dataset.side === "left";
  var page = origin + "/embed";

  var STYLE =
    ":host{all:initial}" +
    "button{position:fixed;z-index:2147483000;bottom:20px;" + (left ? "left" : "right") + ":20px;min-height:48px;" +
    "padding:0 20px;border:0;border-radius:24px;background:#0b6656;color:#fff;cursor:pointer;" +
    "font:600 16px/1.4 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;box-shadow:0 4px 16px rgb(0 0 0/.25)}" +
    "button:focus-visible{outline:3px solid #0b6656;outline-offset:3px}" +
    "iframe{position:fixed;z-index:2147483001;bottom:20px;" + (left ? "left" : "right") + ":20px;width:400px;" +
    "height:min(680px,calc(100vh - 40px));border:1px solid #d9d8d0;border-radius:16px;background:#f4f3ee;" +
    "box-shadow:0 8px 32px rgb(0 0 0/.3)}" +
    "@media (max-width:480px){iframe{inset:0;width:100%;height:100%;border:0;border-radius:0}}" +
    "[hidden]{display:none}" +
    "@media print{button,iframe{display:none}}";

  var host = document.createElement("div");
  var root = host.attachShadow({ mode: "open" });
  style();
  var launcher = document.createElement("button");
  launcher.type = "button";
  launcher.textContent = label;
  launcher.setAttribute("aria-expanded", "false");
  launcher.addEventListener("click", open);
  root.append(launcher);
  document.body.append(host);
  var frame = null;

  window.addEventListener("message", function (event) {
    if (frame && event.source === frame.contentWindow && event.data === "tuihuo-canmou:fold") fold();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && frame && !frame.hidden) fold();
  });
  // The site's policy forbids our frame: then a window of its own.
  document.addEventListener("securitypolicyviolation", function (event) {
    if (!frame || event.effectiveDirective !== "frame-src" || event.blockedURI.indexOf(origin) !== 0) return;
    frame.remove();
    frame = null;
    launcher.hidden = false;
    launcher.removeEventListener("click", open);
    launcher.addEventListener("click", openWindow);
    openWindow();
  });

  function open() {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = "退货参谋";
      frame.allow = "clipboard-write";
      frame.src = page;
      root.append(frame);
    }
    frame.hidden = false;
    launcher.hidden = true;
    launcher.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function fold() {
    frame.hidden = true;
    launcher.hidden = false;
    launcher.setAttribute("aria-expanded", "false");
    launcher.focus();
  }

  function openWindow() {
    window.open(origin + "/", "_blank", "noopener");
  }

  // A policy without inline styles allows a sheet that a script makes; an old browser has only the other.
  function style() {
    try {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch (error) {
      var element = document.createElement("style");
      element.textContent = STYLE;
      root.append(element);
    }
  }
})();

// Before the first paint: size and look as they were chosen. `settings.js` changes them.
(function () {
  var root = document.documentElement;
  var media = { dark: "all", light: "not all" };
  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      return null;
    }
  }
  window.applyLook = function (look) {
    document.getElementById("dark").media = media[look] || "(prefers-color-scheme: dark)";
  };
  window.applySize = function (size) {
    root.dataset.size = size || "normal";
  };
  // Half of the page is none: where a script does not come, the simple one does.
  window.addEventListener("error", function (event) {
    if (event.target.tagName === "SCRIPT") location.replace("/plain");
  }, true);
  window.applyLook(kept("look"));
  window.applySize(kept("size"));
})();

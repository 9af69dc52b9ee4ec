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
  window.applyLook(kept("look"));
  window.applySize(kept("size"));
})();

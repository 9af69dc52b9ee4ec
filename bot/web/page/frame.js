// Inside another site's page (`widget.js`): a button that folds the panel, and Escape does the same.

export function listenToFrame(close) {
  if (window.parent === window) return;
  document.documentElement.classList.add("framed");
  close.hidden = false;
  close.addEventListener("click", fold);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) fold();
  });
}

function fold() {
  window.parent.postMessage("tuihuo-canmou:fold", "*");
}

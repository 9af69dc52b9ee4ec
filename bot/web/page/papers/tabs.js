// Tabs as the ARIA practices have them: arrows go around, Home and End to the ends.

import { element } from "/page/element.js";

// `select` fills the panel for the tab number `index`.
export function tabs(name, titles, select) {
  const panel = element("div", { role: "tabpanel", id: "paper-panel", tabindex: 0 });
  const all = titles.map((title, index) => element("button", {
    type: "button",
    role: "tab",
    id: `paper-tab-${index}`,
    "aria-controls": panel.id,
    onclick: () => choose(index),
  }, title));
  const list = element("div", { role: "tablist", "aria-label": name, onkeydown: move }, ...all);
  choose(0);
  return [list, panel];

  function choose(index) {
    for (const [place, tab] of all.entries()) {
      tab.setAttribute("aria-selected", place === index);
      tab.tabIndex = place === index ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", all[index].id);
    select(panel, index);
  }

  function move(event) {
    const now = all.indexOf(event.target);
    const next = {
      ArrowLeft: (now + all.length - 1) % all.length,
      ArrowRight: (now + 1) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[next].focus();
    choose(next);
  }
}

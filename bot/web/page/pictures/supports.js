// What a picture is to prove: one of the suggested points, or the person's own words.

import { element } from "/page/element.js";

const MOST_CHARACTERS = 200;

// `save` gets the new text, or null.
export function supportsField(points, current, save) {
  const none = element("option", { value: "" }, "还没选");
  const own = element("option", {}, "自己写…");
  const suggested = points.map((point) => element("option", { value: point }, point));
  const select = element("select", { onchange: choose }, none, ...suggested, own);
  const input = element("input", { type: "text", maxlength: MOST_CHARACTERS, onchange: () => save(input.value.trim() || null) });
  const words = element("label", {}, "用你的话说", input);

  input.value = points.includes(current) ? "" : current ?? "";
  (suggested[points.indexOf(current)] ?? (current ? own : none)).selected = true;
  words.hidden = !own.selected;
  return element("div", { class: "supports" }, element("label", {}, "这张图能证明什么", select), words);

  function choose() {
    words.hidden = !own.selected;
    if (!own.selected) save(select.value || null);
    else if (input.value) save(input.value);
    else input.focus();
  }
}

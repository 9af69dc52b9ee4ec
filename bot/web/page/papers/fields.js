// The form above a paper: what only the person knows.

import { element } from "/page/element.js";
import { fillIn, fits, valueOf } from "/page/papers/filled.js";

// What browsers can fill in themselves.
const KNOWN = { name: "name", phone: "tel", address: "street-address" };

// `changed` gets the id of what was typed into.
export function fields({ blanks }, changed) {
  const plain = blanks.filter(({ personal }) => !personal);
  const personal = blanks.filter((blank) => blank.personal);
  return element(
    "div",
    { class: "fields" },
    ...plain.map((blank) => field(blank, changed)),
    ...(personal.length ? [element("p", { class: "private" }, "下面几项只留在你的浏览器里，不上传；下载 Word 时用一下，不保存。")] : []),
    ...personal.map((blank) => field(blank, changed)),
  );
}

export function fieldOf(place, id) {
  return place.querySelector(`#${fieldId(id)}`);
}

function field(blank, changed) {
  const { id, label, hint, personal, pattern } = blank;
  const wrong = element("span", { class: "wrong" });
  const name = fieldId(id);
  // What is told at length grows with its text.
  const input = element(personal ? "input" : "textarea", {
    id: name,
    type: personal && "text",
    rows: !personal && 1,
    autocomplete: KNOWN[id] ?? "off",
    inputmode: id === "phone" ? "tel" : Boolean(pattern) && "numeric",
    "aria-invalid": Boolean(pattern) && "false",
    "aria-describedby": `${name}-hint`,
    oninput: () => {
      const fit = fits(blank, input.value.trim());
      wrong.textContent = fit ? "" : "这样填不行。";
      if (pattern) input.setAttribute("aria-invalid", !fit);
      fillIn(id, fit ? input.value : "");
      changed(id);
    },
  });
  input.value = valueOf(id);
  return element(
    "div",
    { class: "field" },
    element("label", { for: name }, label),
    input,
    element("p", { class: "soft", id: `${name}-hint` }, wrong, hint),
  );
}

function fieldId(id) {
  return `blank-${id}`;
}

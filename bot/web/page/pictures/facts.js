// What was found in a picture. Nothing is used that the person has not ticked.

import { button, element } from "/page/element.js";

// `apply` gets the ticked facts.
export function factsForm(facts, apply) {
  const rows = facts.map((fact) => ({ fact, box: element("input", { type: "checkbox" }) }));
  for (const { fact, box } of rows) box.addEventListener("change", () => {
    if (!box.checked) return;
    for (const other of rows) if (other.box !== box && excludes(fact, other.fact)) other.box.checked = false;
  });
  const hint = element("p", { class: "wrong", role: "status" });
  const use = () => {
    const ticked = rows.filter(({ box }) => box.checked).map(({ fact }) => fact);
    if (ticked.length) apply(ticked);
    else hint.textContent = "先勾上对的那几项。";
  };
  return element(
    "fieldset",
    { class: "facts" },
    element("legend", {}, "图里写的，哪些对？"),
    ...rows.map(({ fact, box }) => element(
      "label",
      {},
      box,
      element(
        "span",
        {},
        `${fact.name} `,
        element("strong", {}, fact.shown),
        element("span", { class: "soft" }, "图里写：", element("span", { "data-raw": true }, fact.line)),
      ),
    )),
    element("div", { class: "row" }, button("这些对，用上", use, { class: "main" }), hint),
  );
}

// Of two readings of one fact, and of two facts read from one line, at most one is right.
function excludes(one, other) {
  return one.fact === other.fact || one.line === other.line;
}

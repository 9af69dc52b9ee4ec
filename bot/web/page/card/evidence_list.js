// What to keep as evidence: a list that is ticked off, and on whom the burden of proof is.

import { basis } from "/page/card/articles.js";
import { button, element } from "/page/element.js";
import { forget, keep, recall } from "/page/memory.js";

// The list, and how much of it is there.
export function evidenceList(advice, card) {
  const ticked = new Set(card.live ? remembered(card)[card.context.matter] : []);
  const count = element("span", { class: "beside" });
  function tell() {
    const done = advice.evidence.filter((text) => ticked.has(text)).length;
    count.textContent = `备好${done}样，共${advice.evidence.length}样`;
  }
  const items = advice.evidence.map((text) => {
    const box = element("input", { type: "checkbox", checked: ticked.has(text), onchange: () => {
      if (box.checked) ticked.add(text);
      else ticked.delete(text);
      if (card.live) remember(card, ticked);
      tell();
    } });
    const row = element("li", {}, element("label", {}, box, element("span", {}, text)));
    if (card.live) {
      row.append(button("添加图片", () => card.send("attach-evidence", { supports: text }), {
        class: "quiet", "aria-label": `添加图片：${text}`,
      }));
    }
    return row;
  });
  tell();
  return { list: element("ul", { class: "checklist" }, ...items), count };
}

export function burdens(advice, card) {
  if (!advice.burden.length) return [];
  return [
    element("h5", {}, "谁来证明"),
    element("ul", { class: "burdens" }, ...advice.burden.map(({ point }) => element("li", {}, `${point}。`))),
    ...basis(advice.burden, card),
  ];
}

// When the person's data are erased.
export function forgetTicks(session) {
  forget(key(session));
}

function key(session) {
  return `evidence ${session}`;
}

// Of all cases of the conversation, by their number.
function remembered({ context: { session } }) {
  try {
    return JSON.parse(recall(key(session)) ?? "{}");
  } catch {
    return {};
  }
}

function remember(card, ticked) {
  const { session, matter } = card.context;
  keep(key(session), JSON.stringify({ ...remembered(card), [matter]: [...ticked] }));
}

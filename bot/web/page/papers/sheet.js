// A paper as it will look, with its blanks marked.

import { button, element } from "/page/element.js";
import { filledText, pieces, valueOf } from "/page/papers/filled.js";

const AMOUNT = /^[\d.]+元$/;

// `copy` gets the text of one part of a paper that is pasted part by part; null where it goes as a whole.
// What is sent stays in the characters that it is written in.
export function sheet(paper, copy) {
  return element("article", { class: "paper", "data-raw": true, lang: "zh-Hans" }, ...paper.blocks.map((block) => {
    switch (block.kind) {
      case "title":
        return element("h3", {}, ...told(paper, block.text));
      case "heading":
        return heading(paper, block.text, copy);
      case "list":
        return element("ol", {}, ...block.items.map((item) => element("li", {}, ...told(paper, item))));
      case "table":
        return table(paper, block);
      default:
        return element("p", {}, ...told(paper, block.text));
    }
  }));
}

// Shows what is filled in now for a blank.
export function refresh(sheet, id) {
  for (const mark of sheet.querySelectorAll(`mark[data-blank="${id}"]`)) show(mark);
}

function heading(paper, text, copy) {
  const title = element("h4", {}, ...told(paper, text));
  if (!copy) return title;
  const take = () => copy(filledText(paper, partBelow(paper, text)));
  return element("div", { class: "part" }, title, button("复制这一栏", take, { class: "quiet", "aria-label": `复制这一栏：${text}` }));
}

// In the plain text an empty line precedes each heading.
function partBelow(paper, heading) {
  const part = paper.text.split(/\n{2,}/).find((lines) => lines.startsWith(`${heading}\n`));
  return part.slice(heading.length + 1);
}

function table(paper, { columns, rows }) {
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column)))),
    element("tbody", {}, ...rows.map(([first, ...cells]) => element(
      "tr",
      {},
      element("th", { scope: "row" }, ...told(paper, first)),
      ...cells.map((cell) => element("td", { class: AMOUNT.test(cell) && "amount" }, ...told(paper, cell))),
    ))),
  );
}

function told(paper, text) {
  return pieces(paper, text).map(({ text, blank }) => {
    if (!blank) return text;
    const mark = element("mark", { "data-blank": blank.id, "data-label": blank.label });
    show(mark);
    return mark;
  });
}

function show(mark) {
  const value = valueOf(mark.dataset.blank).trim();
  mark.textContent = value || `【${mark.dataset.label}】`;
  mark.classList.toggle("filled", Boolean(value));
}

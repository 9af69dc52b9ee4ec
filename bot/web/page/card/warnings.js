// What goes wrong if one does not know it.

import { basis } from "/page/card/articles.js";
import { element } from "/page/element.js";

// What is said before anything else, and what belongs to how it was reckoned.
const DANGERS = ["never_misdeclare"];
const ASSUMED = ["contradiction", "estimated", "presumed"];

export function dangers(all, card) {
  return all.filter(({ id }) => DANGERS.includes(id)).map((warning) =>
    element("div", { class: "danger" }, element("p", {}, element("strong", {}, "注意："), warning.text), ...basis([warning], card)));
}

export function assumptions(all) {
  return all.filter(({ id }) => ASSUMED.includes(id)).map(({ id, text }) => element("p", { class: `assumed ${id}` }, text));
}

export function cautions(all, card) {
  const rest = all.filter(({ id }) => ![...DANGERS, ...ASSUMED].includes(id));
  if (!rest.length) return [];
  return [
    element("ul", { class: "cautions" }, ...rest.map(({ text }) => element("li", {}, card.prose.paragraph(text)))),
    ...basis(rest, card),
  ];
}

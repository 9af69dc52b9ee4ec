// The table of costs: each with its amount, who bears it, and how sure that is; why unfolds below.

import { basisList } from "/page/card/articles.js";
import { bar } from "/page/card/bar.js";
import { uniqueId } from "/page/card/ids.js";
import { parts, span, SURENESS, yuan } from "/page/card/wording.js";
import { button, element } from "/page/element.js";

const HEADINGS = ["费用", "谁出", "把握"];

export function sharesTable(shares, card, name = "每笔钱谁出") {
  return element("div", { class: "shares" }, element("table", {},
    element("caption", { class: "unseen" }, name),
    element("thead", {}, element("tr", {}, ...HEADINGS.map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...shares.flatMap((share) => rows(share, card))),
  ));
}

function rows(share, card) {
  const id = uniqueId();
  const why = element("tr", { id, class: "reason", hidden: true }, element("td", { colspan: 3 }, ...reason(share, card)));
  return [
    element("tr", {},
      element("th", { scope: "row" },
        element("span", { class: "cost" }, share.name),
        share.amount === null
          ? element("span", { class: "amount unknown" }, "金额未知")
          : element("span", { class: "amount" }, yuan(share.amount)),
      ),
      element("td", { class: "who" }, ...bearers(share)),
      element("td", { class: "sure" }, unfolding(share, why)),
    ),
    why,
  ];
}

function bearers(share) {
  const said = parts(share);
  const shown = said.map(({ bearer, said }) => element("span", { class: `part ${bearer}` }, said));
  const image = bar(share);
  if (image) shown.push(image);
  const further = [span(share), share.condition ? `前提：${share.condition}` : ""].filter(Boolean);
  return [...shown, ...further.map((text) => element("span", { class: "further" }, text))];
}

function unfolding(share, why) {
  const toggle = button("", () => {
    why.hidden = !why.hidden;
    toggle.setAttribute("aria-expanded", String(!why.hidden));
  }, { class: "unfold", "aria-expanded": "false", "aria-controls": why.id });
  toggle.append(
    element("span", { class: "sureness" }, SURENESS[share.strength]?.name ?? share.strength),
    element("span", { class: "why" }, "为什么"),
    element("span", { class: "unseen" }, `：${share.name}`),
  );
  return toggle;
}

function reason(share, card) {
  const { name, means } = SURENESS[share.strength] ?? { name: share.strength, means: "" };
  return [
    card.prose.paragraph(share.reason),
    ...negotiation(share.range, share.reason),
    element("p", { class: "further" }, `“${name}”的意思：${means}`),
    ...basisList(share.basis, card),
  ];
}

// What the reason has not said yet.
function negotiation(range, reason) {
  const sides = { consumer: "对你有利", seller: "对商家有利" };
  const told = (range?.arguments ?? [])
    .filter(({ text }) => !reason.includes(text))
    .map(({ favours, text }) => element("p", {}, `${sides[favours]}：${text}。`));
  const { precedent } = range ?? {};
  if (precedent) {
    told.push(element("p", {}, `参考个案：${precedent.text}`), element("p", { class: "further" }, `来源：${precedent.source}`));
  }
  return told;
}

// What to do next, channel by channel in their order: the near ones open, those behind folded.

import { basis } from "/page/card/articles.js";
import { quotation } from "/page/card/copy.js";
import { element } from "/page/element.js";

const TITLES = {
  seller: "找商家",
  carrier: "找快递",
  platform: "找平台",
  12315: "找12315",
  mediation: "调解",
  court: "起诉",
};
const NEAR = ["seller", "carrier"];

export function steps(all, card) {
  const channels = [...new Set(all.map(({ channel }) => channel))];
  return channels.length === 0 ? [] : [element("ol", { class: "channels" }, ...channels.map((channel, index) =>
    element("li", {}, element("details", { open: index === 0 || NEAR.includes(channel) },
      element("summary", {}, TITLES[channel] ?? channel),
      ...stepList(all.filter((step) => step.channel === channel), card),
    )),
  ))];
}

export function stepList(all, card) {
  if (!all.length) return [];
  const list = element("ul", { class: "steps" }, ...all.map((step) => element("li", {},
    card.prose.paragraph(step.text),
    ...(step.say ? [quotation("可以这样说", step.say)] : []),
  )));
  return [list, ...basis(all, card)];
}

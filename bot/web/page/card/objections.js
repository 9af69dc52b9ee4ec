// What the seller may say, each with what can be answered.

import { basis } from "/page/card/articles.js";
import { quotation } from "/page/card/copy.js";
import { element } from "/page/element.js";

export function objections(all, card) {
  return all.map((objection) => element("details", { class: "objection" },
    element("summary", {}, `“${objection.seller_says}”`),
    quotation("你可以答", objection.answer),
    ...basis([objection], card),
  ));
}

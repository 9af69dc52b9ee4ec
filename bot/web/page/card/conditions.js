// What nobody knows yet: each answer with what it would mean, and a button for the one that is true.

import { sharesTable } from "/page/card/shares.js";
import { stepList } from "/page/card/steps.js";
import { who } from "/page/card/wording.js";
import { button, element } from "/page/element.js";

export function conditions(all, card) {
  return all.map((condition) => question(condition, card, { facts: {}, said: [] }));
}

// `chosen`: the answers to the questions before.
function question(condition, card, chosen) {
  return element("section", { class: "condition" },
    element("h4", {}, chosen.said.length ? "再看：" : "要看：", condition.question),
    ...condition.branches.map((branch) => answer(condition, branch, card, chosen)),
  );
}

function answer({ fact, question: asked }, branch, card, before) {
  const chosen = {
    facts: { ...before.facts, [fact]: branch.value },
    said: [...before.said, `${asked}${branch.title}`],
  };
  const shown = [];
  if (branch.shares.length) shown.push(sharesTable(branch.shares, card, `如果“${branch.title}”，每笔钱谁出`));
  shown.push(...branch.conditions.map((inner) => question(inner, card, chosen)));
  shown.push(...stepList(branch.steps, card));
  if (card.live) {
    shown.push(button("我的情况就是这样", () => card.apply(chosen.facts, chosen.said.join("；"))));
  }
  return element("details", { class: "branch" },
    element("summary", {},
      element("span", { class: "if" }, `如果“${branch.title}”`),
      element("span", { class: "then" }, outcome(branch)),
    ),
    ...shown,
  );
}

function outcome({ shares, conditions: inner, headline }) {
  if (shares.length) return shares.map((share) => `${share.name}：${who(share)}`).join("；");
  return inner.length ? `还要看：${inner[0].question}` : headline;
}

// The deadlines as a timeline: what is due first stands first; those that have no day yet, in words.

import { basisList } from "/page/card/articles.js";
import { daysUntil, shortDay } from "/page/card/days.js";
import { element } from "/page/element.js";

const SOON = 3;

export function deadlines(advice, card) {
  const dated = advice.deadlines.filter(({ due }) => due !== null)
    .map((deadline) => ({ ...deadline, day: safest(deadline, card.today) }))
    .sort((a, b) => a.day.localeCompare(b.day));
  // While nobody knows from when the three years to sue run, the last step names them.
  const undated = advice.deadlines.filter(({ id, due }) => due === null && id !== "limitation");
  const shown = [];
  if (dated.length) shown.push(element("ol", { class: "timeline" }, ...dated.map((row) => item(row, card))));
  if (undated.length) shown.push(element("ul", { class: "undated" }, ...undated.map((row) => inWords(row, card))));
  return shown;
}

// How long is left until the nearest one that is not over.
export function nearest(advice, today) {
  const left = advice.deadlines
    .filter(({ due }) => due !== null && due >= today)
    .map((deadline) => daysUntil(safest(deadline, today), today));
  return left.length ? element("span", { class: "beside" }, `最近的${daysLeft(Math.min(...left))}`) : "";
}

// Not every platform lets a deadline roll over a holiday: the day before is the one to keep.
function safest({ due, nominal_due: nominal }, today) {
  return nominal !== null && today <= nominal ? nominal : due;
}

function item(deadline, card) {
  const left = daysUntil(deadline.day, card.today);
  const state = left < 0 ? "over" : left <= SOON ? "soon" : "ahead";
  return element("li", { class: state },
    element("p", { class: "when" },
      element("time", { datetime: deadline.day }, shortDay(deadline.day, card.today)),
      element("span", { class: "left" }, daysLeft(left)),
    ),
    fold(deadline.name, [`${deadline.counted}。`, deadline.if_missed], deadline, card),
  );
}

function inWords(deadline, card) {
  return element("li", {}, fold(`${deadline.name}：${deadline.counted}`, [deadline.if_missed], deadline, card));
}

function fold(title, texts, deadline, card) {
  return element("details", {},
    element("summary", {}, title),
    ...texts.map((text) => element("p", {}, text)),
    ...basisList(deadline.basis, card),
  );
}

function daysLeft(left) {
  if (left === 0) return "今天最后一天";
  return left > 0 ? `还剩${left}天` : `已过${-left}天`;
}

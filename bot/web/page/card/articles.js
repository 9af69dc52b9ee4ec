// Articles that are cited: each unfolds to what it says, since when it holds, and its official text.

import { longDay } from "/page/card/days.js";
import { button, element } from "/page/element.js";

// By law and number, for all cards of the page.
const loaded = new Map();

// The articles of several points under one fold, where they are not what the person came for.
export function basis(points, card) {
  const citations = [...new Map(points.flatMap((point) => point.basis).map((cited) => [label(cited), cited])).values()];
  if (!citations.length) return [];
  return [element("details", { class: "basis" },
    element("summary", {}, `依据${citations.length}条`),
    ...basisList(citations, card),
  )];
}

export function basisList(citations, card) {
  if (!citations.length) return [];
  return [element("ul", { class: "articles" }, ...citations.map((cited) => element("li", {}, article(cited, card))))];
}

function article(cited, card) {
  if (!card.live) return element("p", { class: "further" }, `${label(cited)}，${since(cited)}`);
  const content = element("div", { class: "content" });
  const fold = element("details", { class: "article", ontoggle: () => fold.open && open() },
    element("summary", {}, label(cited)), content);
  let shown = false;
  async function open() {
    if (shown) return;
    shown = true;
    content.replaceChildren(element("p", { class: "further" }, "正在取条文…"));
    try {
      content.replaceChildren(...told(cited, await load(cited, card.api)));
    } catch (error) {
      shown = false;
      content.replaceChildren(element("p", { class: "trouble" }, error.message), button("再试一次", again));
    }
  }
  // The button goes when it is pressed: the focus stays with the article.
  function again() {
    fold.querySelector("summary").focus();
    open();
  }
  return fold;
}

async function load({ law, article }, api) {
  const key = `${law} ${article}`;
  if (!loaded.has(key)) loaded.set(key, api.article(law, article));
  try {
    return await loaded.get(key);
  } catch (error) {
    loaded.delete(key);
    throw error;
  }
}

function told(cited, { note, rows, official }) {
  const same = rows.filter((row) => row.paragraph === cited.paragraph && row.item === cited.item);
  const row = same.find((row) => row.in_force === cited.in_force) ?? same[0];
  const gists = row ? [row] : rows;
  return [
    ...gists.map(({ gist }) => element("p", {}, gist)),
    element("p", { class: "further" }, `${since(cited)}。`),
    official ? officialText(official) : element("p", { class: "further" }, "原文这里没有收录，可以到官方网站查。"),
    ...(note ? [element("p", { class: "further" }, `${note}。`)] : []),
  ];
}

function officialText({ title, version, text }) {
  const edition = version ? `${longDay(version)}公布的版本` : "本站导入的版本";
  return element("figure", { class: "official" },
    element("figcaption", {}, `原文：《${title}》，${edition}`),
    element("blockquote", {}, ...text.split("\n").map((line) => element("p", {}, line))),
  );
}

function label({ law, article, paragraph, item }) {
  return `《${law}》第${article}条` + (paragraph ? `第${paragraph}款` : "") + (item ? `第${item}项` : "");
}

function since({ in_force: day }) {
  return `${longDay(day)}起施行`;
}

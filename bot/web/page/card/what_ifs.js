// "If it were different": facts that would change the outcome. Loaded when the card comes into sight.

import { uniqueId } from "/page/card/ids.js";
import { span, SURENESS, who, yuan } from "/page/card/wording.js";
import { button, element } from "/page/element.js";

// A headline that ends in a question: who bears the rest depends on its answer.
const OPEN = /还要看：|还有一点没定/;

export function whatIfs(advice, card) {
  const place = element("div", { class: "place" });
  const section = element("section", { class: "what-ifs" }, element("h4", {}, "如果情况不同"), place);

  async function load() {
    place.replaceChildren(element("p", { class: "further" }, "正在算…"));
    try {
      const open = new Set(advice.conditions.map(({ fact }) => fact));
      const found = (await card.api.whatIfs(card.context.matter)).filter(({ fact }) => !open.has(fact));
      if (found.length) place.replaceChildren(...found.map((fact) => group(fact, advice, card)));
      else section.remove();
    } catch (error) {
      place.replaceChildren(
        element("p", { class: "further" }, error.message),
        button("再试一次", () => {
          heading.focus();
          load();
        }),
      );
    }
  }
  // The button goes when it is pressed: the focus stays here.
  const heading = section.querySelector("h4");
  heading.tabIndex = -1;
  whenSeen(section, load);
  return section;
}

function whenSeen(element, act) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    act();
  });
  observer.observe(element);
}

function group(fact, advice, card) {
  const title = uniqueId();
  const panel = element("div", { id: uniqueId(), class: "supposed", hidden: true });
  const chips = fact.choices.map((choice) => {
    const chip = button(choice.title, () => {
      const open = chip.getAttribute("aria-expanded") === "true";
      for (const other of chips) other.setAttribute("aria-expanded", "false");
      chip.setAttribute("aria-expanded", String(!open));
      panel.hidden = open;
      panel.replaceChildren(...(open ? [] : supposed(fact, choice, advice, card)));
    }, { class: "chip", "aria-expanded": "false", "aria-controls": panel.id });
    return chip;
  });
  const current = fact.current === null ? [] : [element("span", { class: "further" }, `现在：${fact.current}`)];
  return element("div", { class: "what-if", role: "group", "aria-labelledby": title },
    element("p", {}, element("span", { id: title, class: "fact" }, fact.name), ...current),
    element("div", { class: "chips" }, ...chips),
    panel,
  );
}

function supposed(fact, choice, advice, card) {
  const verdict = verdictOf(choice, advice);
  return [
    ...(verdict ? [element("p", { class: "verdict" }, verdict)] : []),
    element("ul", { class: "changes" }, ...changes(advice, choice)),
    button("我的情况就是这样", () => card.apply({ [fact.fact]: choice.value }, `${fact.name}，${choice.title}`)),
  ];
}

// What the headline says beside the shares, where it is not what holds anyway.
function verdictOf(choice, advice) {
  const names = choice.shares.map(({ name }) => name);
  return choice.headline.split("。").filter((sentence) =>
    sentence && !names.some((name) => sentence.startsWith(name)) && !advice.headline.includes(sentence),
  ).map((sentence) => `${sentence}。`).join("");
}

// What is certain before or after; what neither says is in the headline.
function changes(advice, choice) {
  const before = advice.conditions.length ? "要看情况" : "没有这一项";
  const after = OPEN.test(choice.headline) ? "要看情况" : "不再涉及";
  return choice.changed.flatMap((cost) => {
    const was = advice.shares.find((share) => share.cost === cost);
    const is = choice.shares.find((share) => share.cost === cost);
    if (!was && !is) return [];
    const say = was && is ? sayings.find((say) => say(was) !== say(is)) ?? who : who;
    return [element("li", {},
      element("span", { class: "cost" }, (is ?? was).name),
      element("span", { class: "was" }, element("span", { class: "unseen" }, "原来："), was ? say(was) : before),
      element("span", { class: "is" }, element("span", { class: "unseen" }, "变成："), is ? say(is) : after),
    )];
  });
}

// The shortest that tells two shares apart is said.
const sayings = [
  who,
  (share) => `${who(share)}（${SURENESS[share.strength].name}）`,
  (share) => `${who(share)}（${[share.amount && yuan(share.amount), span(share)].filter(Boolean).join("，")}）`,
];

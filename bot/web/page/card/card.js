// <advice-card>: an advice as a person reads it, the answer first and nothing twice.
//
// Before it is put into the page it is given `advice` (advice/1), `context` ({session, matter}, or null
// where nothing can be asked of the server any more), `api` (whatIfs(matter), article(law, number),
// terms(), each of which gives what the chat API gives and throws an Error whose message can be shown)
// and `today` ("2026-01-20"). It sends "apply-fact", "attach-evidence" and "open-papers".

import { conditions } from "/page/card/conditions.js";
import { deadlines, nearest } from "/page/card/deadlines.js";
import { burdens, evidenceList } from "/page/card/evidence_list.js";
import { uniqueId } from "/page/card/ids.js";
import { objections } from "/page/card/objections.js";
import { sharesTable } from "/page/card/shares.js";
import { steps } from "/page/card/steps.js";
import { Prose } from "/page/card/terms.js";
import { assumptions, cautions, dangers } from "/page/card/warnings.js";
import { whatIfs } from "/page/card/what_ifs.js";
import { button, element } from "/page/element.js";

class AdviceCard extends HTMLElement {
  advice = null;
  context = null;
  api = null;
  today = null;
  prose = new Prose();
  #header = null;
  #older = false;
  #folded = false;
  #unfolded = [];

  // Whether the server can be asked about this case.
  get live() {
    return this.context !== null && this.context.session !== null && this.context.matter !== null;
  }

  // It may be moved within the page: what is shown stays.
  connectedCallback() {
    addEventListener("beforeprint", this.#unfoldAll);
    addEventListener("afterprint", this.#foldAgain);
    if (!this.#header) this.#show();
  }

  disconnectedCallback() {
    removeEventListener("beforeprint", this.#unfoldAll);
    removeEventListener("afterprint", this.#foldAgain);
  }

  // There is a newer advice on the same case: only the headline is left.
  collapse() {
    this.#older = true;
    this.#fold(true);
  }

  expand() {
    this.#fold(false);
  }

  send(type, detail) {
    const { matter } = this.context;
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail: { ...detail, matter } }));
  }

  apply(facts, said) {
    this.send("apply-fact", { facts, text: `情况是：${said}` });
  }

  #show() {
    const { advice } = this;
    const title = uniqueId();
    this.setAttribute("role", "article");
    this.setAttribute("aria-labelledby", title);
    this.#header = this.#answer(title);
    const evidence = evidenceList(advice, this);
    this.append(
      ...dangers(advice.warnings, this),
      this.#header,
      ...(advice.shares.length ? [sharesTable(advice.shares, this)] : []),
      ...assumptions(advice.warnings),
      ...conditions(advice.conditions, this),
      ...(this.live ? [whatIfs(advice, this)] : []),
      ...topic("期限", nearest(advice, this.today), deadlines(advice, this), true),
      ...topic("要留的证据", evidence.count, [evidence.list, ...burdens(advice, this)], false),
      ...topic("下一步怎么做", "", steps(advice.steps, this), true),
      ...topic("商家可能会说", "", objections(advice.objections, this), false),
      ...topic("别踩的坑", "", cautions(advice.warnings, this), true),
      ...(this.live ? [button("要发给商家的信和其他文书", () => this.send("open-papers", {}), { class: "main" })] : []),
      element("p", { class: "disclaimer" }, advice.disclaimer),
    );
    this.#fold(this.#folded);
    if (this.live) this.prose.explain(this.api);
  }

  #answer(title) {
    const { goods, headline } = this.advice;
    const [verdict, ...rest] = headline.match(/[^。]+。?/g) ?? [headline];
    return element("header", {},
      element("p", { class: "older", hidden: true },
        "已有新的结论",
        button("展开", () => this.#fold(!this.#folded), { class: "quiet", "aria-expanded": "true", "aria-controls": title }),
      ),
      ...(goods ? [element("p", { class: "goods" }, goods)] : []),
      element("h3", { id: title },
        this.prose.text(element("span", { class: "lead" }, verdict), verdict),
        ...rest.map((sentence) => this.prose.text(element("span", {}, sentence), sentence)),
      ),
    );
  }

  #fold(folded) {
    this.#folded = folded;
    if (!this.#header) return;
    for (const part of this.children) part.hidden = folded && part !== this.#header;
    this.classList.toggle("folded", folded);
    const older = this.#header.querySelector(".older");
    const toggle = older.querySelector("button");
    older.hidden = !this.#older;
    toggle.textContent = folded ? "展开" : "收起";
    toggle.setAttribute("aria-expanded", String(!folded));
  }

  // On paper nothing can be unfolded.
  #unfoldAll = () => {
    const folds = [...this.querySelectorAll("details:not([open], .article)")];
    const reasons = [...this.querySelectorAll("tr.reason[hidden]")];
    for (const fold of folds) fold.open = true;
    for (const reason of reasons) reason.hidden = false;
    this.#unfolded = [folds, reasons];
  };

  #foldAgain = () => {
    const [folds = [], reasons = []] = this.#unfolded;
    for (const fold of folds) fold.open = false;
    for (const reason of reasons) reason.hidden = true;
    this.#unfolded = [];
  };
}

// A part of the card under its title; `beside` says the most of it while it is folded.
function topic(title, beside, content, open) {
  if (!content.length) return [];
  return [element("details", { class: "topic", open },
    element("summary", {}, element("h4", {}, title), beside),
    ...content,
  )];
}

customElements.define("advice-card", AdviceCard);

// <papers-dialog>: the papers of a case: what to fill in, how they will look, and ways to take them along.

import { copied } from "/page/copied.js";
import { button, element } from "/page/element.js";
import { fieldOf, fields } from "/page/papers/fields.js";
import { filledOf, filledText, forgetAll, missingIn } from "/page/papers/filled.js";
import { refresh, sheet } from "/page/papers/sheet.js";
import { tabs } from "/page/papers/tabs.js";
import { OPEN_IN_BROWSER, insideApp, printAlone, save } from "/page/papers/take_away.js";

// Pasted into a form field by field.
const IN_PARTS = "complaint_12315";

class PapersDialog extends HTMLElement {
  // api: { papers(matter), docx(matter, id, blanks), hasCalendar(matter), calendarUrl(matter) }
  api;
  #matter = null;
  // Whether the person is filling in: then the next paper's form is open, too.
  #unfolded = false;
  #body = element("div", { class: "body" });
  #status = element("p", { role: "status" });
  #byHand = element("div");
  #actions = element("div", { class: "row" });
  #title = element("h2", { id: "papers-title", tabindex: -1 }, "信和文书");
  #dialog = element(
    "dialog",
    { "aria-labelledby": "papers-title" },
    element(
      "header",
      {},
      this.#title,
      button("关闭", () => this.#dialog.close(), { class: "quiet" }),
    ),
    this.#body,
    element("footer", {}, this.#byHand, this.#status, this.#actions),
  );

  connectedCallback() {
    if (!this.firstChild) this.append(this.#dialog);
  }

  async open(matter) {
    this.#matter = matter;
    this.#say("正在准备…");
    this.#byHand.replaceChildren();
    this.#body.replaceChildren();
    this.#actions.replaceChildren();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#title.focus();
    let papers;
    let calendar;
    try {
      [papers, calendar] = await Promise.all([this.api.papers(matter), this.#calendar(matter)]);
    } catch (failure) {
      if (matter !== this.#matter) return;
      this.#say(failure.message, true);
      if (failure.retry) this.#actions.replaceChildren(button("重试", () => this.open(matter)));
      return;
    }
    if (matter !== this.#matter) return;
    this.#say("");
    this.#body.replaceChildren(
      ...tabs("文书", papers.map(({ name }) => name), (panel, index) => this.#show(panel, papers[index])),
      ...calendar,
    );
  }

  // The link to the deadlines, where there are any to come.
  async #calendar(matter) {
    if (!(await this.api.hasCalendar(matter))) return [];
    const url = await this.api.calendarUrl(matter);
    const link = element("a", { href: url, download: "", onclick: (event) => this.#outside(event) }, "把期限加进日历（.ics）");
    return [element("p", { class: "calendar" }, "别错过期限：", link)];
  }

  #show(panel, paper) {
    const page = sheet(paper, paper.id === IN_PARTS ? (text) => this.#copy(text) : null);
    const missing = element("summary");
    const length = element("p", { class: "soft" });
    const count = () => {
      const left = missingIn(paper);
      missing.textContent = left ? `还有${left}处要填，点这里填` : "都填好了，点这里改";
      missing.className = left ? "missing" : "";
      // 12315 and the platforms say how much they take.
      length.textContent = `连填好的在内，一共${[...filledText(paper, paper.text)].length}字。`;
    };
    const form = fields(paper, (id) => {
      refresh(page, id);
      count();
    });
    const fold = element("details", { open: this.#unfolded, ontoggle: () => { this.#unfolded = fold.open; } }, missing, form);
    page.addEventListener("click", ({ target }) => {
      if (!target.dataset.blank) return;
      fold.open = true;
      fieldOf(form, target.dataset.blank).focus();
    });
    count();
    panel.replaceChildren(
      element("p", { class: "for" }, element("strong", {}, paper.for), paper.note ? `。${paper.note}` : ""),
      ...(paper.blanks.length ? [fold] : []),
      page,
      length,
    );
    this.#say("");
    this.#byHand.replaceChildren();
    this.#actions.replaceChildren(
      button("复制全文", () => this.#copy(filledText(paper, paper.text), missingIn(paper)), { class: "main" }),
      button("下载 Word", () => this.#download(paper)),
      button("打印", (event) => this.#outside(event) && printAlone(page)),
    );
  }

  async #copy(text, missing = 0) {
    this.#byHand.replaceChildren();
    const left = missing ? `还有${missing}处【】要填。` : "";
    const worked = await copied(text, this.#byHand);
    this.#say(worked ? `已复制。${left}` : "没能自动复制。长按上面的文字，选“复制”。", !worked);
  }

  async #download(paper) {
    if (!this.#outside()) return;
    this.#say("正在生成…");
    try {
      save(await this.api.docx(this.#matter, paper.id, filledOf(paper)), `${paper.name}.docx`);
      this.#say("已下载。");
    } catch (failure) {
      this.#say(failure.message, true);
    }
  }

  // Whether files and prints are possible at all; says so where they are not.
  #outside(event) {
    if (!insideApp()) return true;
    event?.preventDefault();
    this.#say(OPEN_IN_BROWSER, true);
    return false;
  }

  #say(message, failed = false) {
    this.#status.className = failed ? "wrong" : "";
    this.#status.textContent = message;
  }

  // Erases what was typed.
  forget() {
    forgetAll();
    this.#dialog.close();
    this.#body.replaceChildren();
  }
}

customElements.define("papers-dialog", PapersDialog);

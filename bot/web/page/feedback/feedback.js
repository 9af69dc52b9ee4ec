// <feedback-form>: at most three taps on whether it helped and what came of it.

import { button, element } from "/page/element.js";
import { keep, recall } from "/page/memory.js";

export const GIVEN = "feedback-given";
// Kept of the session: enough to know it again, too little to read the conversation with.
const KEPT_CHARACTERS = 8;

const QUESTIONS = [
  { name: "helpful", text: "这些有帮助吗？", choices: [[true, "有"], [false, "没有"]] },
  {
    name: "outcome",
    text: "这件事现在怎么样了？",
    choices: [["solved", "解决了"], ["partly", "解决了一部分"], ["not_solved", "没解决"], ["waiting", "还在等"]],
  },
  {
    name: "by",
    text: "走到了哪一步？",
    choices: [["seller", "商家"], ["platform", "平台"], ["12315", "12315"], ["mediation", "调解"], ["court", "法院"]],
  },
];

class FeedbackForm extends HTMLElement {
  // api: { send({helpful, outcome, by}) }
  api;
  #session = null;
  #answers = {};
  // Who leaves after the first tap has said something, too.
  #leave = () => {
    if (Object.keys(this.#answers).length) this.#send();
  };

  // Whose feedback: what was given for a session is not asked for again.
  set session(session) {
    this.#session = session;
    this.#begin();
  }

  connectedCallback() {
    addEventListener("pagehide", this.#leave);
    if (!this.firstChild) this.#begin();
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.#leave);
  }

  #begin() {
    this.#answers = {};
    if (this.#session && recall(GIVEN) === this.#mark()) this.#thank();
    else this.#ask(0);
  }

  #ask(index) {
    const { name, text, choices } = QUESTIONS[index];
    const next = () => {
      if (index + 1 < QUESTIONS.length) this.#ask(index + 1);
      else this.#send();
    };
    const answer = (value) => () => {
      this.#answers[name] = value;
      next();
    };
    this.#show(
      element(
        "fieldset",
        { tabindex: -1 },
        element("legend", {}, text),
        element(
          "div",
          { class: "row" },
          ...choices.map(([value, title]) => button(title, answer(value))),
          button("跳过", next, { class: "quiet" }),
        ),
      ),
      element("p", { class: "soft" }, "不记名，也不和这段对话连在一起。"),
    );
  }

  async #send() {
    const answers = this.#answers;
    this.#answers = {};
    this.#thank();
    keep(GIVEN, this.#mark());
    if (!Object.keys(answers).length) return;
    try {
      await this.api.send({ helpful: null, outcome: null, by: null, ...answers });
    } catch (failure) {
      this.#answers = answers;
      this.#show(
        element("p", { role: "alert", class: "wrong", tabindex: -1 }, `没有送到：${failure.message}`),
        button("重试", () => this.#send()),
      );
    }
  }

  #thank() {
    this.#show(
      element("p", { role: "status", tabindex: -1 }, "谢谢！"),
      button("情况有变，再说一次", () => this.#ask(0), { class: "quiet" }),
    );
  }

  #mark() {
    return this.#session.slice(0, KEPT_CHARACTERS);
  }

  // The button that was tapped goes; the focus stays here.
  #show(...children) {
    const focused = this.matches(":focus-within");
    this.replaceChildren(...children);
    if (focused) children[0].focus();
  }
}

customElements.define("feedback-form", FeedbackForm);

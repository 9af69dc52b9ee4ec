// <picture-reader>: one picture, from being chosen to the facts that the person confirmed from it.

import { button, element } from "/page/element.js";
import { fault } from "/page/pictures/check.js";
import { factsForm } from "/page/pictures/facts.js";
import { supportsField } from "/page/pictures/supports.js";

const FINGERPRINT_CHARACTERS = 12;
const MOMENT = { timeZone: "Asia/Shanghai", dateStyle: "long", timeStyle: "short" };

class PictureReader extends HTMLElement {
  // api: { upload(file, supports, onProgress), remove(id), setSupports(id, text), url(id) }
  api;
  // What the picture is to prove, and what there is to prove.
  supports = null;
  points = [];
  // The case that its facts are about; null: the one spoken of.
  matter = null;
  // Whether it is still to be sent.
  pending = false;
  #image = element("img", { alt: "", onerror: () => this.#image.parentNode.setAttribute("hidden", "") });
  #link = element("a", { target: "_blank", rel: "noopener", hidden: true }, this.#image);
  #status = element("p", { role: "status", tabindex: -1 });
  #parts = element("div", { class: "parts" });

  connectedCallback() {
    if (!this.firstChild) this.append(this.#link, this.#status, this.#parts);
  }

  // Done when the server has taken the picture, or not.
  async start(file) {
    this.pending = true;
    const wrong = fault(file);
    if (wrong) this.#fail(wrong);
    else await this.#upload(file);
  }

  show(evidence) {
    this.pending = false;
    this.supports = evidence.supports;
    const url = this.api.url(evidence.id);
    this.#link.href = url;
    this.#picture(url);
    this.#describe();
    this.#say(found(evidence));
    const parts = [supportsField(this.points, this.supports, (text) => this.#setSupports(evidence.id, text))];
    if (evidence.facts.length) parts.unshift(factsForm(evidence.facts, (ticked) => this.#apply(ticked)));
    if (evidence.lines?.length) parts.push(reading(evidence.lines));
    this.#parts.replaceChildren(...parts, this.#foot(evidence));
  }

  async #upload(file) {
    const preview = URL.createObjectURL(file);
    const bar = element("progress", { max: 1, value: 0, "aria-label": "上传进度" });
    this.#picture(preview);
    this.#image.alt = "你选的图片";
    this.#say("正在上传图片");
    this.#parts.replaceChildren(bar);
    try {
      this.show(await this.api.upload(file, this.supports, (sent) => {
        bar.value = sent;
        if (sent < 1) return;
        bar.removeAttribute("value");
        this.#say("正在读图里的字，要几秒");
      }));
    } catch (failure) {
      this.#fail(failure.message, failure.retry && file);
    } finally {
      URL.revokeObjectURL(preview);
    }
  }

  // `file`: what can be sent again.
  #fail(message, file) {
    const retry = () => {
      this.#upload(file);
      this.#status.focus();
    };
    this.#say(message, true);
    this.#parts.replaceChildren(element(
      "div",
      { class: "row" },
      ...(file ? [button("重试", retry)] : []),
      button("不发了", () => this.#end("图片没有发。"), { class: "quiet" }),
    ));
  }

  #apply(ticked) {
    const told = ticked.map(({ name, shown }) => name + shown).join("，");
    const taken = this.dispatchEvent(new CustomEvent("apply-fact", {
      bubbles: true,
      composed: true,
      cancelable: true,
      detail: {
        facts: Object.fromEntries(ticked.map(({ fact, value }) => [fact, value])),
        text: `从图片里确认：${told}`,
        matter: this.matter,
      },
    }));
    if (!taken) {
      this.#say("正在回答上一句，请稍后再点。");
      return;
    }
    this.#parts.querySelector(".facts").remove();
    this.#say(`已发给参谋：${told}。`);
    this.#status.focus();
  }

  async #setSupports(id, text) {
    try {
      await this.api.setSupports(id, text);
    } catch (failure) {
      this.#say(`没有记下：${failure.message}`, true);
      return;
    }
    this.supports = text;
    this.#describe();
    this.#say("记下了。");
  }

  // Who has it, when, unchanged: and how to get rid of it.
  #foot({ id, sha256, received_at: received }) {
    const moment = new Date(received).toLocaleString("zh-CN", MOMENT);
    const row = element("div", { class: "row" });
    const ask = () => {
      const keep = button("留着", () => rest().focus(), { class: "quiet" });
      row.replaceChildren("移除后找不回来。", button("移除", () => this.#remove(id)), keep);
      keep.focus();
    };
    const rest = () => {
      const start = button("移除图片", ask, { class: "quiet" });
      row.replaceChildren(start);
      return start;
    };
    rest();
    const mark = element("span", { class: "mark", "data-raw": true }, sha256.slice(0, FINGERPRINT_CHARACTERS));
    const told = element("p", { class: "soft" }, "存证指纹 ", mark, ` · ${moment}收到。原图请留在手机里。`);
    return element("div", { class: "foot" }, told, row);
  }

  async #remove(id) {
    try {
      await this.api.remove(id);
    } catch (failure) {
      this.#say(`没有移除：${failure.message}`, true);
      this.#status.focus();
      return;
    }
    this.#end("图片已移除。");
  }

  #end(message) {
    this.pending = false;
    this.#say(message);
    this.#link.remove();
    this.#parts.remove();
    this.#status.focus();
  }

  #picture(url) {
    this.#link.hidden = false;
    this.#image.src = url;
  }

  #describe() {
    this.#image.alt = this.supports ? `证据图片：${this.supports}` : "证据图片";
  }

  #say(message, failed = false) {
    this.#status.className = failed ? "wrong" : "";
    this.#status.textContent = message;
  }
}

function found({ lines, facts }) {
  if (lines === null) return "没读出字来，图片已保存。";
  if (!lines.length) return "图里没有字，图片已保存。";
  if (!facts.length) return "图片已保存。没看到能用的金额或日期。";
  return "图片已保存，字也读出来了。你勾上的，我才会用。";
}

function reading(lines) {
  return element(
    "details",
    {},
    element("summary", {}, `读出来的字（${lines.length}行）`),
    element("ul", { "data-raw": true }, ...lines.map((line) => element("li", {}, line))),
  );
}

customElements.define("picture-reader", PictureReader);

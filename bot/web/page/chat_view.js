// What is on the screen, in the `deep-chat` component: bubbles, choices, cards, failures.
//
// deep-chat takes messages as HTML text only. What we show is made of elements instead, so that nothing
// that a person wrote can become markup: each message is an empty place (`<chat-place>`) that its
// element moves into.

import "/vendor/deep-chat.js";
import { button, element } from "/page/element.js";

const PLACES = new Map();

class ChatPlace extends HTMLElement {
  connectedCallback() {
    const element = PLACES.get(this.dataset.place);
    if (element && element.parentNode !== this) this.append(element);
  }
}
customElements.define("chat-place", ChatPlace);

const STYLES = ["/page/chat.css", "/page/card/card.css", "/page/pictures/pictures.css", "/page/feedback/feedback.css"];
// What deep-chat sets by itself where nothing is said; without a font it would load one from elsewhere.
const HOST_STYLE = {
  position: "absolute",
  width: "100%",
  height: "100%",
  border: "0 solid transparent",
  backgroundColor: "transparent",
  fontFamily: "inherit",
  fontSize: "1rem",
};
const RENDER_REST_MS = 30;
const EXAMPLES = [
  "鞋子昨天签收的，不喜欢想退，运费谁出？",
  "新笔记本屏幕有裂纹，寄回去花了运费和保价费，商家不认",
  "清洁铲刀带刀片，快递都不收，怎么退？",
];
const PICTURE_ICON =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" xmlns="http://www.w3.org/2000/svg">' +
  '<rect x="3" y="5" width="18" height="14" rx="3"/><circle cx="9" cy="10.5" r="1.6"/><path d="m4 17 5-4 3 2.5 4-4.5 5 5"/></svg>';

export class ChatView {
  // `on`: what the page does. say(text) with what was typed or tapped, pickPicture(), and
  // makeCard(reply), which returns the element to show.
  constructor(place, announcer, on) {
    this.announcer = announcer;
    this.on = on;
    this.count = 0;
    // What the buttons of the last answer say, by the text that they send.
    this.titles = new Map();
    this.chat = document.createElement("deep-chat");
    Object.assign(this.chat, this.settings());
    Object.assign(this.chat.style, HOST_STYLE);
    this.ready = rendered(this.chat).then(() => this.furnish());
    place.append(this.chat);
  }

  settings() {
    return {
      textInput: { placeholder: { text: "说说发生了什么" }, characterLimit: 5000 },
      displayLoadingBubble: false,
      submitButtonStyles: { position: "inside-end", alwaysEnabled: true },
      customButtons: [
        {
          position: "inside-start",
          styles: { button: { default: { svg: { content: PICTURE_ICON } } } },
        },
      ],
      // Never called: what is typed is taken before deep-chat would (`takeInput`).
      connect: { handler: () => {} },
    };
  }

  // What deep-chat leaves to do: our styles, names for its controls, a line for "thinking".
  furnish() {
    this.root = this.chat.shadowRoot;
    for (const href of STYLES) {
      this.root.append(element("link", { rel: "stylesheet", href }));
    }
    this.messages = this.root.getElementById("messages");
    this.input = this.root.getElementById("text-input");
    // Where to look after an answer is ours to say (`show`), not deep-chat's.
    this.messages.scrollTo = () => {};
    this.messages.before(element("h2", { class: "unseen" }, "对话"));
    label(this.messages, "对话", "region");
    this.messages.tabIndex = 0;
    this.input.setAttribute("aria-label", "你想说的话");
    this.input.setAttribute("aria-multiline", "true");
    const [picture, submit] = this.root.querySelectorAll("#input .input-button");
    this.submit = submit;
    label(picture, "添加图片");
    label(submit, "发送");
    this.thinking = element("p", { class: "thinking", hidden: true }, "正在想");
    this.root.getElementById("input").before(this.thinking);
    this.takeInput({ picture, submit });
    this.clear();
  }

  // deep-chat would format what was typed, and so load a picture that it names. So we take it first.
  takeInput({ picture, submit }) {
    const acts = new Map([[picture, () => this.on.pickPicture()], [submit, () => this.send()]]);
    const input = this.root.getElementById("input");
    const taken = (event, act) => {
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    input.addEventListener("click", (event) => {
      for (const [button, act] of acts) if (button.contains(event.target)) taken(event, act);
    }, true);
    input.addEventListener("keydown", (event) => {
      // While an input method composes, Enter chooses characters; some say so only by key code 229.
      const composing = event.isComposing || event.keyCode === 229;
      const enter = event.target === this.input && event.key === "Enter" && !event.shiftKey;
      if (enter && composing) event.stopPropagation();
      else if (enter) taken(event, () => this.send());
      // deep-chat's buttons are no native ones.
      else if (acts.has(event.target) && ["Enter", " "].includes(event.key)) taken(event, acts.get(event.target));
    }, true);
  }

  send() {
    const text = this.input.innerText.trim();
    // A message is on its way: what was typed stays where it is.
    if (!text || !this.thinking.hidden) return;
    this.input.textContent = "";
    this.on.say(text);
  }

  clear() {
    this.chat.clearMessages();
    PLACES.clear();
    this.titles = new Map();
    this.add("ai", greeting((text) => this.on.say(text)));
    this.announce("");
  }

  addPerson(text) {
    const item = this.person(text);
    this.dropChoices();
    this.add("user", item);
    item.scrollIntoView({ block: "nearest" });
    return item;
  }

  person(text) {
    return element("div", { class: "person" },
      element("span", { class: "unseen" }, "你："),
      element("div", { class: "said", "data-raw": true }, this.titles.get(text) ?? text),
    );
  }

  addReplies(replies) {
    this.dropChoices();
    const items = replies.map((reply) => this.addReply(reply));
    this.announce(replies.map((reply) => (reply.card === "instead" ? reply.advice.headline : reply.text)).join("\n"));
    this.show(items[0]);
  }

  addReply(reply) {
    const item = element("div", { class: "advisor" });
    item.append(element("span", { class: "unseen" }, "参谋："));
    if (reply.card !== "instead") item.append(element("div", { class: "said" }, withoutChoices(reply)));
    if (reply.buttons.length) {
      item.append(choices(reply.buttons, "可以选一个，也可以自己说", (value) => this.on.say(value)));
      for (const { title, value } of reply.buttons) this.titles.set(value, title);
    }
    this.add("ai", item);
    if (reply.card) this.add("ai", this.on.makeCard(reply));
    return item;
  }

  addPicture(reader) {
    this.add("user", reader);
    reader.scrollIntoView({ block: "nearest" });
  }

  // Beside the message of a person: what went wrong and one thing to do about it.
  addFailure(item, message, action, act) {
    const failed = element("div", { class: "failed" });
    failed.append(element("p", {}, message), button(action, act));
    item.append(failed);
    this.announce(message);
    failed.scrollIntoView({ block: "nearest" });
  }

  dropFailure(item) {
    item.querySelector(".failed")?.remove();
  }

  addNotice(text) {
    const item = element("p", { class: "notice" }, text);
    this.add("ai", item);
    this.announce(text);
    return item;
  }

  // A message that could not be taken goes back to where it was typed.
  takeBack(item, text) {
    item.closest(".outer-message-container").remove();
    // What is being typed already stays below it.
    this.input.textContent = [text, this.input.innerText.trim()].filter(Boolean).join("\n");
    this.input.dispatchEvent(new Event("input"));
    this.input.focus();
  }

  think(on) {
    this.submit.setAttribute("aria-disabled", String(on));
    this.thinking.hidden = !on;
    if (on) {
      this.announce("");
    } else if (matchMedia("(pointer: fine)").matches && !document.querySelector("dialog[open]")) {
      // On a phone that would open the keyboard over the answer.
      this.input.focus();
    }
  }

  add(role, item) {
    this.chat.addMessage({ role, html: this.placeFor(item) });
  }

  placeFor(item) {
    const place = String(++this.count);
    PLACES.set(place, item);
    return `<chat-place data-place="${place}"></chat-place>`;
  }

  // Choices belong to the last answer only.
  dropChoices() {
    for (const choices of this.root.querySelectorAll(".choices")) choices.remove();
    this.titles = new Map();
  }

  announce(text) {
    this.announcer.textContent = text;
  }

  // A long answer is read from its beginning, a short one is shown whole. deep-chat scrolls to the end
  // of each message in the next frame: this comes after that.
  show(item) {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const top = item.getBoundingClientRect().top - this.messages.getBoundingClientRect().top;
      const below = this.messages.scrollHeight - this.messages.scrollTop - top;
      if (below < this.messages.clientHeight) this.messages.scrollTop = this.messages.scrollHeight;
      else item.scrollIntoView({ block: "start" });
    }));
  }
}

// What can be tapped need not be listed in the text, too.
function withoutChoices({ text, buttons }) {
  const listed = `（${buttons.map(({ title }) => title).join(" / ")}）`;
  return text.endsWith(listed) ? text.slice(0, -listed.length) : text;
}

// deep-chat renders anew, from nothing, for properties that were set a moment ago: it is ready when that
// has come to rest.
function rendered(chat) {
  return new Promise((resolve) => {
    let resting;
    chat.onComponentRender = () => {
      clearTimeout(resting);
      resting = setTimeout(resolve, RENDER_REST_MS);
    };
  });
}

function greeting(say) {
  const item = element("div", { class: "advisor greeting" });
  item.append(
    element("span", { class: "unseen" }, "参谋："),
    element("p", { class: "said" }, "你好，我是退货参谋。用平常的话告诉我：买了什么、为什么想退、卡在哪笔钱上。"),
    element("p", { class: "said" }, "我会告诉你每笔钱该谁出、依据哪条法律、到哪天为止、接下来怎么做。这是信息参考，不是律师意见。"),
    choices(EXAMPLES.map((text) => ({ title: text, value: text })), "可以这样问", say),
  );
  return item;
}

function choices(buttons, name, choose) {
  const group = element("div", { class: "choices" });
  label(group, name, "group");
  group.append(...buttons.map(({ title, value }) => button(title, () => choose(value))));
  return group;
}

function label(element, name, role) {
  if (role) element.setAttribute("role", role);
  element.setAttribute("aria-label", name);
}

// What is on the screen: bubbles, choices, failures. It knows nothing of the server.

import { sharesTable } from "/page/shares.js";

const find = (id) => document.getElementById(id);
const log = find("log");
const greeting = log.firstElementChild;
const examples = find("examples");
const thinking = find("thinking");
const announcer = find("announcer");

// What the buttons of the last answer say, by the text that they send.
let titles = new Map();

export function clear() {
  log.replaceChildren(greeting);
  examples.hidden = false;
  titles = new Map();
  announce("");
}

export function addPerson(text) {
  const shown = titles.get(text) ?? text;
  dropChoices();
  const item = addItem("person", "你：");
  item.append(bubble(shown));
  item.scrollIntoView({ block: "nearest" });
  return item;
}

export function addReplies(replies, choose) {
  dropChoices();
  const items = replies.map((reply) => addReply(reply, choose));
  announce(replies.map((reply) => reply.text).join("\n"));
  show(items[0]);
}

// Beside the message of a person: what went wrong and one thing to do about it.
export function addFailure(item, message, action, act) {
  const failed = document.createElement("div");
  failed.className = "failed";
  const text = document.createElement("p");
  text.textContent = message;
  failed.append(text, button(action, act));
  item.append(failed);
  announce(message);
  failed.scrollIntoView({ block: "nearest" });
}

export function dropFailure(item) {
  item.querySelector(".failed")?.remove();
}

export function addNotice(text) {
  const item = document.createElement("li");
  item.className = "notice";
  item.textContent = text;
  log.append(item);
  announce(text);
  return item;
}

export function think(on) {
  thinking.hidden = !on;
  if (on) {
    announce("");
    thinking.scrollIntoView({ block: "nearest" });
  }
}

function addReply(reply, choose) {
  const item = addItem("advisor", "参谋：");
  item.append(bubble(reply.text));
  if (reply.advice?.shares?.length) item.append(sharesTable(reply.advice.shares));
  if (reply.buttons.length) {
    const choices = document.createElement("div");
    choices.className = "choices";
    choices.setAttribute("role", "group");
    choices.setAttribute("aria-label", "可以选一个，也可以自己说");
    choices.append(...reply.buttons.map(({ title, value }) => button(title, () => choose(value))));
    item.append(choices);
    for (const { title, value } of reply.buttons) titles.set(value, title);
  }
  return item;
}

function addItem(kind, speaker) {
  const item = document.createElement("li");
  item.className = kind;
  const who = document.createElement("span");
  who.className = "speaker";
  who.textContent = speaker;
  item.append(who);
  log.append(item);
  return item;
}

function bubble(text) {
  const bubble = document.createElement("div");
  bubble.className = "bubble said";
  bubble.textContent = text;
  return bubble;
}

function button(title, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = title;
  button.addEventListener("click", act);
  return button;
}

// Choices belong to the last answer only.
function dropChoices() {
  examples.hidden = true;
  for (const choices of log.querySelectorAll(".choices:not(#examples)")) choices.remove();
  titles = new Map();
}

function announce(text) {
  announcer.textContent = text;
}

// A long answer is read from its beginning, a short one is shown whole.
function show(item) {
  const fits = log.lastElementChild.offsetTop + log.lastElementChild.offsetHeight - item.offsetTop
    < find("scroll").clientHeight;
  (fits ? log.lastElementChild : item).scrollIntoView({ block: fits ? "nearest" : "start" });
}

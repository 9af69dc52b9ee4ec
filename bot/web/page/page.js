// The page: sends what is typed, shows what is answered, goes on after a reload.

import * as api from "/page/api.js";
import * as view from "/page/view.js";

const find = (id) => document.getElementById(id);
const composer = find("composer");
const input = find("text");
const send = find("send");
const dialog = find("erase");

const KEY = "session";
// Without storage (a private window) the conversation lasts as long as the page.
let session = remembered();
let busy = false;
// Messages without an answer, by their element.
const unanswered = new Set();

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value;
  if (busy || !text.trim()) return;
  input.value = "";
  fitInput();
  say(text);
});

input.addEventListener("input", fitInput);

input.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses characters; some say so only by key code 229.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  composer.requestSubmit();
});

find("examples").addEventListener("click", (event) => {
  if (event.target instanceof HTMLButtonElement) say(event.target.textContent);
});

find("restart").addEventListener("click", () => {
  if (!session || busy) {
    focusInput();
    return;
  }
  // Closing it with Escape would leave the choice of the last time.
  dialog.returnValue = "keep";
  dialog.showModal();
});

dialog.addEventListener("close", async () => {
  if (dialog.returnValue !== "erase") return;
  await working(async () => {
    try {
      await api.erase(session);
    } catch (failure) {
      if (failure.code !== "unknown_session") {
        view.addNotice(`没有删除成功：${failure.message}`);
        return;
      }
    }
    forget();
    view.clear();
    unanswered.clear();
  });
});

resume();

async function say(text) {
  if (busy) return;
  await attempt({ id: newId(), text, item: view.addPerson(text) });
}

async function attempt(message) {
  await working(async () => {
    view.dropFailure(message.item);
    unanswered.add(message);
    try {
      const replies = await deliver(message);
      unanswered.delete(message);
      // The server answers in order: what had waited was answered now, too.
      if (unanswered.size) await load();
      else view.addReplies(replies, say);
    } catch (failure) {
      fail(message, failure);
    }
  });
}

async function deliver(message) {
  if (!session) remember(await api.start());
  try {
    return await api.say(session, message.id, message.text);
  } catch (failure) {
    if (failure.code !== "unknown_session") throw failure;
  }
  // Erased in another window or on the server: this message begins a new conversation.
  forget();
  view.clear();
  unanswered.clear();
  view.addNotice("之前的对话已经删除，这里是新的对话。");
  message.item = view.addPerson(message.text);
  unanswered.add(message);
  remember(await api.start());
  return api.say(session, message.id, message.text);
}

function fail(message, failure) {
  if (failure.retry) {
    view.addFailure(message.item, failure.message, "重试", () => busy || attempt(message));
    return;
  }
  view.addFailure(message.item, failure.message, "修改", () => {
    unanswered.delete(message);
    message.item.remove();
    input.value = message.text;
    fitInput();
    input.focus();
  });
}

async function resume() {
  if (!session) return;
  await working(async () => {
    try {
      await load();
    } catch (failure) {
      if (failure.code === "unknown_session") forget();
      else view.addFailure(view.addNotice("没能读出之前的对话。"), failure.message, "重试", resume);
    }
  });
}

// Shows the conversation as the server has it.
async function load() {
  const messages = await api.read(session);
  view.clear();
  unanswered.clear();
  for (const { id, text, replies } of messages) {
    const message = { id, text, item: view.addPerson(text) };
    if (replies) {
      view.addReplies(replies, say);
    } else {
      unanswered.add(message);
      fail(message, new api.Failure("pending", "这条还没有得到回答。", true));
    }
  }
}

async function working(work) {
  busy = true;
  send.setAttribute("aria-disabled", "true");
  view.think(true);
  try {
    await work();
  } finally {
    busy = false;
    send.removeAttribute("aria-disabled");
    view.think(false);
    focusInput();
  }
}

function focusInput() {
  // On a phone that would open the keyboard over the answer.
  if (matchMedia("(pointer: fine)").matches) input.focus();
}

function fitInput() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`;
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(token) {
  session = token;
  try {
    localStorage.setItem(KEY, token);
  } catch {
    // Kept in `session` alone.
  }
}

function forget() {
  session = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There is nothing to remove.
  }
}

// One conversation: what was said, what waits for its answer, and what becomes of both.
// It knows the server and the browser's memory; what is seen is the view's.

import * as api from "/page/api.js";
import { Failure } from "/page/request.js";
import { forget, keep, recall } from "/page/memory.js";

const KEY = "session";
const news = "BroadcastChannel" in window ? new BroadcastChannel("conversation") : null;

export class Conversation {
  // `view` shows what happens (`chat_view.js`). `pictures`: shown(evidence) gives the element of a picture
  // that was sent, running() those that are still to be sent. `left` is called when a conversation is left,
  // with its session.
  constructor(view, pictures, left) {
    this.view = view;
    this.pictures = pictures;
    this.left = left;
    this.session = recall(KEY);
    this.starting = null;
    this.busy = false;
    // Another window went on while this one was busy.
    this.stale = false;
    this.unanswered = new Set();
    news?.addEventListener("message", () => this.catchUp());
  }

  // Says what was typed or tapped; `facts` are what a tap confirms, about the case number `matter`.
  async say(text, facts = null, matter = null) {
    if (this.busy) return;
    await this.attempt({ id: newId(), text, facts, matter, item: this.view.addPerson(text) });
  }

  async attempt(message) {
    await this.working(async () => {
      this.view.dropFailure(message.item);
      this.unanswered.add(message);
      let session = this.session;
      try {
        session = await this.begin();
        const replies = await this.deliver(message, session);
        if (!replies) return;
        this.unanswered.delete(message);
        news?.postMessage("went on");
        // The server answers in order: what had waited there was answered now, too.
        if (this.unanswered.size) await this.load();
        else this.view.addReplies(replies);
      } catch (failure) {
        if (this.session === session) this.fail(message, failure);
      }
    });
  }

  // The replies; null where the conversation was left meanwhile.
  async deliver(message, session) {
    try {
      const replies = await api.say(session, message);
      return this.session === session ? replies : null;
    } catch (failure) {
      if (failure.code !== "unknown_session" || this.session !== session) throw failure;
    }
    // Erased in another window or on the server: this message begins a new conversation.
    this.leave();
    this.view.addNotice("之前的对话已经删除，这里是新的对话。");
    message.item = this.view.addPerson(message.text);
    // What was confirmed belonged to a case that is gone.
    Object.assign(message, { facts: null, matter: null });
    this.unanswered.add(message);
    return api.say(await this.begin(), message);
  }

  // Makes sure that there is a conversation on the server; its session.
  async begin() {
    if (this.session) return this.session;
    this.starting ??= api.start().finally(() => { this.starting = null; });
    const session = await this.starting;
    this.session ??= session;
    keep(KEY, this.session);
    return this.session;
  }

  fail(message, failure) {
    message.failure = failure;
    if (failure.retry) {
      this.view.addFailure(message.item, failure.message, "重试", () => this.busy || this.attempt(message));
      return;
    }
    this.view.addFailure(message.item, failure.message, "修改", () => {
      this.unanswered.delete(message);
      this.view.takeBack(message.item, message.text);
    });
  }

  async resume() {
    const { session } = this;
    if (!session) return;
    await this.working(async () => {
      try {
        await this.load();
      } catch (failure) {
        if (this.session !== session) return;
        if (failure.code === "unknown_session") {
          this.leave();
          this.view.addNotice("之前的对话已经删除，可以从头说起。");
          return;
        }
        const notice = this.view.addNotice("没能读出之前的对话。");
        this.view.addFailure(notice, failure.message, "重试", () => this.resume());
      }
    });
  }

  // After another window did something.
  async catchUp() {
    this.stale = true;
    if (this.busy) return;
    this.stale = false;
    const session = recall(KEY);
    if (session !== this.session) {
      this.leave();
      this.session = session;
    }
    await this.resume();
  }

  // Shows the conversation as the server has it, and below it what is not there yet.
  async load() {
    const { session } = this;
    const [messages, pictures] = await Promise.all([api.read(session), api.listEvidence(session)]);
    if (this.session !== session) return;
    const known = new Set(messages.map(({ id }) => id));
    const waiting = [...this.unanswered].filter(({ id }) => !known.has(id));
    this.view.clear();
    this.unanswered.clear();
    for (const entry of inOrder(messages, pictures)) {
      if (entry.picture) {
        this.view.addPicture(this.pictures.shown(entry.picture));
        continue;
      }
      const { id, text, facts, matter, replies } = entry.message;
      const message = { id, text, facts, matter, item: this.view.addPerson(text) };
      if (replies) {
        this.view.addReplies(replies);
      } else {
        this.unanswered.add(message);
        this.fail(message, new Failure("pending", "这条还没有得到回答。", true));
      }
    }
    for (const reader of this.pictures.running()) this.view.addPicture(reader);
    for (const message of waiting) {
      message.item = this.view.addPerson(message.text);
      this.unanswered.add(message);
      this.fail(message, message.failure);
    }
  }

  // A code that leads to a conversation on another device. Raises a Failure.
  async resumeCode(session = this.session) {
    if (!session) throw new Failure("empty", "还没有对话，先说点什么吧。", false);
    return api.resumeCode(session);
  }

  // Begins anew; the old conversation stays on the server, to be found by a resume code.
  leave() {
    const { session } = this;
    this.session = null;
    // Another window may be in another conversation by now.
    if (recall(KEY) === session) forget(KEY);
    this.unanswered.clear();
    this.view.clear();
    this.left(session);
  }

  // Erases the conversation everywhere. Raises a Failure where it could not be erased.
  async erase() {
    if (this.session) {
      try {
        await api.erase(this.session);
      } catch (failure) {
        if (failure.code !== "unknown_session") throw failure;
      }
    }
    this.leave();
    news?.postMessage("erased");
  }

  // Goes on with the conversation of a resume code. Raises a Failure where there is none.
  async redeem(code) {
    await this.goOnWith(await api.redeem(code));
  }

  // Goes on with the conversation of a link. Raises a Failure where there is none.
  async openLink(link) {
    await this.goOnWith(await this.working(() => api.openLink(link, this.session)));
  }

  async goOnWith(session) {
    if (session === this.session) {
      await this.resume();
      return;
    }
    this.leave();
    this.session = session;
    keep(KEY, session);
    await this.resume();
    news?.postMessage("another");
  }

  // What `work` gives.
  async working(work) {
    let result;
    this.busy = true;
    this.view.think(true);
    try {
      result = await work();
    } finally {
      this.busy = false;
      this.view.think(false);
    }
    if (this.stale) await this.catchUp();
    return result;
  }
}

function inOrder(messages, pictures) {
  const entries = [
    ...messages.map((message) => ({ at: message.at, message })),
    ...pictures.map((picture) => ({ at: picture.received_at, picture })),
  ];
  return entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

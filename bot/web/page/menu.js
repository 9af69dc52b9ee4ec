// The menu and what it asks back: new conversation, resume code, printing, erasing.

import { copied } from "/page/copied.js";

const find = (id) => document.getElementById(id);

export function addMenu(conversation, view, openPapers) {
  const menu = find("menu");
  for (const dialog of document.querySelectorAll("body > dialog")) {
    dialog.addEventListener("click", (event) => {
      // The backdrop belongs to the dialog: only it is hit outside of what is in there.
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
  }
  on("menu-open", () => menu.showModal());
  on("new", () => conversation.session && !conversation.busy && find("ask-new").showModal());
  on("papers", () => {
    menu.close();
    openPapers();
  });
  on("print", () => {
    menu.close();
    print();
  });
  on("code", async () => {
    menu.close();
    const code = await tried(() => conversation.resumeCode());
    if (code) showCode(code);
  });
  on("redeem", () => {
    menu.close();
    find("code-error").textContent = "";
    find("ask-code").showModal();
  });
  on("erase", () => {
    menu.close();
    find("ask-erase").showModal();
  });
  choose("ask-new", {
    keep: async () => {
      const code = await tried(() => conversation.resumeCode());
      if (!code) return;
      conversation.leave();
      showCode(code);
    },
    erase,
  });
  choose("ask-erase", { erase });
  find("code-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const before = conversation.session;
    try {
      await conversation.redeem(find("code-input").value);
    } catch (failure) {
      find("code-error").textContent = failure.message;
      find("code-input").focus();
      return;
    }
    find("code-input").value = "";
    find("ask-code").close();
    if (before) await showWayBack(conversation, view, before);
  });
  on("code-copy", copyCode);

  async function erase() {
    await tried(async () => {
      await conversation.erase();
      view.addNotice("已经删除。");
    });
  }

  async function tried(work) {
    try {
      return await work();
    } catch (failure) {
      view.addNotice(failure.message);
      return null;
    }
  }
}

// To a conversation that another one took the place of: else nobody could find or erase it any more.
export async function showWayBack(conversation, view, session) {
  try {
    showCode(await conversation.resumeCode(session));
  } catch (failure) {
    // Nobody misses what was erased.
    if (failure.code !== "unknown_session") view.addNotice(failure.message);
  }
}

function on(id, act) {
  find(id).addEventListener("click", act);
}

function choose(id, acts) {
  const dialog = find(id);
  for (const [choice, act] of Object.entries(acts)) {
    dialog.querySelector(`[data-choice=${choice}]`).addEventListener("click", () => {
      dialog.close();
      act();
    });
  }
}

function showCode(code) {
  find("code-value").textContent = code;
  find("code-copy").textContent = "复制";
  find("show-code").showModal();
}

async function copyCode() {
  const place = find("code-place");
  const done = await copied(find("code-value").textContent, place);
  place.replaceChildren();
  find("code-copy").textContent = done ? "已复制" : "没能复制，请抄下来";
}

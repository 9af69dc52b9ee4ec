// Words to say: shown as a quotation, with a button that copies them as they are shown.

import { button, element } from "/page/element.js";

const SHOWN_FOR = 2000;

export function quotation(title, text) {
  const words = element("blockquote", {}, text);
  const copy = button("复制", async () => {
    copy.textContent = (await copied(words)) ? "已复制" : "没成功，请长按复制";
    setTimeout(() => {
      copy.textContent = "复制";
    }, SHOWN_FOR);
  }, { class: "copy" });
  return element("figure", { class: "words" }, element("figcaption", {}, title), words, copy);
}

async function copied(words) {
  const text = words.textContent;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No leave, or no secure connection: the old way, which copies what is marked.
    const marked = element("textarea", { class: "unseen", readonly: true }, text);
    const before = words.getRootNode().activeElement;
    words.after(marked);
    marked.select();
    const done = document.execCommand("copy");
    marked.remove();
    before?.focus();
    return done;
  }
}

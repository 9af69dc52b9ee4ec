// Words to say: shown as a quotation, with a button that copies them as they are shown.

import { copied } from "/page/copied.js";
import { button, element } from "/page/element.js";

const SHOWN_FOR = 2000;

export function quotation(title, text) {
  const words = element("blockquote", {}, text);
  const place = element("span", { class: "unseen" });
  const copy = button("复制", async () => {
    copy.textContent = (await copied(words.textContent, place)) ? "已复制" : "没成功，请长按复制";
    place.replaceChildren();
    copy.focus();
    setTimeout(() => {
      copy.textContent = "复制";
    }, SHOWN_FOR);
  }, { class: "copy" });
  return element("figure", { class: "words" }, element("figcaption", {}, title), words, copy, place);
}

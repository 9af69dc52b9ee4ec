// A text goes to the clipboard, in old browsers and without a secure connection, too.

import { element } from "/page/element.js";

// Whether it worked. Without a clipboard the text is marked in `place`, and stays there if even that copies
// nothing.
export async function copied(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = place.getRootNode().activeElement;
    const area = element("textarea", { readonly: true, "aria-label": "要复制的文字", rows: 6, "data-raw": true });
    area.value = text;
    place.replaceChildren(area);
    area.focus();
    area.select();
    if (!document.execCommand("copy")) return false;
    area.remove();
    before?.focus();
    return true;
  }
}

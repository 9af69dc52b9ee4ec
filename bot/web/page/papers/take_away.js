// Ways to take a text along: a file, a print.

import { element } from "/page/element.js";

// Apps that show pages themselves and can neither save files nor print.
const APPS = /MicroMessenger|\bQQ\/|Weibo|AlipayClient|DingTalk|aweme|BytedanceWebview|XiaoHongShu/i;

export const OPEN_IN_BROWSER = "在这个App里做不到。请点右上角“…”，选“在浏览器打开”；也可以先复制全文。";

export function insideApp() {
  return APPS.test(navigator.userAgent);
}

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  element("a", { href: url, download: name }).click();
  // Not at once: some browsers begin to read it only now.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// Prints a copy of `sheet` and nothing else.
export function printAlone(sheet) {
  const page = document.documentElement;
  const copy = sheet.cloneNode(true);
  copy.classList.add("printed");
  document.body.append(copy);
  page.classList.add("printing-paper");
  addEventListener("afterprint", () => {
    page.classList.remove("printing-paper");
    copy.remove();
  }, { once: true });
  print();
}

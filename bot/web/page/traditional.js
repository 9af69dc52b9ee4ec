// What we say in traditional characters. What the person wrote stays as it is (`data-raw`).

const SPOKEN = ["aria-label", "placeholder", "title", "alt", "deep-chat-placeholder-text"];
const EVERYTHING = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN };

const roots = [document.body];
// Of each text node, and of each attribute of each element: what it said and what it says instead.
const texts = new Map();
let convert = null;
let wanted = "hans";
const observer = new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "childList") change.addedNodes.forEach(turn);
    else turn(change.target);
  }
  observer.takeRecords();
});

// A shadow root is a world of its own: it has to be named.
export function convertIn(root) {
  roots.push(root);
  if (convert) begin(root);
}

export async function useScript(script) {
  wanted = script;
  if (script === "hans") {
    end();
    return;
  }
  const { Converter } = await import("/vendor/opencc.js");
  if (wanted !== "hant" || convert) return;
  convert = Converter({ from: "cn", to: "tw" });
  document.documentElement.lang = "zh-Hant";
  for (const root of roots) begin(root);
}

function begin(root) {
  turn(root);
  observer.takeRecords();
  observer.observe(root, EVERYTHING);
}

function end() {
  convert = null;
  observer.disconnect();
  document.documentElement.lang = "zh-CN";
  for (const [node, said] of texts) said.forEach(({ was, is }, name) => {
    if (read(node, name) === is) write(node, name, was);
  });
  texts.clear();
}

function turn(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (!node.parentElement?.closest("[data-raw], script, style, textarea, [contenteditable=true]")) say(node, "");
    return;
  }
  if (node.nodeType === Node.ELEMENT_NODE) {
    if (node.closest("[data-raw]")) return;
    for (const name of SPOKEN) if (node.hasAttribute(name)) say(node, name);
  }
  node.childNodes.forEach(turn);
}

function say(node, name) {
  const was = read(node, name);
  const said = texts.get(node) ?? new Map();
  if (said.get(name)?.is === was) return;
  const is = convert(was);
  if (is === was) return;
  texts.set(node, said.set(name, { was, is }));
  write(node, name, is);
}

function read(node, name) {
  return name ? node.getAttribute(name) : node.data;
}

function write(node, name, text) {
  if (name) node.setAttribute(name, text);
  else node.data = text;
}

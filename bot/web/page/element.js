// Makes an element: attributes by name (null and false leave one out), listeners as `onclick` and the like,
// children as nodes or text. Text stays text, whatever is in it.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

export function button(title, act, attributes = {}) {
  return element("button", { type: "button", onclick: act, ...attributes }, title);
}

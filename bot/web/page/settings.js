// Size, look and script: how the page is comfortable to read.

import { keep, recall } from "/page/memory.js";
import { useScript } from "/page/traditional.js";

const SETTINGS = [
  {
    name: "size",
    title: "字号",
    choices: [["normal", "标准"], ["large", "大"], ["huge", "特大"]],
    apply: window.applySize,
  },
  {
    name: "look",
    title: "外观",
    choices: [["auto", "跟随系统"], ["light", "浅色"], ["dark", "深色"]],
    apply: window.applyLook,
  },
  {
    name: "script",
    title: "文字",
    choices: [["hans", "简体"], ["hant", "繁體"]],
    apply: useScript,
  },
];

export function addSettings(place) {
  for (const setting of SETTINGS) place.append(choices(setting));
  useScript(recall("script") ?? "hans");
}

function choices({ name, title, choices, apply }) {
  const group = document.createElement("fieldset");
  const legend = document.createElement("legend");
  const row = document.createElement("div");
  legend.textContent = title;
  group.append(legend, row);
  const chosen = recall(name) ?? choices[0][0];
  for (const [value, text] of choices) {
    const label = document.createElement("label");
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name, value, checked: value === chosen });
    radio.addEventListener("change", () => {
      keep(name, value);
      apply(value);
    });
    // The names of the scripts stay as they are in either.
    if (name === "script") label.dataset.raw = "";
    label.append(radio, text);
    row.append(label);
  }
  return group;
}

// Legal words in running text: the first time in each part of a card, a word can be tapped for what it
// means. The word stays text, so that it can still be marked and copied.

import { uniqueId } from "/page/card/ids.js";
import { element } from "/page/element.js";

const PARTS = "details, tr, section, header";

// For all cards of the page.
let loaded = null;

async function load(api) {
  loaded ??= api.terms();
  try {
    return await loaded;
  } catch {
    loaded = null;
    return [];
  }
}

export class Prose {
  // Kept beside its element: what is shown there may have been turned into traditional characters.
  #texts = new Map();
  #close = () => {};

  paragraph(text) {
    return this.text(element("p", {}, text), text);
  }

  text(place, text) {
    this.#texts.set(place, text);
    return place;
  }

  async explain(api) {
    const names = new Map();
    for (const term of await load(api)) for (const name of term.names) names.set(name, term);
    if (!names.size) return;
    const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map(escaped);
    const pattern = new RegExp(`(${longestFirst.join("|")})`, "u");
    const told = new Map();
    for (const [place, text] of this.#texts) {
      const part = place.closest(PARTS);
      if (!told.has(part)) told.set(part, new Set());
      this.#mark(place, text.split(pattern), names, told.get(part));
    }
  }

  #mark(place, pieces, names, told) {
    const shown = pieces.filter(Boolean).map((piece) => {
      const term = names.get(piece);
      if (!term || told.has(term)) return piece;
      told.add(term);
      return this.#word(piece, term, place);
    });
    if (shown.some((piece) => typeof piece !== "string")) place.replaceChildren(...shown);
  }

  #word(text, { names: [name], means }, place) {
    const meaning = element("p", { id: uniqueId(), class: "meaning", hidden: true }, element("strong", {}, name), `：${means}`);
    const close = () => {
      word.setAttribute("aria-expanded", "false");
      meaning.hidden = true;
      this.#close = () => {};
    };
    const open = () => {
      this.#close();
      word.setAttribute("aria-expanded", "true");
      meaning.hidden = false;
      this.#close = close;
    };
    const toggle = () => (meaning.hidden ? open() : close());
    const word = element("span", {
      class: "term", role: "button", tabindex: 0, "aria-expanded": "false", "aria-controls": meaning.id,
      onclick: toggle,
      onkeydown: (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          toggle();
        } else if (event.key === "Escape" && !meaning.hidden) {
          event.stopPropagation();
          close();
        }
      },
    }, text);
    // Not into the headline: it is read as one.
    (place.closest("h3") ?? place).after(meaning);
    return word;
  }
}

function escaped(name) {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

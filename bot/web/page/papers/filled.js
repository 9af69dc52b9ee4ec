// What the person filled in: by the blank's id, for all papers, until the tab is closed.

const KEY = "blanks";
const BLANK = /【([^【】]+)】/;

let values = read();

export function valueOf(id) {
  return values[id] ?? "";
}

export function fillIn(id, value) {
  values[id] = value;
  write();
}

// Whether `value` may stand in the blank; nothing always may.
export function fits({ pattern }, value) {
  return !pattern || !value || new RegExp(`^(?:${pattern})$`).test(value);
}

export function forgetAll() {
  values = {};
  write();
}

// What is filled in of a paper, by id.
export function filledOf({ blanks }) {
  return Object.fromEntries(blanks.map(({ id }) => [id, valueOf(id).trim()]).filter(([, value]) => value));
}

export function missingIn(paper) {
  return paper.blanks.length - Object.keys(filledOf(paper)).length;
}

// A text of a paper in pieces: {text} as it is, {blank} what has to be filled in.
export function pieces(paper, text) {
  // Every second piece of the split is the label of a blank.
  return text.split(BLANK).map((piece, index) => (
    index % 2 ? { blank: paper.blanks.find(({ label }) => label === piece) } : { text: piece }
  ));
}

// The text with what is filled in; the other blanks stay as they are.
export function filledText(paper, text) {
  return pieces(paper, text)
    .map((piece) => (piece.blank ? valueOf(piece.blank.id).trim() || `【${piece.blank.label}】` : piece.text))
    .join("");
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function write() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(values));
  } catch {
    // Kept in `values` alone.
  }
}

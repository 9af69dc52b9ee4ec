// What the browser keeps. Without storage (a private window) it lasts as long as the page.

const kept = new Map();

export function recall(name) {
  if (kept.has(name)) return kept.get(name);
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  kept.set(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // Kept in `kept` alone.
  }
}

export function forget(name) {
  kept.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // There is nothing to remove.
  }
}

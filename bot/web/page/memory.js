// What the browser keeps. Without storage (a private window) it lasts as long as the page.

// What storage did not take.
const kept = new Map();

export function recall(name) {
  try {
    const value = localStorage.getItem(name);
    if (value !== null) return value;
  } catch {
    // Then only what is kept here.
  }
  return kept.get(name) ?? null;
}

export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
    kept.delete(name);
  } catch {
    kept.set(name, value);
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

// A bar that shows how a cost is split: as long as what each side bears. What is open is hatched.

import { uniqueId } from "/page/card/ids.js";
import { parts, span, who } from "/page/card/wording.js";

const SVG = "http://www.w3.org/2000/svg";

// Of the bar: what is smaller could not be seen.
const SMALLEST = 0.06;

// Null where there is nothing to split.
export function bar(share) {
  const pieces = split(share).filter(({ size }) => size > 0);
  if (!pieces.length) return null;
  const total = pieces.reduce((sum, { size }) => sum + size, 0);
  const seen = pieces.map(({ size }) => Math.max(size / total, SMALLEST));
  const width = seen.reduce((sum, size) => sum + size, 0);
  const hatch = uniqueId();
  const image = svg("svg", { class: "bar", role: "img", "aria-label": label(share) });
  image.append(pattern(hatch));
  let x = 0;
  pieces.forEach(({ bearer }, index) => {
    const size = (100 * seen[index]) / width;
    const fill = bearer === "negotiable" ? `url(#${hatch})` : null;
    image.append(svg("rect", { class: `piece ${bearer}`, x: `${x}%`, width: `${size}%`, height: "100%", fill }));
    x += size;
  });
  return image;
}

function split(share) {
  const { amount, range } = share;
  if (amount === null) return share.bearer === "shared" ? [] : [{ bearer: share.bearer, size: 1 }];
  if (range?.seller) {
    const [low, high] = range.seller.map(Number);
    return [
      { bearer: "seller", size: low },
      { bearer: "negotiable", size: high - low },
      { bearer: "consumer", size: Number(amount) - high },
    ];
  }
  return parts(share).map(({ bearer }) => ({ bearer, size: Number(share.split[bearer]) }));
}

function label(share) {
  return [who(share), span(share)].filter(Boolean).join("，");
}

function pattern(id) {
  const made = svg("pattern", {
    id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  });
  made.append(
    svg("rect", { class: "hatch-ground", width: 6, height: 6 }),
    svg("rect", { class: "hatch-line", width: 2.5, height: 6 }),
  );
  return made;
}

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  return made;
}

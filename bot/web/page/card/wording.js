// How a share is said, in the words of the chat (`bot/law/wording.py`; a test holds them together).

// In the order of a bar: the seller on the left, the person on the right.
export const BEARERS = {
  seller: "商家",
  platform: "平台",
  carrier: "快递",
  insurer: "运费险",
  negotiable: "双方商量",
  consumer: "你",
};

const ORDER = Object.keys(BEARERS);

// What becomes of what was paid, is due on top, or is to be deducted or charged by the seller: there one
// does not say who "bears" it.
export const FATES = {
  goods_price: {
    seller: "由商家退给你",
    consumer: "商家可以不退",
    negotiable: "能不能退，要双方商量",
    carrier: "由快递赔给你",
  },
  deposit: { seller: "由商家退给你", consumer: "要不回来" },
  punitive_damages: { seller: "由商家赔给你" },
  depreciation: { seller: "商家不能扣", negotiable: "能不能扣、扣多少，要双方商量" },
  cancellation_fee: { seller: "商家不能收", consumer: "商家可以收" },
  repair_fee: { seller: "商家不能收" },
};

export const SURENESS = {
  statutory: { name: "法定", means: "法律条文直接写明的，最有把握。" },
  inferred: { name: "可推出", means: "条文没有逐字写，但能从条文推出来，一般都这样认。" },
  agreed: { name: "约定", means: "按你和商家说好的来，比如商品页上的承诺。" },
  negotiable: { name: "可协商", means: "法律没有写死，要双方商量。别说“法律规定必须这样”。" },
};

// "27.00" → "27元", "12.50" → "12.5元"
export function yuan(amount) {
  return `${amount.replace(/\.?0+$/, "")}元`;
}

// Each bearer with what is said of their part, in the order of a bar.
export function parts(share) {
  const split = Object.entries(share.split ?? {}).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
  if (split.length < 2) return [{ bearer: share.bearer, said: whole(share) }];
  return split.map(([bearer, amount]) => ({ bearer, said: part(share.cost, bearer, yuan(amount)) }));
}

// Who bears a cost, in one clause: "商家出141元，运费险出9元".
export function who(share) {
  return parts(share).map(({ said }) => said).join("，");
}

// "商家出18元到30元都有得谈", where the law leaves it open but practice does not.
export function span(share) {
  const [low, high] = share.range?.seller ?? [];
  return low === undefined ? "" : `商家出${yuan(low)}到${yuan(high)}都有得谈`;
}

function whole({ cost, bearer }) {
  const fate = FATES[cost]?.[bearer];
  if (fate) return fate;
  return bearer === "negotiable" ? "要双方商量" : `${BEARERS[bearer] ?? bearer}出`;
}

function part(cost, bearer, amount) {
  if (cost === "deposit") return `${amount}${FATES.deposit[bearer] ?? ""}`;
  return bearer === "negotiable" ? `${amount}要双方商量` : `${BEARERS[bearer] ?? bearer}出${amount}`;
}

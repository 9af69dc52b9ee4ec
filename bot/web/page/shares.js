// The table of an advice: each cost, its amount, who bears it, and how sure that is.

const BEARERS = {
  seller: "商家",
  consumer: "你自己",
  insurer: "运费险",
  platform: "平台",
  carrier: "快递公司",
  shared: "分担",
  negotiable: "双方协商",
};

const STRENGTHS = {
  statutory: "法律写明",
  inferred: "可推出",
  agreed: "约定",
  negotiable: "可协商",
};

const HEADINGS = ["费用", "金额", "谁出", "把握"];

export function sharesTable(shares) {
  const table = document.createElement("table");
  table.className = "shares";
  table.createCaption().textContent = "每笔钱谁出";
  const headings = table.createTHead().insertRow();
  for (const heading of HEADINGS) headings.append(headerCell(heading, "col"));
  const body = table.createTBody();
  for (const share of shares) {
    const row = body.insertRow();
    row.append(headerCell(share.name, "row"));
    const amount = row.insertCell();
    amount.className = "amount";
    amount.append(share.amount === null ? "还不知道" : money(share.amount));
    row.insertCell().append(...bearers(share));
    row.insertCell().textContent = strength(share);
  }
  return table;
}

function strength(share) {
  const said = STRENGTHS[share.strength] ?? share.strength;
  return share.condition ? `${share.condition}；${said}` : said;
}

function bearers(share) {
  const parts = Object.entries(share.split ?? {}).filter(([, yuan]) => Number(yuan) > 0);
  if (parts.length < 2) return [bearer(parts.length ? parts[0][0] : share.bearer)];
  return parts.map(([who, yuan]) => {
    const part = document.createElement("span");
    part.className = "part";
    part.append(`${bearer(who)} `, money(yuan));
    return part;
  });
}

function bearer(who) {
  return BEARERS[who] ?? who;
}

function money(yuan) {
  const amount = document.createElement("span");
  amount.className = "money";
  amount.textContent = `${yuan.replace(/\.00$/, "")}元`;
  return amount;
}

function headerCell(text, scope) {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}

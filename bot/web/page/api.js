// The chat API. Every failure becomes a Failure that a person can read.

const PATIENCE_MS = 10_000;

// The day that the server counts from, as it said with its last answer.
export let today = null;

export class Failure extends Error {
  // `retry`: whether sending the same again can help.
  constructor(code, message, retry) {
    super(message);
    this.code = code;
    this.retry = retry;
  }
}

export async function start() {
  return (await call("POST", "/api/chat")).session;
}

// `facts` and `matter`: what the person confirmed by tapping, and of which case; else null.
export async function say(session, { id, text, facts, matter }) {
  const answer = await call("POST", `${path(session)}/messages`, { id, text, facts, matter });
  today = answer.today;
  return answer.replies;
}

export async function read(session) {
  const chat = await call("GET", path(session));
  today = chat.today;
  return chat.messages;
}

export async function erase(session) {
  await call("DELETE", path(session));
}

export async function resumeCode(session) {
  return (await call("POST", `${path(session)}/resume-code`)).code;
}

export async function redeem(code) {
  return (await call("POST", "/api/chat/resume", { code })).session;
}

export async function whatIfs(session, matter) {
  return (await call("GET", `${path(session)}/cases/${matter}/what-ifs`)).what_ifs;
}

export function article(law, number) {
  return call("GET", `/api/law/${encodeURIComponent(law)}/${number}`);
}

export async function terms() {
  return (await call("GET", "/api/glossary")).terms;
}

function path(session) {
  return `/api/chat/${encodeURIComponent(session)}`;
}

async function call(method, url, body) {
  let response;
  let answer;
  try {
    response = await fetch(url, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    answer = response.status === 204 ? {} : await response.json();
  } catch {
    throw new Failure("unreachable", "网络好像不通，这条还没有得到回答。你的话还在，请稍后重试。", true);
  }
  if (response.ok) return answer;
  const { code = "error", message = "出错了，请稍后重试。" } = answer.error ?? {};
  throw new Failure(code, message, response.status >= 500);
}

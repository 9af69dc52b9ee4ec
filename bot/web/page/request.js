// One call to the server. Every failure becomes a Failure that a person can read.

const PATIENCE_MS = 15_000;
const TOO_SLOW = 408;

export class Failure extends Error {
  // `retry`: whether sending the same again can help.
  constructor(code, message, retry) {
    super(message);
    this.code = code;
    this.retry = retry;
  }
}

// What `read` makes of the response, JSON by default; `options` are fetch's own.
export async function request(method, url, body, read = json, options = {}) {
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
    if (response.ok) return await read(response);
  } catch {
    throw unreachable();
  }
  throw refused(response.status, await response.json().catch(() => null));
}

export function refused(status, answer) {
  const { code = "error", message = "出错了，请稍后重试。" } = answer?.error ?? {};
  return new Failure(code, message, status >= 500 || status === TOO_SLOW);
}

export function unreachable() {
  return new Failure("unreachable", "网络好像不通，请稍后重试。", true);
}

function json(response) {
  return response.status === 204 ? null : response.json();
}

// The chat API.

import { request } from "/page/request.js";

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
  return (await request("POST", "/api/chat")).session;
}

// `facts` and `matter`: what the person confirmed by tapping, and of which case; else null.
export async function say(session, { id, text, facts, matter }) {
  const answer = await request("POST", `${path(session)}/messages`, { id, text, facts, matter });
  today = answer.today;
  return answer.replies;
}

export async function read(session) {
  const chat = await request("GET", path(session));
  today = chat.today;
  return chat.messages;
}

export async function erase(session) {
  await request("DELETE", path(session));
}

export async function resumeCode(session) {
  return (await request("POST", `${path(session)}/resume-code`)).code;
}

export async function redeem(code) {
  return (await request("POST", "/api/chat/resume", { code })).session;
}

export async function whatIfs(session, matter) {
  return (await request("GET", `${path(session)}/cases/${matter}/what-ifs`)).what_ifs;
}

export function article(law, number) {
  return request("GET", `/api/law/${encodeURIComponent(law)}/${number}`);
}

export async function terms() {
  return (await request("GET", "/api/glossary")).terms;
}

function path(session) {
  return `/api/chat/${encodeURIComponent(session)}`;
}

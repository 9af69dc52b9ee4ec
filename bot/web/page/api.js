// What is asked of the server.

import { refused, request, unreachable } from "/page/request.js";

// A large picture on a slow line, and then its text has to be read.
const PICTURE_PATIENCE_MS = 180_000;

// The day that the server counts from, as it said with its last answer.
export let today = null;

export async function start() {
  return (await request("POST", "/api/chat")).session;
}

// `facts` and `matter`: what the person confirmed by tapping, and of which case; else null.
export async function say(session, { id, text, facts, matter }) {
  const answer = await request("POST", ofSession(session, "/messages"), { id, text, facts, matter });
  today = answer.today;
  return answer.replies;
}

export async function read(session) {
  const chat = await request("GET", ofSession(session));
  today = chat.today;
  return chat.messages;
}

export async function erase(session) {
  await request("DELETE", ofSession(session));
}

export async function resumeCode(session) {
  return (await request("POST", ofSession(session, "/resume-code"))).code;
}

export async function redeem(code) {
  return (await request("POST", "/api/chat/resume", { code })).session;
}

// The session of a link's conversation: the one that is given where it is that already.
export async function openLink(link, session) {
  return (await request("POST", "/api/chat/open", { link, session })).session;
}

export async function whatIfs(session, matter) {
  return (await request("GET", `${ofCase(session, matter)}/what-ifs`)).what_ifs;
}

export function article(law, number) {
  return request("GET", `/api/law/${encodeURIComponent(law)}/${number}`);
}

export async function terms() {
  return (await request("GET", "/api/glossary")).terms;
}

export async function papers(session, matter) {
  return (await request("GET", `${ofCase(session, matter)}/papers`)).papers;
}

// `blanks`: what the person filled in, by the blank's id. Gives a Blob.
export async function docx(session, matter, id, blanks) {
  const url = `${ofCase(session, matter)}/papers/${encodeURIComponent(id)}.docx`;
  return request("POST", url, { blanks }, (response) => response.blob());
}

export function calendarUrl(session, matter) {
  return `${ofCase(session, matter)}/deadlines.ics`;
}

// Whether there are deadlines to come.
export function hasCalendar(session, matter) {
  return request("GET", calendarUrl(session, matter), undefined, () => true).catch(() => false);
}

export async function listEvidence(session) {
  return (await request("GET", ofSession(session, "/evidence"))).evidence;
}

export function pictureUrl(session, id) {
  return ofSession(session, `/evidence/${encodeURIComponent(id)}`);
}

export async function setSupports(session, id, supports) {
  await request("PATCH", pictureUrl(session, id), { supports });
}

export async function removePicture(session, id) {
  await request("DELETE", pictureUrl(session, id));
}

// `given`: {helpful, outcome, by}. Also gets through while the page is being left.
export async function feedback(session, given) {
  await request("POST", ofSession(session, "/feedback"), given, undefined, { keepalive: true });
}

// `onProgress` is told how much is sent, from 0 to 1. fetch would not say.
export function sendPicture(session, file, supports, onProgress) {
  const query = supports ? `?${new URLSearchParams({ supports })}` : "";
  const sending = new XMLHttpRequest();
  sending.open("POST", ofSession(session, "/evidence") + query);
  sending.setRequestHeader("Content-Type", file.type || "application/octet-stream");
  sending.responseType = "json";
  sending.timeout = PICTURE_PATIENCE_MS;
  sending.upload.addEventListener("progress", ({ loaded, total }) => total && onProgress(loaded / total));
  return new Promise((resolve, reject) => {
    sending.addEventListener("loadend", () => {
      if (sending.status === 201 && sending.response) resolve(sending.response);
      else reject(sending.status ? refused(sending.status, sending.response) : unreachable());
    });
    sending.send(file);
  });
}

function ofSession(session, rest = "") {
  return `/api/chat/${encodeURIComponent(session)}${rest}`;
}

function ofCase(session, matter) {
  return ofSession(session, `/cases/${encodeURIComponent(matter)}`);
}

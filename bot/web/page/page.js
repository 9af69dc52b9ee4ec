// The page: brings conversation, view, cards, papers and pictures together.

import * as api from "/page/api.js";
import "/page/card/card.js";
import { forgetTicks } from "/page/card/evidence_list.js";
import "/page/papers/papers.js";
import "/page/pictures/pictures.js";
import { GIVEN } from "/page/feedback/feedback.js";
import { ChatView } from "/page/chat_view.js";
import { Conversation } from "/page/conversation.js";
import { listenToFrame } from "/page/frame.js";
import { forget } from "/page/memory.js";
import { addMenu, showWayBack } from "/page/menu.js";
import { Failure } from "/page/request.js";
import { convertIn } from "/page/traditional.js";
import { addSettings } from "/page/settings.js";

const find = (id) => document.getElementById(id);
const papers = document.querySelector("papers-dialog");
const picker = find("picture");

// What a picture mostly proves, as long as no card says what is needed.
const USUAL_POINTS = ["下单和付款", "签收的日子", "付了多少运费", "商品的毛病", "页面上的承诺", "商家说的话"];

// The newest card of each case, by its number.
const cards = new Map();
let feedback = null;
// What the pictures that are picked now should prove, and of which case.
let picked = { supports: null, matter: null };

const view = new ChatView(find("chat"), find("announcer"), {
  say: (text) => conversation.say(text),
  pickPicture: () => pickPicture({ supports: null, matter: null }),
  makeCard,
});
// The pictures that were picked in this conversation.
const readers = new Set();
const pictures = {
  shown: (evidence) => readerOf(evidence),
  running: () => [...readers].filter(({ pending }) => pending),
};
const conversation = new Conversation(view, pictures, (session) => {
  cards.clear();
  readers.clear();
  feedback = null;
  find("papers").hidden = true;
  // What belongs to a conversation and is kept in this browser alone.
  papers.forget();
  forget(GIVEN);
  if (session) forgetTicks(session);
});

addSettings(find("look"));
addMenu(conversation, view, openPapers);
listenToFrame(find("close"));

papers.api = {
  papers: (matter) => api.papers(conversation.session, matter),
  hasCalendar: (matter) => api.hasCalendar(conversation.session, matter),
  docx: (matter, id, blanks) => api.docx(conversation.session, matter, id, blanks),
  calendarUrl: (matter) => api.calendarUrl(conversation.session, matter),
};

picker.addEventListener("change", () => {
  addPictures([...picker.files]);
  picker.value = "";
});

document.addEventListener("apply-fact", (event) => {
  const { text, facts, matter } = event.detail;
  if (conversation.busy) event.preventDefault();
  else conversation.say(text, facts, matter);
});
document.addEventListener("open-papers", ({ detail }) => papers.open(detail.matter));
document.addEventListener("attach-evidence", ({ detail }) => pickPicture(detail));

const link = takeLink();
await view.ready;
convertIn(view.root);
if (link) await openLink(link);
else await conversation.resume();

// What opens a conversation goes from the address at once: it shall be in no history, screenshot or share.
function takeLink() {
  const [, link = null] = location.pathname.match(/^\/w\/(.+)/) ?? [];
  if (link) history.replaceState(null, "", "/");
  return link;
}

async function openLink(link) {
  const before = conversation.session;
  try {
    await conversation.openLink(link);
  } catch (failure) {
    await conversation.resume();
    if (failure.retry) {
      view.addFailure(view.addNotice("没能打开这段对话。"), failure.message, "重试", () => conversation.busy || openLink(link));
    } else {
      view.addNotice(failure.message);
    }
    return;
  }
  if (before && before !== conversation.session) await showWayBack(conversation, view, before);
}

function makeCard(reply) {
  const { advice, matter } = reply;
  const card = document.createElement("advice-card");
  card.advice = advice;
  card.context = { session: conversation.session, matter };
  card.api = {
    whatIfs: () => api.whatIfs(conversation.session, matter),
    article: api.article,
    terms: api.terms,
  };
  card.today = api.today;
  cards.get(matter)?.collapse();
  // The newest is the last.
  cards.delete(matter);
  cards.set(matter, card);
  find("papers").hidden = false;
  const item = document.createElement("div");
  item.append(card, feedbackOf(conversation.session));
  return item;
}

// One for a conversation: it moves to the newest card.
function feedbackOf(session) {
  if (!feedback) {
    feedback = document.createElement("feedback-form");
    feedback.session = session;
    feedback.api = { send: (answer) => api.feedback(session, answer) };
  }
  return feedback;
}

function pickPicture(about) {
  picked = about;
  picker.click();
}

// The server reads one picture at a time: the next is sent when the last is there.
async function addPictures(files) {
  let session = null;
  const begun = async () => {
    session ??= await conversation.begin();
    if (conversation.session !== session) {
      throw new Failure("left", "那段对话已经结束，这张图片没有发。", false);
    }
    return session;
  };
  const waiting = files.map((file) => {
    const reader = makeReader(begun);
    Object.assign(reader, picked, { pending: true });
    readers.add(reader);
    view.addPicture(reader);
    return { reader, file };
  });
  for (const { reader, file } of waiting) {
    await reader.start(file);
    // What was read, and what is asked about it, came below.
    reader.scrollIntoView({ block: "nearest" });
  }
}

// A picture that was sent before.
function readerOf(evidence) {
  const { session } = conversation;
  const reader = makeReader(async () => session, session);
  reader.show(evidence);
  return reader;
}

// `begun` gives the session that the picture belongs to, once there is one.
function makeReader(begun, session = null) {
  const reader = document.createElement("picture-reader");
  const listed = [...cards.values()].flatMap((card) => card.advice.evidence);
  reader.points = listed.length ? listed : USUAL_POINTS;
  reader.api = {
    async upload(file, supports, onProgress) {
      session = await begun();
      return api.sendPicture(session, file, supports, onProgress);
    },
    remove: (id) => api.removePicture(session, id),
    setSupports: (id, text) => api.setSupports(session, id, text),
    url: (id) => api.pictureUrl(session, id),
  };
  return reader;
}

// The papers of the case whose card came last.
function openPapers() {
  papers.open([...cards.keys()].at(-1));
}

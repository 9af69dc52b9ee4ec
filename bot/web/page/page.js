// The page: brings conversation, view, cards, papers and pictures together.

import * as api from "/page/api.js";
import * as panels from "/page/panels_api.js";
import "/page/card/card.js";
import "/page/papers/papers.js";
import "/page/pictures/pictures.js";
import "/page/feedback/feedback.js";
import { ChatView } from "/page/chat_view.js";
import { Conversation } from "/page/conversation.js";
import { listenToFrame } from "/page/frame.js";
import { addMenu } from "/page/menu.js";
import { convertIn } from "/page/traditional.js";
import { addSettings } from "/page/settings.js";

const find = (id) => document.getElementById(id);
const papers = document.querySelector("papers-dialog");
const picker = find("picture");

// The newest card of each case, by its number.
const cards = new Map();
// What the pictures that are picked now should prove.
let supports = null;

const view = new ChatView(find("chat"), find("announcer"), {
  say: (text) => conversation.say(text),
  pickPicture: () => pickPicture(null),
  makeCard,
  makePicture,
});
const conversation = new Conversation(view, () => {
  cards.clear();
  find("papers").hidden = true;
});

addSettings(find("look"));
addMenu(conversation, { view, openPapers, forget });
listenToFrame(find("close"));

papers.api = {
  papers: (matter) => panels.papers(conversation.session, matter),
  docx: (matter, id, blanks) => panels.docx(conversation.session, matter, id, blanks),
  calendarUrl: (matter) => panels.calendarUrl(conversation.session, matter),
};

picker.addEventListener("change", () => {
  for (const file of picker.files) addPicture(file);
  picker.value = "";
});

document.addEventListener("apply-fact", ({ detail }) => {
  conversation.say(detail.text, detail.facts, detail.matter);
});
document.addEventListener("open-papers", ({ detail }) => papers.open(detail.matter));
document.addEventListener("attach-evidence", ({ detail }) => pickPicture(detail.supports));

await view.ready;
convertIn(view.root);
await conversation.resume();

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
  card.today = today();
  cards.get(matter)?.collapse();
  cards.set(matter, card);
  find("papers").hidden = false;
  const item = document.createElement("div");
  item.append(card, feedback());
  return item;
}

function feedback() {
  const form = document.createElement("feedback-form");
  const session = conversation.session;
  form.session = session;
  form.api = { send: (answer) => panels.feedback(session, answer) };
  return form;
}

function pickPicture(point) {
  supports = point;
  picker.click();
}

async function addPicture(file) {
  const reader = makeReader();
  reader.supports = supports;
  view.addPicture(reader);
  reader.start(file);
}

function makePicture(evidence) {
  const reader = makeReader();
  reader.show(evidence);
  return reader;
}

function makeReader() {
  const reader = document.createElement("picture-reader");
  reader.points = [...cards.values()].flatMap((card) => card.advice.evidence);
  reader.api = {
    async upload(file, supports, onProgress) {
      await conversation.begin();
      return panels.upload(conversation.session, file, supports, onProgress);
    },
    remove: (id) => panels.remove(conversation.session, id),
    setSupports: (id, text) => panels.setSupports(conversation.session, id, text),
    url: (id) => panels.pictureUrl(conversation.session, id),
  };
  return reader;
}

// The papers of the case whose card came last.
function openPapers() {
  papers.open([...cards.keys()].at(-1));
}

// What belongs to the conversation and is kept outside of it.
function forget() {
  papers.forget();
}

// A day as the server counts it, in Shanghai.
function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
}

// The list of messages: the person's words, the replies, what went wrong. The text that is still coming in is shown
// beside the list, hidden from screen readers: these hear each sentence as it comes, once, by `spoken.js`.

import { draw } from "./blocks.js";
import { icon, make, unseen } from "./dom.js";
import { announce, hush } from "./spoken.js";
import { besideBlocks, labels } from "./text.js";
import { thumbs } from "./thumbs.js";
import { scriptLanguage, word, wordOr } from "./words.js";

const log = document.getElementById("log");
const scroller = document.getElementById("scroller");
const waiting = document.getElementById("waiting");
const status = document.getElementById("status");
// What of the reply that is coming in was announced already.
let announced = "";

/** Empties the list. */
export function clear() {
  log.replaceChildren();
  endWait();
}

/** Whether nothing has been said but the greeting. */
export function isFresh() {
  return !log.querySelector(".message.person, .message.trouble");
}

/** Adds the person's message. */
export function addSaid(text) {
  const said = make("article", { class: "message person", lang: scriptLanguage(text, "en") },
    unseen(`${word("labels.you")}: `), make("p", { text }));
  log.append(said);
  toEnd();
  return said;
}

/** Shows that an answer is awaited; returns what takes in the sentences that come before the reply is whole. */
export function wait() {
  waiting.hidden = false;
  hush();
  announced = "";
  status.textContent = word("labels.waiting");
  const draft = make("div", { class: "message saathi draft", "aria-hidden": "true" }, make("p", { class: "text" }));
  toEnd();
  return (text, anew = false) => {
    if (anew) {
      draft.firstChild.textContent = "";
      announced = "";
    }
    if (!draft.isConnected) {
      scroller.append(draft);
      waiting.hidden = true;
    }
    draft.firstChild.append(text);
    announced += text;
    announce(text);
    toEnd();
  };
}

/** Takes away the signs of waiting. */
export function endWait() {
  waiting.hidden = true;
  status.textContent = "";
  for (const draft of scroller.querySelectorAll(".draft")) draft.remove();
}

/** Adds a reply; ends what earlier messages still offered. Returns its element. */
export function addReply(reply, say) {
  const tag = reply.language;
  const heldFocus = scroller.contains(document.activeElement);
  tellRest(reply, tag);
  endWait();
  endEarlier(reply);
  const blocks = reply.blocks.map((block) => draw(block, tag, say)).filter(Boolean);
  const message = make("article", { class: "message saathi", lang: tag, tabindex: "-1", "data-outcome": reply.outcome },
    unseen(`${word("labels.name", {}, tag)}: `), ...paragraphs(besideBlocks(reply)), ...blocks, aboutReply(reply, tag),
    thumbs(reply, tag));
  log.append(message);
  if (heldFocus) (message.querySelector(".stem") ?? message).focus({ preventScroll: true });
  show(message);
  return message;
}

/** Adds what went wrong, with a button that mends it (`mend`: label and what it does). Returns its element. */
export function addTrouble(sentence, mend) {
  endWait();
  announce(sentence);
  const told = make("p", {}, icon("trouble"), make("span", { text: sentence }));
  const trouble = make("div", { class: "message trouble" }, told);
  if (mend) {
    trouble.append(make("button", {
      type: "button", class: "mend", text: mend.label,
      on: {
        click: () => {
          if (document.body.hasAttribute("data-busy")) return;
          if (trouble.contains(document.activeElement)) scroller.focus({ preventScroll: true });
          trouble.remove();
          mend.act();
        },
      },
    }));
  }
  log.append(trouble);
  show(trouble);
  return trouble;
}

/** Announces what of a reply was not announced as it came in, and what it suggests. */
function tellRest(reply, tag) {
  const text = String(reply.text);
  announce(text.startsWith(announced) ? text.slice(announced.length) : text, tag);
  announced = "";
  const offered = reply.blocks.filter((block) => block?.type === "choices").flatMap((block) => block.items);
  const list = offered.map((item) => item.label).join(", ");
  if (list) announce(word("labels.suggestions", { list }, tag), tag);
}

function paragraphs(text) {
  return text.split(/\n{2,}/).map((part) => make("p", { class: "text", text: part }));
}

function endEarlier(reply) {
  for (const choices of log.querySelectorAll(".choices")) choices.remove();
  if (reply.blocks.some((block) => block?.type === "feedback" || block?.type === "question")) {
    for (const card of log.querySelectorAll(".question")) card.close();
  }
}

function aboutReply(reply, tag) {
  // Figures name the numbers in the text; they say nothing that the text does not.
  const sources = (reply.sources ?? []).filter(({ kind }) => kind !== "figure").map(sourceText(reply, tag));
  const rows = [
    ["about.understood", reply.understood ? [reply.understood] : []],
    ["about.sources", [...new Set(sources)]],
    ["about.entries", reply.entries ?? []],
  ].filter(([, told]) => told.length);
  if (!rows.length) return null;
  const list = rows.flatMap(([key, told]) => [
    make("dt", { text: word(key, {}, tag) }), ...told.map((text) => make("dd", { text })),
  ]);
  return make("details", { class: "about" },
    make("summary", { text: word("about.title", {}, tag) }), make("dl", {}, ...list));
}

function sourceText(reply, tag) {
  const known = labels(reply);
  return (source) => {
    const name = source.label ?? known.get(source.id);
    return `${wordOr("source_kinds", source.kind, tag)}: ${name ? `${name} (${source.id})` : source.id}`;
  };
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
}

/**
 * Shows a new message from its beginning where it is taller than the list. Not by scrollIntoView: newer browsers let the
 * keyboard begin where that led, and the skip link would not be the first stop any more.
 */
function show(message) {
  const list = scroller.getBoundingClientRect();
  const box = message.getBoundingClientRect();
  scroller.scrollTop += box.height > list.height ? box.top - list.top : box.bottom - list.bottom;
}

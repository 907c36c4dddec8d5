// The conversation: what is typed and sent, what comes back, what goes wrong, and the language. Who is signed in, and how,
// is the business of the page around it (`chat.js`, `frame.js`), which hands in what to do then.

import { addReply, addSaid, addTrouble, clear, endWait, isFresh, wait } from "./messages.js";
import { ask, call, newKey } from "./stream.js";
import { choose, label, language, word } from "./words.js";

const KEPT = "saathi.language";
const at = (id) => document.getElementById(id);
const field = at("say");

// `wish` is the language that the person asked for by the switch; without one, each message's own words decide.
const state = { person: null, busy: false, wish: readWish(), turn: 0 };
const around = { renew: async () => false, signedOut: () => {}, switched: () => {} };

/**
 * Sets what the page around does: `renew()` gets a session where the old one is over and tells whether there is one;
 * `signedOut(trouble, again, say)` says that there is none; `switched()` hears that the language changed.
 */
export function startTalk(given) {
  Object.assign(around, given);
}

/** The language to begin with: the one asked for by the switch, or else the one given. */
export function firstLanguage(otherwise) {
  setLanguage(state.wish ?? otherwise);
}

/** Sets the language of the labels. */
export function setLanguage(tag) {
  choose(tag);
  document.documentElement.lang = language();
  label();
  for (const button of at("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language()));
  }
  around.switched();
}

/** Begins a conversation with a person, with a greeting; in `tag` where no language was asked for by the switch. */
export function begin(person, tag = person.language) {
  state.person = person;
  state.turn += 1;
  setBusy(false);
  if (!state.wish && tag) setLanguage(tag);
  clear();
  grow();
  return greet();
}

/** Ends the conversation and empties its list; what was not sent stays in the field. */
export function end() {
  state.person = null;
  state.turn += 1;
  setBusy(false);
  clear();
}

/** Lets the person go on: in the field, or where that would call up a keyboard over half the screen, in the list. */
export function takeFocus() {
  (window.matchMedia("(pointer: fine)").matches ? field : at("scroller")).focus();
}

/** Puts a message that was not taken back where it was typed, before anything typed since. */
export function keep(say) {
  if (say && !field.value.includes(say)) field.value = [say, field.value].filter(Boolean).join("\n");
  grow();
}

async function greet() {
  const turn = ++state.turn;
  try {
    const reply = await call("GET", `/api/greeting?language=${language()}`);
    if (turn !== state.turn) return;
    clear();
    tell(reply, greet);
  } catch (trouble) {
    if (turn === state.turn) report(trouble, greet);
  }
}

/** Sends a message; `shown` is what the list shows of it. */
function send(say, shown = say) {
  if (state.busy || !state.person) return false;
  addSaid(shown);
  attempt({ say, key: newKey(), wish: state.wish });
  return true;
}

async function attempt(message, renewed = false) {
  const turn = ++state.turn;
  setBusy(true);
  try {
    const reply = await ask({ ...message, onText: wait() });
    // What failed and was answered so is asked anew, as a turn of its own.
    if (turn === state.turn) tell(reply, () => attempt({ ...message, key: newKey() }));
  } catch (trouble) {
    if (turn !== state.turn) return;
    if (trouble.session && !renewed && await around.renew()) {
      if (turn === state.turn) await attempt(message, true);
    } else if (turn === state.turn) {
      report(trouble, () => attempt(message), message.say);
    }
  } finally {
    if (turn === state.turn) setBusy(false);
  }
}

/** Shows a reply; one that tells of a failure, with a button to try again. */
function tell(reply, again) {
  if (reply.outcome === "error") addTrouble(reply.text, { label: word("labels.retry"), act: again });
  else addReply(reply, send);
}

function report(trouble, again, say = "") {
  if (trouble.session) {
    around.signedOut(trouble, again, say);
  } else if (trouble.again ?? true) {
    // What is no Trouble is a fault of the page itself; its own words would help nobody.
    const sentence = trouble.again === undefined ? word("errors.server") : trouble.message;
    addTrouble(sentence, { label: word("labels.retry"), act: again });
  } else {
    addTrouble(trouble.message);
    keep(say);
  }
}

function setBusy(busy) {
  state.busy = busy;
  document.body.toggleAttribute("data-busy", busy);
  // Read-only and not disabled: a disabled field would lose the focus.
  field.readOnly = busy;
  at("send").setAttribute("aria-disabled", String(busy));
  if (!busy) endWait();
}

function submit() {
  const say = field.value.trim();
  if (say && send(say)) {
    field.value = "";
    grow();
  }
}

/** Lets the field grow with its text; the style sheet sets the most. */
function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

function readWish() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** Keeps to a language that the person asked for. */
export function wishFor(tag) {
  state.wish = tag;
  try {
    localStorage.setItem(KEPT, tag);
  } catch {
    // A browser that stores nothing forgets the choice with the page.
  }
  setLanguage(tag);
  if (state.person && isFresh() && !state.busy) greet();
}

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
field.addEventListener("input", grow);
// A press on the button leaves the focus, and a phone's keyboard, where it is.
at("send").addEventListener("pointerdown", (event) => event.preventDefault());
at("languages").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) wishFor(button.dataset.language);
});

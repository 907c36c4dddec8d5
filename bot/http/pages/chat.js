// The page of the chat: starts it, switches its views and its language, and sends what the person says.

import { addReply, addSaid, addTrouble, clear, endWait, isFresh, wait } from "./messages.js";
import { startPicker } from "./people.js";
import { ask, call, newKey } from "./stream.js";
import { choose, label, language, loadWords, site, word } from "./words.js";

const KEPT = "saathi.language";
const at = (id) => document.getElementById(id);
const field = at("say");

// `wish` is the language that the person asked for by the switch; without one, each message's own words decide.
const state = { person: null, busy: false, wish: readWish(), turn: 0 };

async function start() {
  at("broken").hidden = true;
  try {
    await loadWords();
  } catch {
    at("broken").hidden = false;
    return;
  }
  setLanguage(state.wish ?? navigator.language);
  try {
    enter((await call("GET", "/api/me")).person);
  } catch (trouble) {
    if (trouble.session) showPicker();
    else at("broken").hidden = false;
  }
}

function setLanguage(tag) {
  choose(tag);
  document.documentElement.lang = language();
  label();
  for (const button of at("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language()));
  }
  at("tenant").textContent = site().tenant;
  at("leave").textContent = word(site().pick_person ? "labels.change_person" : "labels.leave");
  document.title = [word("labels.name"), site().tenant].filter(Boolean).join(" · ");
}

function view(name) {
  for (const each of ["closed", "picker", "talk"]) at(each).hidden = each !== name;
  at("who").hidden = name !== "talk";
  at("skip").hidden = name !== "talk";
  document.body.dataset.view = name;
}

function showPicker() {
  state.person = null;
  state.turn += 1;
  setBusy(false);
  clear();
  if (!site().pick_person) {
    view("closed");
    return;
  }
  view("picker");
  at("picker-search").value = "";
  startPicker(pick);
}

async function pick(card) {
  try {
    enter((await call("POST", "/api/session", { as: card.id })).person);
    // On a touch screen the field would call up the keyboard.
    (window.matchMedia("(pointer: fine)").matches ? field : at("scroller")).focus();
  } catch (trouble) {
    at("picker-count").textContent = trouble.message;
  }
}

function enter(person) {
  state.person = person;
  if (!state.wish && person.language) setLanguage(person.language);
  at("who-name").textContent = person.name;
  at("who-position").textContent = person.position;
  clear();
  view("talk");
  grow();
  greet();
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

async function attempt(message) {
  const turn = ++state.turn;
  setBusy(true);
  try {
    const reply = await ask({ ...message, onText: wait() });
    // What failed and was answered so is asked anew, as a turn of its own.
    if (turn === state.turn) tell(reply, () => attempt({ ...message, key: newKey() }));
  } catch (trouble) {
    if (turn === state.turn) report(trouble, () => attempt(message), message.say);
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
    addTrouble(trouble.message, { label: word("errors.sign_in"), act: () => signIn(say) });
  } else if (trouble.again ?? true) {
    // What is no Trouble is a fault of the page itself; its own words would help nobody.
    const sentence = trouble.again === undefined ? word("errors.server") : trouble.message;
    addTrouble(sentence, { label: word("labels.retry"), act: again });
  } else {
    addTrouble(trouble.message);
    keep(say);
  }
}

function signIn(say) {
  keep(say);
  showPicker();
  at("picker-title").focus();
}

/** Puts a message that was not taken back where it was typed, before anything typed since. */
function keep(say) {
  if (say && !field.value.includes(say)) field.value = [say, field.value].filter(Boolean).join("\n");
  grow();
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

function wishFor(tag) {
  state.wish = tag;
  try {
    localStorage.setItem(KEPT, tag);
  } catch {
    // A browser that stores nothing forgets the choice with the page.
  }
  setLanguage(tag);
  if (document.body.dataset.view === "picker") startPicker(pick);
  if (document.body.dataset.view === "talk" && isFresh() && !state.busy) greet();
}

async function leave() {
  try {
    await call("DELETE", "/api/session");
    showPicker();
    at("picker-title").focus();
  } catch (trouble) {
    addTrouble(trouble.message, { label: word("labels.retry"), act: leave });
  }
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
at("leave").addEventListener("click", leave);
at("reload").addEventListener("click", start);
start();

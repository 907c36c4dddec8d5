// The page of the chat: starts it, switches its views, and says who is talking.

import { addTrouble } from "./messages.js";
import { startPicker } from "./people.js";
import { endPhones, startPhones } from "./phones.js";
import { call } from "./stream.js";
import { begin, end, firstLanguage, keep, startTalk, takeFocus } from "./talk.js";
import { loadWords, site, word } from "./words.js";

const at = (id) => document.getElementById(id);

async function start() {
  at("broken").hidden = true;
  try {
    await loadWords();
  } catch {
    at("broken").hidden = false;
    return;
  }
  firstLanguage(navigator.language);
  try {
    enter((await call("GET", "/api/me")).person);
  } catch (trouble) {
    if (trouble.session) showPicker();
    else at("broken").hidden = false;
  }
}

/** Words that are not in the page's frame by themselves. */
function switched() {
  at("tenant").textContent = site().tenant;
  at("leave").textContent = word(site().pick_person ? "labels.change_person" : "labels.leave");
  document.title = [word("labels.name"), site().tenant].filter(Boolean).join(" · ");
  if (document.body.dataset.view === "picker") startPicker(pick);
}

function view(name) {
  for (const each of ["closed", "picker", "talk"]) at(each).hidden = each !== name;
  at("who").hidden = name !== "talk";
  at("skip").hidden = name !== "talk";
  document.body.dataset.view = name;
}

function showPicker() {
  end();
  endPhones();
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
    takeFocus();
  } catch (trouble) {
    at("picker-count").textContent = trouble.message;
  }
}

function enter(person) {
  at("who-name").textContent = person.name;
  at("who-position").textContent = person.position;
  view("talk");
  begin(person);
  startPhones();
}

function signedOut(trouble, _again, say) {
  addTrouble(trouble.message, { label: word("errors.sign_in"), act: () => signIn(say) });
}

function signIn(say) {
  keep(say);
  showPicker();
  at("picker-title").focus();
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

startTalk({ signedOut, switched });
at("leave").addEventListener("click", leave);
at("reload").addEventListener("click", start);
start();

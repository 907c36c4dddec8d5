// The page of the chat: starts it, switches its views, and says who is talking.

import { addTrouble } from "./messages.js";
import { startPicker } from "./people.js";
import { endPhones, startPhones } from "./phones.js";
import { call } from "./stream.js";
import { begin, end, firstLanguage, keep, startTalk, takeFocus } from "./talk.js";
import * as unsent from "./unsent.js";
import { language, loadWords, site, word } from "./words.js";

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
  offerSignIn();
  document.title = [word("labels.name"), site().tenant].filter(Boolean).join(" · ");
  if (document.body.dataset.view === "picker") startPicker(pick);
}

/** What stands where nobody is signed in, and the way in where there is one. */
function offerSignIn() {
  const name = site().sign_in;
  at("closed-text").textContent = word(name === null ? "picker.closed" : "sign_in.closed");
  at("closed-way").hidden = name === null;
  if (name === null) return;
  at("sign-in").textContent = word(name ? "sign_in.with" : "sign_in.plain", { name });
  at("sign-in").href = `/auth/login?language=${language()}`;
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

function focusWayIn() {
  at(site().pick_person ? "picker-title" : "sign-in").focus();
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
  at("to-insights").hidden = !person.insights;
  view("talk");
  keep(unsent.taken(person.id));
  keepAsked();
  begin(person);
  startPhones();
}

/** A question that another page handed over in the address: it stands in the field, to be sent or changed. */
function keepAsked() {
  const asked = new URLSearchParams(location.search).get("say");
  if (!asked) return;
  keep(asked.slice(0, 2000));
  history.replaceState(null, "", location.pathname);
}

function signedOut(trouble, _again, say) {
  addTrouble(trouble.message, { label: word("errors.sign_in"), act: () => signIn(say) });
}

function signIn(say) {
  keep(say);
  showPicker();
  focusWayIn();
}

async function leave() {
  try {
    const away = site().sign_in !== null && (await call("POST", "/auth/logout", {})).address;
    if (away) return void location.assign(away);
    if (site().sign_in === null) await call("DELETE", "/api/session");
    showPicker();
    focusWayIn();
  } catch (trouble) {
    addTrouble(trouble.message, { label: word("labels.retry"), act: leave });
  }
}

startTalk({ signedOut, switched });
at("sign-in").addEventListener("click", () => unsent.keep());
at("leave").addEventListener("click", leave);
at("reload").addEventListener("click", start);
start();

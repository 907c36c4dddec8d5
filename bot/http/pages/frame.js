// The page in the widget's frame. It speaks with the portal's page around it (hello, open, token, leave from there; ready,
// token, close to there), and with nobody whom the server does not name. The session that the portal's token opens is
// kept for this tab alone, and ends where the portal no longer says that it is the same person.

import { paint } from "./look.js";
import { addTrouble } from "./messages.js";
import { endPhones, startPhones } from "./phones.js";
import { call, Trouble, useBearer } from "./stream.js";
import { begin, end, firstLanguage, startTalk, takeFocus, wishFor } from "./talk.js";
import { loadWords, site, word } from "./words.js";

const PORTAL_MS = 25000;
const KEPT = "saathi.session";
const HEARD = { hello, leave, open, token };
const at = (id) => document.getElementById(id);
const origins = document.querySelector("meta[name=saathi-origins]").content.split(" ").filter(Boolean);

// `focuses` says that who opened this is to go on in it; `asked` awaits the portal's token; `lost` is why there was none;
// `language` is that of the portal's page, `chosen` whether the portal asked for it or it is only there.
const state = { host: null, focuses: false, entering: false, person: null, session: kept(), asked: null, lost: null };
const words = loadWords().then(() => true, () => false);

function tell(saathi) {
  if (state.host) window.parent.postMessage({ saathi }, state.host);
}

async function hello(said, from) {
  state.host = from;
  paint(said);
  if (!(await words)) {
    at("broken").hidden = false;
  } else if (!state.language) {
    firstLanguage(said.language);
  } else if (state.language !== said.language) {
    wishFor(said.language);
  }
  Object.assign(state, { language: String(said.language), chosen: said.chosen === true });
  tell("ready");
}

async function open(said) {
  state.focuses = said.focuses !== false;
  if (!(await words)) return;
  if (state.person) focusIn();
  else if (!state.entering) await enter();
}

/** Takes in the portal's answer: a token, or why there is none. */
function token(said) {
  const asked = state.asked;
  state.asked = null;
  if (!asked) return;
  if (typeof said.token === "string") asked.take(said.token);
  else if (said.trouble === "signed_out") asked.refuse(new Trouble(word("frame.signed_out"), { status: 401 }));
  else asked.refuse(new Trouble(word("frame.no_word")));
}

/** The person has left the portal, so they leave here too. */
async function leave() {
  await forget();
  notice(word("frame.left"), enter);
}

/** Asks the portal who this is and begins to talk with them. */
async function enter() {
  state.entering = true;
  notice(word("frame.entering"));
  try {
    arrive(await vouched());
  } catch (trouble) {
    if (trouble.session) await forget();
    notice(trouble.again === undefined ? word("errors.server") : trouble.message, enter);
  } finally {
    state.entering = false;
  }
  focusIn();
}

function arrive(person) {
  state.person = person;
  at("who-name").textContent = person.name;
  view("talk");
  begin(person, state.chosen ? null : person.language);
  startPhones();
}

/** The person for whom the portal vouches, with a session of theirs. */
async function vouched() {
  useBearer(state.session);
  const given = await askPortal();
  const { session, person } = await call("POST", "/api/widget/session", { token: given, origin: state.host });
  keepSession(session);
  return person;
}

function askPortal() {
  return new Promise((take, refuse) => {
    const asked = { take, refuse };
    state.asked = asked;
    tell("token");
    setTimeout(() => {
      if (state.asked === asked) token({ trouble: "silent" });
    }, PORTAL_MS);
  });
}

/** Gets a new session where the old one is over. Another person begins anew, and what this one said is not sent. */
async function renew() {
  try {
    const person = await vouched();
    if (person.id === state.person?.id) return true;
    arrive(person);
  } catch (trouble) {
    state.lost = trouble;
  }
  return false;
}

function signedOut(trouble, again) {
  addTrouble((state.lost ?? trouble).message, { label: word("labels.retry"), act: again });
  state.lost = null;
}

/** Ends the session and empties the page. */
async function forget() {
  state.person = null;
  at("who-name").textContent = "";
  end();
  endPhones();
  if (state.session) await call("DELETE", "/api/session").catch(() => {});
  keepSession(null);
}

function kept() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keepSession(session) {
  state.session = session;
  useBearer(session);
  try {
    if (session) sessionStorage.setItem(KEPT, session);
    else sessionStorage.removeItem(KEPT);
  } catch {
    // A browser that stores nothing in frames: the page itself still holds the session.
  }
}

function view(name) {
  for (const each of ["notice", "talk"]) at(each).hidden = each !== name;
}

function notice(sentence, again) {
  at("notice-text").textContent = sentence;
  at("again").hidden = !again;
  at("again").onclick = again ?? null;
  view("notice");
}

function focusIn() {
  if (!state.focuses) return;
  if (!at("talk").hidden) takeFocus();
  else if (!at("again").hidden) at("again").focus();
}

function switched() {
  document.title = [word("labels.name"), site().tenant].filter(Boolean).join(" · ");
}

window.addEventListener("message", ({ source, origin, data }) => {
  if (source !== window.parent || !origins.includes(origin) || (state.host ?? origin) !== origin) return;
  if (typeof data === "object" && data !== null && Object.hasOwn(HEARD, data.saathi)) HEARD[data.saathi](data, origin);
});
document.addEventListener("keydown", (event) => {
  // In a dialog of the frame it closes that, and nothing more.
  if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open]")) tell("close");
});
at("shut").addEventListener("click", () => tell("close"));
at("reload").addEventListener("click", () => window.location.reload());
startTalk({ renew, signedOut, switched });
if (window.parent === window) {
  words.then((are) => {
    at("shut").hidden = true;
    if (!are) at("broken").hidden = false;
    else firstLanguage(navigator.language);
    if (are) notice(word("frame.alone"));
  });
}

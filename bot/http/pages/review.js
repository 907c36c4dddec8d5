// The page of the review list: what people said of answers, how it was understood, and what is learned of it.

import { card } from "./cases.js";
import { make } from "./dom.js";
import { at, openPage } from "./shell.js";
import { call } from "./stream.js";
import { language, languageName, word, wordOr } from "./words.js";

const state = { choices: null, last: null, asked: 0 };

async function start() {
  try {
    state.choices = await call("GET", "/api/review/choices");
  } catch (trouble) {
    refuse(trouble);
    return;
  }
  at("list").hidden = false;
  fillFilters();
  await load();
}

/** Says why there is no list: nobody is signed in, or not somebody who may see it. */
function refuse(trouble) {
  at("closed-why").textContent = trouble.message;
  at("closed-sign-in").hidden = !trouble.session;
  at("closed").hidden = false;
  at("list").hidden = true;
}

function fillFilters() {
  const any = ["", word("review.any")];
  const kinds = ["down", "meant", "up"].map((kind) => [kind, word(`review.kind_${kind}`)]);
  fill("kind", [["", word("review.kind_")], ...kinds]);
  fill("state", ["open", "learned", "dismissed", "all"].map((each) => [each, word(`review.state_${each}`)]));
  fill("tool", [any, ...state.choices.tools.map((tool) => [tool, wordOr("wishes", tool)])]);
  fill("written", [any, ...state.choices.languages.map((tag) => [tag, tag.length > 3 ? tag : languageName(tag)])]);
}

function fill(id, pairs) {
  const chosen = at(id).value;
  at(id).replaceChildren(...pairs.map(([value, text]) => make("option", { value, text })));
  if (pairs.some(([value]) => value === chosen)) at(id).value = chosen;
}

/** Loads the cases that the filters ask for; `older`: those after the last one shown. */
async function load(older = false) {
  const asked = ++state.asked;
  at("count").textContent = word("review.loading");
  const query = new URLSearchParams({ language: language(), state: at("state").value });
  for (const id of ["kind", "tool", "written"]) if (at(id).value) query.set(id, at(id).value);
  if (older && state.last) query.set("before", state.last);
  let found;
  try {
    found = await call("GET", `/api/review?${query}`);
  } catch (trouble) {
    if (asked !== state.asked) return;
    if (trouble.session || trouble.status === 403) refuse(trouble);
    else at("count").textContent = trouble.message;
    return;
  }
  if (asked !== state.asked) return;
  const items = found.cases.map((each) => make("li", {}, card(each, state.choices, tellOpen)));
  if (older) at("cases").append(...items);
  else at("cases").replaceChildren(...items);
  if (older) items[0]?.querySelector("h2")?.focus();
  state.last = found.cases.at(-1)?.id ?? state.last;
  at("more").hidden = !found.more;
  const any = at("cases").children.length > 0;
  at("count").textContent = any ? word("review.count", { count: found.open }) : word("review.none");
}

/** Counts the open cases anew after one changed; the list stays as it is, so that the change can be undone. */
async function tellOpen() {
  try {
    const { open } = await call("GET", "/api/review?state=open");
    at("count").textContent = word("review.count", { count: open });
  } catch {
    // The count is told anew with the next list.
  }
}

at("filters").addEventListener("change", () => load());
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("more").addEventListener("click", () => load(true));
openPage("review.title", start, () => {
  if (!state.choices) return;
  fillFilters();
  load();
});

// The page of drafts: the authors' work list, and one draft that is decided line by line. The address says which.

import { make } from "./dom.js";
import { field, form, input, Names } from "./drafts_forms.js";
import { accountOf, askForm } from "./drafts_items.js";
import { focusNext, showDraft } from "./drafts_one.js";
import { kindName, officials, said, sure, when } from "./drafts_told.js";
import { at, onAddress, openPage } from "./shell.js";
import { call } from "./stream.js";
import { language, number, site, word } from "./words.js";

const STATES = ["open", "submitted", "approved", "withdrawn"];
const KINDS = ["position", "course", "items"];
const TITLE = 300;
const DESCRIPTION = 20000;
const PAUSE_MS = 300;
const goneTo = onAddress(() => load(true));
const state = { asked: 0, shown: 0, list: "/drafts", last: null, timer: null };
const desk = { draft: null, choices: null, names: null, decide, add, rest, step };

async function begin() {
  tellLoading("drafts.loading");
  await choose();
  if (desk.choices) await load(false);
}

/** Loads what may be chosen, in the reader's language; refuses whoever is no author. */
async function choose() {
  try {
    desk.choices = await call("GET", `/api/drafts/choices?language=${language()}`);
  } catch (trouble) {
    refuse(trouble);
    return;
  }
  desk.names = new Names(at("lists"), desk.choices);
  fillNew(asked());
  fillItems();
}

/** The form for questions by a model, where one is set up. */
function fillItems() {
  const courses = desk.choices.courses ?? [];
  at("ask-items").hidden = !courses.length;
  at("items-form").replaceChildren(...(courses.length ? [askForm(courses, (found) => {
    at("ask-items").open = false;
    goneTo(`/drafts?draft=${encodeURIComponent(found.id)}`);
    take(found, true);
    at("title").focus();
    tell(accountOf(found.drafting));
  })] : []));
}

function refuse(trouble) {
  tellLoading(null);
  at("closed-why").textContent = trouble.message;
  at("closed-sign-in").hidden = !trouble.session;
  at("closed-list").hidden = trouble.status !== 404;
  at("closed").hidden = false;
  at("list").hidden = true;
  at("one").hidden = true;
}

function tellLoading(key) {
  at("loading").textContent = key ? word(key) : "";
}

/** What the address asks for. */
function asked() {
  const given = new URLSearchParams(location.search);
  return { draft: given.get("draft"), state: [...STATES, "all"].find((each) => each === given.get("state")) ?? "open",
    kind: KINDS.find((each) => each === given.get("kind")) ?? "", q: given.get("q") ?? "",
    position: given.get("position"), title: given.get("title") };
}

function go(address) {
  goneTo(address);
  return load(true);
}

async function load(focus) {
  clearTimeout(state.timer);
  const { draft } = asked();
  if (draft) await loadDraft(draft, focus);
  else await loadList(focus);
}

// ---- the list

async function loadList(focus) {
  state.list = `/drafts${location.search}`;
  fillFilters();
  await loadEntries(0);
  title(null);
  if (focus) (at("entries").querySelector(`[data-draft="${CSS.escape(state.last ?? "")}"] a`) ?? at("main")).focus();
}

function fillFilters(counts) {
  const wanted = asked();
  const counted = (each) => (counts && each in counts ? word("drafts.counted", { name: word(`drafts.state_${each}`),
    n: number(counts[each]) }) : word(`drafts.state_${each}`));
  fill("state", [...STATES, "all"].map((each) => [each, counted(each)]), wanted.state);
  fill("kind", [["", word("drafts.any")], ...KINDS.map((each) => [each, kindName(each)])], wanted.kind);
  if (document.activeElement !== at("q")) at("q").value = wanted.q;
}

function fill(id, pairs, chosen) {
  at(id).replaceChildren(...pairs.map(([value, text]) => make("option", { value, text })));
  at(id).value = chosen;
}

/** Loads entries of the list; `skip`: those after so many. */
async function loadEntries(skip) {
  const mine = ++state.asked;
  const wanted = asked();
  const query = new URLSearchParams({ state: wanted.state, q: wanted.q, skip, language: language() });
  if (wanted.kind) query.set("kind", wanted.kind);
  at("count").textContent = word("drafts.loading");
  let found;
  try {
    found = await call("GET", `/api/drafts?${query}`);
  } catch (trouble) {
    if (mine !== state.asked) return;
    if (trouble.session || trouble.status === 403) {
      refuse(trouble);
      return;
    }
    show("list");
    at("count").textContent = trouble.message;
    return;
  }
  if (mine !== state.asked) return;
  show("list");
  const items = found.drafts.map(entry);
  if (skip) at("entries").append(...items);
  else at("entries").replaceChildren(...items);
  if (skip) items[0]?.querySelector("a")?.focus();
  state.shown = at("entries").children.length;
  at("more").hidden = !found.more;
  at("order").hidden = !state.shown;
  fillFilters(found.counts);
  at("count").textContent = state.shown ? word(found.more ? "drafts.count_more" : "drafts.count", {
    n: number(state.shown) }) : word(wanted.q || wanted.kind || wanted.state !== "open" ? "drafts.none_such"
    : "drafts.none");
}

function show(id) {
  tellLoading(null);
  at("closed").hidden = true;
  for (const each of ["list", "one"]) at(each).hidden = each !== id;
}

function entry(each) {
  const told = [kindName(each.kind), each.place].filter(Boolean);
  const waits = each.state !== "open" ? word(`drafts.is_${each.state}`) : word(each.waiting ? "drafts.entry_waits"
    : "drafts.entry_done", { n: number(each.waiting), all: number(each.lines) });
  const made = word(each.made_by ? "drafts.made_by" : "drafts.made", {
    by: each.made_by, day: when(each.made_at, false) });
  return make("li", { class: "entry", "data-draft": each.id },
    make("p", { class: "facts" }, ...told.map((text) => said("span", text))),
    make("h2", {}, make("a", { href: `/drafts?draft=${encodeURIComponent(each.id)}`, "data-open": each.id },
      said("span", each.title))),
    make("ul", { class: "weights" },
      make("li", { text: officials(each) }),
      make("li", { text: each.certainty ? sure(each.certainty) : word("drafts.sure_none") }),
      make("li", { text: waits })),
    make("p", { class: "soft made", text: `${made} · ${word("drafts.version", { version: each.version })}` }));
}

/** The form by which a post is drafted; open where the address says which. */
function fillNew({ position = null, title = null } = {}) {
  const known = desk.names.chooser("positions", position, false);
  const name = input((title ?? "").slice(0, TITLE), TITLE);
  const place = desk.names.chooser("organisations", null, false);
  const work = make("textarea", { rows: 6, maxlength: DESCRIPTION });
  const own = [field("drafts.new_title", name), field("drafts.new_place", place.control, "drafts.competency_hint")];
  const told = make("p", { class: "told", role: "status" });
  const suit = () => {
    for (const each of own) {
      each.hidden = known.id() !== null;
      each.querySelector("input").disabled = each.hidden;
    }
  };
  known.control.addEventListener("input", suit);
  suit();
  const made = form({ label: word("drafts.make"), fields: [
    field("drafts.new_known", known.control, "drafts.new_known_hint"), ...own,
    field("drafts.new_work", work, "drafts.new_work_hint"), told],
  send: async () => {
    const position = known.id();
    told.removeAttribute("data-trouble");
    told.textContent = word("drafts.making");
    try {
      const body = { position, title: position ? null : name.value, place: position ? null : place.id(),
        description: work.value };
      const found = await call("POST", `/api/drafts?language=${language()}`, body);
      told.textContent = "";
      at("new").open = false;
      fillNew();
      goneTo(`/drafts?draft=${encodeURIComponent(found.id)}`);
      take(found, true);
      at("title").focus();
      tell(word(found.again ? "drafts.again" : "drafts.done_made"));
    } catch (trouble) {
      told.textContent = trouble.message;
      told.setAttribute("data-trouble", "");
    }
  } });
  at("new-form").replaceChildren(made);
  if (known.id() || title) at("new").open = true;
}

// ---- one draft

async function loadDraft(id, focus) {
  const mine = ++state.asked;
  if (!desk.draft || desk.draft.id !== id) tellLoading("drafts.loading");
  let found;
  try {
    found = await call("GET", `/api/drafts/${encodeURIComponent(id)}?language=${language()}`);
  } catch (trouble) {
    if (mine === state.asked) refuse(trouble);
    return;
  }
  if (mine !== state.asked) return;
  take(found, true);
  tell("");
  if (focus) at("title").focus();
}

/** Shows a draft as the server gave it. */
function take(found, isOther = found.id !== desk.draft?.id) {
  desk.draft = found;
  state.last = found.id;
  show("one");
  at("to-list").href = state.list;
  showDraft(desk, isOther);
  title(found.title);
}

function title(of) {
  document.title = [of, word("drafts.title"), site().tenant].filter(Boolean).join(" · ");
}

function tell(text, trouble = false) {
  at("told").toggleAttribute("data-trouble", trouble);
  at("told").textContent = text;
}

/** Does something with the draft; gives whether it was done. What is refused is said, and the draft read anew. */
async function act(address, body, done) {
  const { id } = desk.draft;
  tell(word("drafts.saving"));
  let found;
  try {
    found = await call("POST", `/api/drafts/${encodeURIComponent(id)}/${address}?language=${language()}`, body);
  } catch (trouble) {
    if (trouble.session || trouble.status === 403) refuse(trouble);
    else tell(trouble.message, true);
    if ([404, 422].includes(trouble.status)) await refresh(id);
    return null;
  }
  // Somebody went on to another one meanwhile.
  if (desk.draft.id !== id || at("one").hidden) return null;
  take(found);
  tell(word(found.taking_effect ? `${done}_soon` : done, { n: number(found.undecided) }));
  return found;
}

/** Reads the draft anew: somebody else may have been at it. */
async function refresh(id) {
  try {
    const found = await call("GET", `/api/drafts/${encodeURIComponent(id)}?language=${language()}`);
    if (desk.draft.id === id && !at("one").hidden) take(found);
  } catch {
    // What was refused is said already.
  }
}

async function decide(line, verdict, body, reason) {
  const found = await act(`lines/${encodeURIComponent(line)}`, { verdict, body, reason }, `drafts.done_${verdict}`);
  if (!found) return;
  if (verdict === "open") at("groups").querySelector(`[data-line="${CSS.escape(line)}"]`)?.focus();
  else focusNext(desk, line);
}

async function add(body) {
  const before = new Set(desk.draft.lines.map((each) => each.line));
  const found = await act("lines", body, "drafts.done_added");
  const added = found?.lines.find((each) => !before.has(each.line));
  if (added) at("groups").querySelector(`[data-line="${CSS.escape(added.line)}"]`)?.focus();
  return Boolean(found);
}

async function rest() {
  const found = await act("rest", {}, "drafts.done_rest");
  if (found) at("waiting").focus();
  return Boolean(found);
}

async function step(what, reason) {
  const found = await act(what, { reason }, `drafts.done_${what}`);
  if (found) at("waiting").focus();
  return Boolean(found);
}

at("filters").addEventListener("submit", (event) => event.preventDefault());
at("filters").addEventListener("change", (event) => {
  if (event.target.id !== "q") narrow();
});
at("q").addEventListener("input", () => {
  clearTimeout(state.timer);
  state.timer = setTimeout(narrow, PAUSE_MS);
});

/** Shows what the filters ask for, and puts it into the address. */
function narrow() {
  const query = new URLSearchParams({ state: at("state").value });
  if (at("kind").value) query.set("kind", at("kind").value);
  if (at("q").value.trim()) query.set("q", at("q").value.trim());
  goneTo(`/drafts?${query}`);
  state.list = `/drafts?${query}`;
  loadEntries(0);
}

at("more").addEventListener("click", () => loadEntries(state.shown));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-open], #to-list");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
openPage("drafts.title", begin, async () => {
  if (!desk.choices) return;
  await choose();
  await load(false);
});

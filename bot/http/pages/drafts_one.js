// One draft in full: what it is of, its lines, what may be added, what changed between versions, and who did what.

import { make } from "./dom.js";
import { bodyFields, field, form, openForm, select } from "./drafts_forms.js";
import { lineBox, signature } from "./drafts_lines.js";
import { kindName, officials, percent, said, sure, TYPES, waiting, when } from "./drafts_told.js";
import { at } from "./shell.js";
import { call } from "./stream.js";
import { table } from "./table.js";
import { language, number, word } from "./words.js";

// So much of a history is shown at a time.
const PAST = 25;
const SECTIONS = { position: ["works", ...TYPES, "other"], course: ["tag"], items: ["item"] };
// What needs a reason, and what is asked twice since much hangs on it.
const REASONED = ["return", "withdraw", "revoke"];
const ASKED = ["approve"];
const FIRST = ["submit", "approve"];
let shape = "";

/** Shows a draft. Lines that did not change keep their elements, with what somebody is writing in them. */
export function showDraft(desk, isOther) {
  const { draft } = desk;
  at("title").replaceChildren(said("span", draft.title));
  at("facts").replaceChildren(...[kindName(draft.kind), draft.place, officials(draft),
    draft.certainty ? sure(draft.certainty) : null].filter(Boolean).map((text) => said("span", text)));
  at("stand").textContent = standing(draft);
  at("described").hidden = !draft.description;
  at("description").replaceChildren(said("span", draft.description));
  showHints(draft);
  showUnmet(desk);
  showLines(desk, isOther);
  showHistory(draft, PAST);
  // a question comes from a passage: nobody adds one by hand
  at("add").hidden = !draft.may.includes("decide") || draft.kind === "items";
  if (isOther) {
    for (const id of ["described", "add", "compare", "history"]) at(id).open = false;
    at("step-form").replaceChildren();
    fillAdd(desk);
  } else {
    keepRoles(desk);
  }
  fillCompare(desk);
  showSteps(desk);
}

function standing(draft) {
  const made = word(draft.made_by ? "drafts.made_by" : "drafts.made", {
    by: draft.made_by, day: when(draft.made_at, false) });
  const state = draft.state !== "open" && draft.state_at ? word("drafts.stands", {
    state: word(`drafts.state_${draft.state}`), by: draft.state_by, day: when(draft.state_at, false) })
    : word(`drafts.state_${draft.state}`);
  return [state, made, word("drafts.version", { version: draft.version })].join(" · ");
}

function mapLink(id, text) {
  return make("a", { href: `/map?about=${encodeURIComponent(`position:${id}`)}`, text });
}

function showHints(draft) {
  const same = draft.same.length ? make("div", { class: "reuse" },
    make("p", {}, make("strong", { text: word("drafts.same") })), make("p", { text: word("drafts.same_why") }),
    make("ul", {}, ...draft.same.map((each) => make("li", {}, mapLink(each.id, each.title),
      ` · ${word(each.places === 1 ? "drafts.places_one" : "drafts.places", { n: number(each.places) })}`)))) : null;
  const near = draft.near.length ? make("p", { class: "near" }, `${word("drafts.near")} `,
    ...draft.near.flatMap((each, index) => [index ? ", " : "", mapLink(each.id, each.title),
      ` (${word("drafts.likeness", { percent: percent(each.likeness) })})`])) : null;
  const subject = draft.subject ? make("p", {}, `${word("drafts.subject")} `, draft.kind === "position"
    ? mapLink(draft.subject.id, draft.subject.label) : said("span", draft.subject.label)) : null;
  at("hints").replaceChildren(...[subject, same, near].filter(Boolean));
}

function showUnmet(desk) {
  const { unmet, may } = desk.draft;
  at("unmet").hidden = !unmet.length;
  at("unmet-list").replaceChildren(...unmet.map((sentence) => make("li", {}, said("q", sentence),
    may.includes("decide") ? make("button", { type: "button", "data-propose": true, text: word("drafts.propose"),
      "aria-label": `${word("drafts.propose")}: ${sentence}`, on: { click: () => propose(desk, sentence) } }) : null)));
}

function propose(desk, sentence) {
  at("add").open = true;
  fillAdd(desk, "new", { description: sentence }, true);
  at("add").scrollIntoView({ block: "start" });
}

// The lines

function sectionOf(each) {
  if (["tag", "item"].includes(each.kind)) return each.kind;
  if (each.kind !== "competency") return "works";
  return TYPES.includes(each.body.type) ? each.body.type : "other";
}

function showLines(desk, isOther) {
  const { draft } = desk;
  const now = JSON.stringify(draft.lines.map((each) => [each.line, each.under, sectionOf(each)]));
  const shown = isOther ? [] : [...at("groups").querySelectorAll("[data-line]")];
  const old = new Map(shown.map((box) => [box.dataset.line, box]));
  const boxes = new Map(draft.lines.map((each) => {
    const sign = signature(each, desk);
    const kept = old.get(each.line);
    if (kept?.sign === sign) return [each.line, kept];
    const made = Object.assign(lineBox(each, desk), { sign });
    if (kept?.querySelector("details.rests")?.open) made.querySelector("details.rests")?.setAttribute("open", "");
    if (kept && now === shape) kept.replaceWith(made);
    return [each.line, made];
  }));
  if (isOther || now !== shape) {
    const made = SECTIONS[draft.kind].map((name) => section(name, draft.lines, boxes));
    at("groups").replaceChildren(...made.filter(Boolean));
  }
  shape = now;
  const open = new Set(waiting(draft.lines).map((each) => each.line));
  for (const each of at("groups").children) {
    const own = draft.lines.filter((line) => sectionOf(line) === each.dataset.section);
    const left = own.filter((line) => open.has(line.line)).length;
    each.querySelector(".of-group").textContent = word(left ? "drafts.group_waits" : "drafts.group_done", {
      n: number(own.length), left: number(left) });
  }
}

function section(name, lines, boxes) {
  const own = lines.filter((each) => sectionOf(each) === name);
  if (!own.length) return null;
  const roles = new Set(own.filter((each) => each.kind === "role").map((each) => each.line));
  const items = own.filter((each) => !roles.has(each.under)).map((each) => {
    const below = own.filter((other) => other.under === each.line);
    return make("li", {}, boxes.get(each.line), below.length ? make("ul", { class: "below" },
      ...below.map((other) => make("li", {}, boxes.get(other.line)))) : null);
  });
  const id = `group-${name}`;
  return make("section", { class: "group", "data-section": name, "aria-labelledby": id },
    make("h3", { id, text: word(`drafts.group_${name}`) }), make("p", { class: "of-group soft" }),
    name === "item" ? make("p", { class: "soft", text: word("drafts.group_item_note") }) : null,
    make("ul", {}, ...items));
}

/** Puts the focus on the next line that waits, after a line or from the top; gives whether there is one. */
export function focusNext(desk, after) {
  const order = [...at("groups").querySelectorAll("[data-line]")];
  const open = new Set(waiting(desk.draft.lines).map((each) => each.line));
  const from = order.findIndex((box) => box.dataset.line === after) + 1;
  const next = [...order.slice(from), ...order.slice(0, from)].find((box) => open.has(box.dataset.line));
  (next ?? at("waiting")).focus();
  return Boolean(next);
}

// A line more

function fillAdd(desk, kind, body = {}, focus = false) {
  if (desk.draft.kind === "items") return;
  const kinds = desk.draft.kind === "course" ? ["tag"] : ["competency", "new", "role", "activity"];
  const chosen = kind ?? kinds[0];
  const which = select(kinds.map((each) => [each, word(`drafts.line_${each}`)]), chosen);
  which.addEventListener("change", () => {
    fillAdd(desk, which.value);
    at("add-form").querySelector("select").focus();
  });
  const roles = select(rolesOf(desk.draft), body.under);
  roles.classList.add("roles");
  const { fields, read } = bodyFields(chosen, body, desk);
  const made = form({ reason: "free", label: word("drafts.add_it"),
    fields: [...(kinds.length > 1 ? [field("drafts.line_kind", which)] : []),
      ...(chosen === "activity" ? [field("drafts.under", roles)] : []), ...fields],
    send: async (reason) => {
      const sent = { kind: chosen === "new" ? "competency" : chosen, under: chosen === "activity" ? roles.value : null,
        body: read(), reason };
      if (await desk.add(sent)) fillAdd(desk, chosen);
    } });
  if (chosen === "activity" && !roles.options.length) {
    made.replaceChildren(field("drafts.line_kind", which), make("p", { text: word("drafts.no_roles") }));
  }
  at("add-form").replaceChildren(made);
  if (focus) made.querySelector("input").focus();
}

function rolesOf(draft) {
  return draft.lines.filter((each) => each.kind === "role" && each.verdict !== "rejected")
    .map((each) => [each.line, each.body.title]);
}

/** The roles to choose from as they are now, in a form that somebody may be writing in. */
function keepRoles({ draft }) {
  const roles = at("add-form").querySelector("select.roles");
  if (!roles) return;
  const chosen = roles.value;
  roles.replaceChildren(...rolesOf(draft).map(([value, text]) => make("option", { value, text })));
  roles.value = chosen;
}

// Versions and history

function fillCompare({ draft }) {
  const versions = draft.versions.map((each) => [String(each.version), word("drafts.version_of", {
    version: each.version, day: when(each.at) })]);
  const key = JSON.stringify([draft.id, versions]);
  if (at("compare-box").dataset.key === key) return;
  at("compare-box").dataset.key = key;
  if (versions.length < 2) {
    at("compare-box").replaceChildren(make("p", { class: "soft", text: word("drafts.one_version") }));
    return;
  }
  const before = select(versions, versions.at(-2)[0]);
  const after = select(versions, versions.at(-1)[0]);
  const told = make("div", { "aria-live": "polite" });
  const made = form({ fields: [field("drafts.before", before), field("drafts.after", after)],
    label: word("drafts.compare_it"), send: async () => {
      const query = new URLSearchParams({ before: before.value, after: after.value, language: language() });
      try {
        const found = await call("GET", `/api/drafts/${encodeURIComponent(draft.id)}/versions?${query}`);
        told.replaceChildren(differences(found.differences));
      } catch (trouble) {
        told.replaceChildren(make("p", { class: "trouble-said", text: trouble.message }));
      }
    } });
  at("compare-box").replaceChildren(made, told);
}

function differences(found) {
  if (!found.length) return make("p", { text: word("drafts.no_differences") });
  const side = (label, verdict) => (verdict === null ? word("drafts.not_there") : word("drafts.side", {
    verdict: word(`drafts.verdict_${verdict}`), label: label ?? "" }));
  return table({ title: word("drafts.differences"), columns: [{ id: "kind", label: word("drafts.line_kind") },
    { id: "before", label: word("drafts.before") }, { id: "after", label: word("drafts.after") }],
  rows: found.map((each) => [word(`drafts.line_${each.kind}`), side(each.before, each.verdict_before),
    side(each.after, each.verdict_after)]) }, language());
}

function showHistory(draft, many) {
  const past = [...draft.history].reverse();
  at("history-list").replaceChildren(...past.slice(0, many).map((each) => make("li", {},
    make("span", { class: "soft", text: when(each.at) }), " ", happened(each))));
  at("older").hidden = past.length <= many;
  at("older").onclick = () => {
    showHistory(draft, many + PAST);
    const first = at("history-list").children[many];
    first?.setAttribute("tabindex", "-1");
    first?.focus();
  };
}

function happened({ did, by, label, before, after, reason, version }) {
  const facts = { by: by || word("drafts.saathi"), label, before, after, version };
  const key = did === "changed" && before === after ? "changed_else" : did;
  return make("span", {}, word(`drafts.did_${key}`, facts),
    ...(reason ? [` ${word("drafts.reason")}: `, said("q", reason)] : []));
}

// What may be done with all of it

/** Shows how many lines wait and what may be done; a form for it that is open stays while it may be done. */
export function showSteps(desk) {
  const { draft } = desk;
  const left = draft.undecided;
  const all = draft.lines.length;
  at("waiting").textContent = draft.state !== "open" ? word(`drafts.is_${draft.state}`)
    : word(left ? (left === 1 ? "drafts.waits_one" : "drafts.waits") : "drafts.waits_none", {
      n: number(left), all: number(all) });
  at("why-not").textContent = draft.why_not;
  const rest = draft.may.includes("decide") && left ? stepButton("rest",
    word(left === 1 ? "drafts.rest_one" : "drafts.rest", { n: number(left) }), () => askStep("rest", desk)) : null;
  const steps = draft.may.filter((each) => each !== "decide").sort((one, other) => FIRST.includes(other)
    - FIRST.includes(one)).map((each) => stepButton(each, word(`drafts.step_${each}`),
    () => (REASONED.includes(each) || ASKED.includes(each) ? askStep(each, desk) : desk.step(each, "")),
    FIRST.includes(each) && !left ? "primary" : ""));
  at("acts").replaceChildren(...[rest, ...steps].filter(Boolean));
  const asked = at("step-form").dataset.step;
  if (asked !== "rest" && !draft.may.includes(asked)) at("step-form").replaceChildren();
  if (asked === "rest") at("step-form").replaceChildren();
}

function stepButton(name, text, listener, classes) {
  return make("button", { type: "button", "data-step": name, class: classes, text, on: { click: listener } });
}

function askStep(name, desk) {
  const place = at("step-form");
  place.dataset.step = name;
  const left = desk.draft.undecided;
  const close = () => {
    place.replaceChildren();
    at("acts").querySelector(`[data-step="${name}"]`)?.focus();
  };
  openForm(place, form({ reason: REASONED.includes(name) ? "needed" : null,
    hint: word(desk.draft.kind === "items" && ["approve", "revoke"].includes(name) ? `drafts.ask_${name}_items`
      : `drafts.ask_${name}`, { n: number(left) }), close,
    label: word(name === "rest" ? "drafts.rest_yes" : `drafts.step_${name}`),
    send: async (reason) => {
      if (await (name === "rest" ? desk.rest() : desk.step(name, reason))) place.replaceChildren();
    } }));
}

// One line of a draft: what it says, how sure that is and what it rests on, what was decided, and what may be.

import { make } from "./dom.js";
import { bodyFields, form, openForm } from "./drafts_forms.js";
import { itemFields, itemSays } from "./drafts_items.js";
import { fallsAway, levelName, percent, said, says, sure, whole } from "./drafts_told.js";
import { language, word } from "./words.js";

/** The element of a line; `desk` has the draft, what may be chosen, and `decide`. */
export function lineBox(one, desk) {
  const gone = fallsAway(one, desk.draft.lines);
  const id = `line-${one.line}`;
  const place = make("div", { class: "form-place" });
  const text = says(one);
  const level = ["competency", "tag", "item"].includes(one.kind) ? make("span", { class: "of-level",
    text: levelName(one.body.level, desk.choices) }) : null;
  const title = make(one.kind === "role" ? "h4" : "p", { class: "says", id }, said("span", text), level ? " " : null,
    level);
  const acts = desk.draft.may.includes("decide") && !gone ? ways(one, text, place, desk) : null;
  return make("article", { class: `one-line of-${one.kind}`, tabindex: "-1", "data-line": one.line,
    "data-verdict": gone ? "gone" : one.verdict, "aria-labelledby": id },
  title, more(one), facts(one), decision(one, gone, desk), rests(one), acts, place);
}

/** What a line says besides its title. */
function more({ kind, body }) {
  if (kind === "item") return itemSays(body);
  const parts = [];
  if (kind !== "activity" && body.description) parts.push(said("p", body.description));
  const flow = ["receives_from", "submits_to"].filter((key) => body[key]).map((key) => make("span", {},
    `${word(`drafts.${key}`)}: `, said("span", body[key])));
  if (flow.length) parts.push(make("p", { class: "flow" }, ...flow));
  return parts.length ? make("div", { class: "more soft" }, ...parts) : null;
}

function facts({ probability, proposed, evidence, kind, body }) {
  const told = [
    probability === null ? null : sure(probability),
    evidence?.in_force ? word("drafts.in_force") : null,
    proposed === null ? word("drafts.by_hand") : null,
    evidence?.model ? word("drafts.by_model") : null,
    kind === "competency" && !body.competency_id ? word("drafts.is_new") : null,
  ].filter(Boolean);
  return told.length ? make("p", { class: "marks" }, ...told.map((text) => make("span", { text }))) : null;
}

/** What was decided, in words: whoever does not see colours reads the same. */
function decision(one, gone, desk) {
  if (gone) return make("p", { class: "decision", text: word("drafts.gone") });
  const key = one.verdict === "accepted" && !one.by && one.evidence?.in_force ? "held" : one.verdict;
  const who = one.by && one.verdict !== "open" ? word("drafts.decided_by", { by: one.by }) : "";
  const was = one.verdict === "changed" && one.proposed ? make("span", { class: "was" }, `${word("drafts.was")}: `,
    said("span", whole(one.kind, one.proposed, desk.choices))) : null;
  const reason = one.reason ? make("span", { class: "why-said" }, `${word("drafts.reason")}: `,
    said("q", one.reason)) : null;
  return make("p", { class: "decision" }, make("strong", { text: word(`drafts.verdict_${key}`) }),
    ...[who, was, reason].filter(Boolean).flatMap((part) => [" ", part]));
}

/** What a proposal rests on. */
function rests({ kind, body, evidence, probability }) {
  const { positions = [], activities = [], sentence, section, model, prompt } = evidence ?? {};
  const own = kind === "activity" ? body.description : null;
  const parts = [
    probability === null || probability === undefined ? null
      : make("p", { text: word("drafts.probability", { percent: percent(probability) }) }),
    positions.length ? listOf("drafts.near_posts", positions.map((each) => make("a", {
      href: `/map?about=${encodeURIComponent(`position:${each.id}`)}`, text: each.title }))) : null,
    activities.length ? listOf("drafts.activities", activities.map((each) => said("span", each.description))) : null,
    sentence && sentence !== own ? listOf(kind === "item" ? "drafts.item_quoted" : "drafts.sentence", [
      said("q", sentence),
      section ? said("span", word("drafts.item_section_of", section)) : null].filter(Boolean)) : null,
    model ? listOf("drafts.model_of", [make("span", { text: `${model} · ${prompt}` })]) : null,
  ].filter(Boolean);
  return parts.length ? make("details", { class: "rests" }, make("summary", { text: word("drafts.rests") }), ...parts)
    : null;
}

function listOf(key, parts) {
  return make("div", {}, make("p", { class: "of-what", text: word(key) }),
    make("ul", {}, ...parts.map((part) => make("li", {}, part))));
}

/** The buttons of a line, and the forms that they open in its place. */
function ways(one, text, place, desk) {
  const button = (name, listener, classes) => make("button", { type: "button", class: classes, "data-do": name,
    text: word(`drafts.do_${name}`), "aria-label": `${word(`drafts.do_${name}`)}: ${text}`, on: { click: listener } });
  const opening = (name, open) => {
    const made = button(name, () => {
      const isOpen = made.getAttribute("aria-expanded") === "true";
      close();
      if (!isOpen) {
        made.setAttribute("aria-expanded", "true");
        open(() => {
          close();
          made.focus();
        });
      }
    });
    made.setAttribute("aria-expanded", "false");
    return made;
  };
  const close = () => {
    place.replaceChildren();
    for (const each of box.querySelectorAll("[aria-expanded]")) each.setAttribute("aria-expanded", "false");
  };
  const change = opening("change", (shut) => {
    const kind = one.kind === "competency" && !one.body.competency_id ? "new" : one.kind;
    const { fields, read } = (kind === "item" ? itemFields : bodyFields)(kind, one.body, desk);
    openForm(place, form({ fields, reason: "needed", label: word("drafts.save"), close: shut,
      send: (reason) => desk.decide(one.line, "changed", read(), reason) }));
  });
  const reject = opening("reject", (shut) => openForm(place, form({ reason: "needed", label: word("drafts.do_reject"),
    hint: one.kind === "role" ? word("drafts.reject_role") : null, close: shut,
    send: (reason) => desk.decide(one.line, "rejected", null, reason) })));
  const isUntouched = one.verdict === "accepted" && !one.by;
  const box = make("div", { class: "acts", role: "group", "aria-label": word("drafts.decide") },
    one.verdict === "open" ? button("accept", () => desk.decide(one.line, "accepted", null, ""), "primary") : null,
    ...(one.verdict === "open" || isUntouched ? [change, reject] : []),
    one.verdict === "open" || isUntouched ? null : button("undo", () => desk.decide(one.line, "open", null, "")));
  return box;
}

/** What the element of a line depends on: as long as it stays, the element stays, with a form that is open in it. */
export function signature(one, { draft }) {
  return JSON.stringify([one, draft.may.includes("decide"), fallsAway(one, draft.lines), language()]);
}

// Draws the blocks of a reply. One table says which kind is drawn how; a kind that is not in it is not drawn.
// Every function takes the block, the reply's language and the `say(message, label)` that sends a message.

import { icon, make, ownAddress, safeAddress, unseen } from "./dom.js";
import { save, show } from "./files.js";
import { mapBlock } from "./map_words.js";
import { question } from "./quiz.js";
import { usesBearer } from "./stream.js";
import { table } from "./table.js";
import { besideCloses } from "./text.js";
import { duration, languageName, number, scriptLanguage, word } from "./words.js";

const LEVELS = 5;

const BLOCKS = { chart, choices, competencies, courses, document: documentLink, feedback, map: mapBlock, question, table };

/** The element of a block, or null where the kind is unknown or the block is not as it should be. */
export function draw(block, tag, say) {
  const drawn = Object.hasOwn(BLOCKS, block?.type) ? BLOCKS[block.type] : null;
  if (!drawn) return null;
  try {
    return drawn(block, tag, say);
  } catch (failure) {
    console.error(`A ${block.type} block could not be drawn.`, failure);
    return null;
  }
}

/** Text in its own language where that differs from the reply's. */
export function quoted(tagName, text, tag, given = {}) {
  const own = scriptLanguage(text, tag);
  return make(tagName, { ...given, text, lang: own === tag ? undefined : own });
}

function choices(block, tag, say) {
  const buttons = block.items.map((item) => quoted("button", item.label, tag, {
    type: "button", class: "choice", "data-choice": item.id, on: { click: () => say(item.say, item.label) },
  }));
  return make("div", { class: "choices" }, ...buttons);
}

function courses(block, tag) {
  return make("ul", { class: "courses" }, ...block.items.map((item) => {
    const why = besideCloses(item);
    return make("li", { class: "course" },
      item.weeks ? make("p", { class: "weeks", text: weeks(item.weeks, tag) }) : null,
      quoted("h3", item.title, tag),
      make("p", { class: "facts" },
        fact(duration(item.minutes, tag)),
        ...(item.languages ?? []).map((code) => fact(languageName(code, tag))),
        fact(item.provider),
        item.price_inr > 0 ? fact(`₹ ${number(item.price_inr)}`) : null),
      closings(item.closes ?? [], tag),
      why ? quoted("p", why, tag, { class: "why" }) : null);
  }));
}

function closings(moves, tag) {
  return moves.length ? make("ul", { class: "closes" }, ...moves.map((move) => closing(move, tag))) : null;
}

function weeks([first, last], tag) {
  return word(first === last ? "courses.week" : "courses.weeks", { first, last }, tag);
}

function fact(text) {
  return text ? make("span", { class: "fact", text }) : null;
}

function closing(move, tag) {
  const key = Number.isFinite(move.required) && move.to < move.required ? "courses.narrows" : "courses.closes";
  const facts = { competency: move.label ?? move.competency_id, from: move.from, to: move.to };
  return make("li", {}, icon("rises"), make("span", { text: word(key, facts, tag) }));
}

function competencies(block, tag) {
  const most = block.items.flatMap((item) => [item.required ?? 0, item.held ?? 0]);
  const levels = Math.max(LEVELS, ...most);
  return make("ul", { class: "competencies" }, ...block.items.map((item) => {
    const isMet = item.required !== null && item.gap === 0;
    return make("li", { class: isMet ? "competency met" : "competency" },
      quoted("span", item.label, tag, { class: "competency-name" }),
      bar(item, levels),
      make("span", { class: "levels" }, ...levelFacts(item, tag)));
  }));
}

function bar(item, levels) {
  const [held, required] = [item.held ?? 0, item.required ?? 0];
  const steps = Array.from({ length: levels }, (_, index) => {
    const state = index < held ? "has" : index < required ? "lacks" : "beyond";
    return make("span", { class: `step ${state}` });
  });
  return make("span", { class: "level-bar", "aria-hidden": "true" }, ...steps);
}

function levelFacts(item, tag) {
  const held = item.held === null ? "held_unknown" : item.held === 0 ? "held_none" : "held";
  const told = [
    word(item.required === null ? "competencies.not_required" : "competencies.required", { level: item.required }, tag),
    word(`competencies.${held}`, { level: item.held }, tag),
  ];
  const parts = told.map((text) => make("span", { class: "fact", text }));
  if (item.gap > 0) {
    parts.push(make("strong", { class: "fact", text: word("competencies.gap", { gap: item.gap }, tag) }));
  }
  if (item.required !== null && item.gap === 0) {
    parts.push(make("span", { class: "fact is-met" }, icon("right"), word("competencies.met", {}, tag)));
  }
  return parts.flatMap((part, index) => (index ? [unseen(", "), part] : [part]));
}

function feedback(block, tag) {
  const key = block.correct ? "right" : "wrong";
  return make("div", { class: `feedback ${key}`, "data-item": block.item },
    make("p", { class: "verdict" }, icon(key), make("strong", { text: word(`feedback.${key}`, {}, tag) })),
    quoted("p", block.explanation, tag, { class: "explanation" }));
}

function documentLink(block, tag) {
  const address = safeAddress(block.href);
  if (!address) return null;
  const suffix = /\.([a-z]{2,5})$/.exec(new URL(address).pathname);
  const kind = (suffix ? suffix[1] : String(block.media_type).split(";")[0].split("/").pop()).toUpperCase();
  const link = make("a", { href: address, target: "_blank", rel: "noopener noreferrer" },
    icon("file"), quoted("span", block.label, tag), make("span", { class: "media", text: kind }));
  const told = make("span", { class: "saved", role: "status" });
  if (usesBearer() && ownAddress(address)) link.addEventListener("click", (event) => save(event, address, told, tag));
  return make("p", { class: "document" }, link, told);
}

function chart(block, tag) {
  const address = block.href ? ownAddress(block.href) : null;
  if (!address) return make("figure", { class: "chart" }, quoted("figcaption", block.alternative, tag));
  const picture = make("img", { src: usesBearer() ? null : address, alt: block.alternative, loading: "lazy" });
  const said = make("details", { class: "said" }, make("summary", { text: word("labels.in_words", {}, tag) }),
    quoted("p", block.alternative, tag));
  if (usesBearer()) show(picture, address, said);
  return make("figure", { class: "chart" }, picture, said);
}

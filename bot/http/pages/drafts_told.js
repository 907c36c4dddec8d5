// How drafts are put in words: how sure, which level, when, and what a line says.

import { make } from "./dom.js";
import { language, number, scriptLanguage, word } from "./words.js";

// From which probability on something is called so sure.
const SURE = [[0.85, "very"], [0.65, "fairly"], [0.4, "little"], [0, "un"]];
export const TYPES = ["behavioural", "functional", "domain"];

/** An element with text in the language that its script tells. */
export function said(tag, text, given = {}) {
  return make(tag, { ...given, text, lang: scriptLanguage(text, language()) });
}

export function percent(share) {
  return word("drafts.percent", { percent: Math.round(100 * share) });
}

/** How sure something is, as a word and a figure. */
export function sure(share) {
  const [, name] = SURE.find(([from]) => share >= from) ?? SURE.at(-1);
  return word("drafts.sure", { sure: word(`drafts.sure_${name}`), percent: percent(share) });
}

/** A level with its name. */
export function levelName(level, choices) {
  if (level === null || level === undefined) return word("drafts.level_unknown");
  const name = choices.levels.find((each) => each.level === level)?.name;
  return name ? word("drafts.level", { level, name }) : word("drafts.level_alone", { level });
}

export function kindName(kind) {
  return word(`drafts.kind_${kind}`);
}

/** How many officials a draft concerns. */
export function officials({ kind, officials: many }) {
  if (!many) return word("drafts.nobody");
  const key = many === 1 ? "officials_one" : "officials";
  return word(`drafts.${kind !== "position" ? `course_${key}` : key}`, { n: number(many) });
}

export function when(at, withTime = true) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return String(at ?? "");
  return new Intl.DateTimeFormat(language() === "hi" ? "hi-IN" : "en-IN",
    withTime ? { dateStyle: "medium", timeStyle: "short" } : { dateStyle: "medium" }).format(time);
}

/** What a line says, without its level. */
export function says({ kind, body }) {
  if (kind === "role") return body.title;
  if (kind === "item") return body.stem;
  return kind === "activity" ? body.description : body.name ?? body.competency_id;
}

/** What a line says in full, as one text. */
export function whole(kind, body, choices) {
  const told = says({ kind, body });
  if (kind === "item") return `${told} → ${body.options[body.answer]}`;
  return kind === "competency" || kind === "tag" ? `${told} · ${levelName(body.level, choices)}` : told;
}

/** The lines that wait for a word: what belongs to a rejected role does not. */
export function waiting(lines) {
  return lines.filter((each) => each.verdict === "open" && !fallsAway(each, lines));
}

/** Whether a line goes because its role was rejected. */
export function fallsAway(line, lines) {
  return line.under !== null && lines.some((each) => each.line === line.under && each.verdict === "rejected");
}

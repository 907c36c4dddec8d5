// The labels of the page in each language, and how numbers, durations and languages are written.

export const LANGUAGES = ["en", "hi"];
const tables = new Map();
let chosen = LANGUAGES[0];
let about = { tenant: "", pick_person: false, sign_in: null };

/** Loads the words of every language; the page works if at least one came. */
export async function loadWords() {
  const loaded = await Promise.allSettled(LANGUAGES.map(async (language) => {
    const answer = await fetch(`/api/words?language=${language}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const given = await answer.json();
    tables.set(language, given.words);
    about = { tenant: given.tenant, pick_person: given.pick_person, sign_in: given.sign_in };
  }));
  if (!tables.size) throw loaded[0].reason;
}

/** The tenant's name, whether a person may be picked, and the name of who signs people in (null: nobody does). */
export function site() {
  return about;
}

/** The language of the labels. */
export function language() {
  return chosen;
}

/** Sets the language of the labels. */
export function choose(wanted) {
  chosen = spoken(wanted);
}

/** The language with words that serves a tag. */
export function spoken(tag) {
  const short = String(tag || "").split("-")[0].toLowerCase();
  return tables.has(short) ? short : tables.keys().next().value;
}

/** A label by its place, such as "quiz.single", with its gaps filled. */
export function word(place, facts = {}, tag = chosen) {
  const [group, key] = place.split(".");
  const text = tables.get(spoken(tag))?.[group]?.[key];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

/** The label of a key that may be unknown, or the key itself. */
export function wordOr(group, key, tag = chosen) {
  return tables.get(spoken(tag))?.[group]?.[key] ?? key;
}

/** Fills in all labels of the page's frame. */
export function label(root = document) {
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of root.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  }
  for (const element of root.querySelectorAll("[data-word-placeholder]")) {
    element.placeholder = word(element.dataset.wordPlaceholder);
  }
}

/** Minutes as people say them: 45 min, 2 h, 3 h 20 min. */
export function duration(total, tag = chosen) {
  const minutes = Math.round(Number(total));
  if (!Number.isFinite(minutes)) return "";
  const facts = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  if (!facts.hours) return word("courses.minutes", facts, tag);
  const hours = facts.hours === 1 ? "one_hour" : "hours";
  return word(facts.minutes ? `courses.${hours}_minutes` : `courses.${hours}`, facts, tag);
}

/** A number with Indian grouping and at most two decimals. */
export function number(value) {
  return new Intl.NumberFormat("en-IN", { maximumFractionDigits: 2 }).format(value);
}

/** A language's name in another language. */
export function languageName(code, tag = chosen) {
  try {
    return new Intl.DisplayNames([spoken(tag)], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The language that a text's script tells, for its `lang`: quoted text keeps its own language. */
export function scriptLanguage(text, otherwise) {
  const value = String(text);
  if (/[\u0900-\u097f]/.test(value)) return "hi";
  return /[A-Za-z]{2}/.test(value) ? "en" : otherwise;
}

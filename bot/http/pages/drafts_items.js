// Quiz questions on the drafts' page: what one says, the form in which it is changed, having some drafted by a model.

import { make } from "./dom.js";
import { area, field, form, input, select } from "./drafts_forms.js";
import { levelName, said } from "./drafts_told.js";
import { call } from "./stream.js";
import { language, number, word } from "./words.js";

// As long as the server takes; so many are drafted at a time.
const LONGEST = { stem: 400, options: 900, explanation: 600, sentence: 2000 };
const COUNTS = ["1", "2", "3", "4", "5"];

/** The answers with the right one marked in words, and why it is right. */
export function itemSays(body) {
  const answers = body.options.map((each, place) => make("li", {}, said("span", each),
    ...(place === body.answer ? [" ", make("strong", { text: `(${word("drafts.item_right")})` })] : [])));
  const told = (key, text) => make("p", { class: "soft" }, `${word(key)}: `, said("span", text));
  return make("div", { class: "more" }, make("ol", { class: "answers" }, ...answers),
    told("drafts.item_why", body.explanation), told("drafts.competency", body.name ?? ""));
}

/** The fields in which a question is changed; the answers are lines of one field. */
export function itemFields(_kind, body, { choices, names }) {
  const stem = area(body.stem, LONGEST.stem, true);
  const options = area(body.options.join("\n"), LONGEST.options, true);
  options.rows = 5;
  const right = make("input", { type: "number", min: 1, max: 5, step: 1, required: true,
    is: { value: String(body.answer + 1) } });
  const explanation = area(body.explanation, LONGEST.explanation, true);
  const sentence = area(body.sentence, LONGEST.sentence, true);
  const which = names.chooser("competencies", body.competency_id, true);
  const level = select([["", word("drafts.level_unknown")], ...choices.levels.map((each) => [String(each.level),
    levelName(each.level, choices)])], body.level ?? "");
  return { fields: [field("drafts.item_stem", stem), field("drafts.item_options", options),
    field("drafts.item_answer", right), field("drafts.item_explanation", explanation),
    field("drafts.item_sentence", sentence), field("drafts.competency", which.control, "drafts.competency_hint"),
    field("drafts.level_label", level)],
  read: () => ({ stem: stem.value, options: options.value.split("\n").map((each) => each.trim()).filter(Boolean),
    answer: Number(right.value) - 1, explanation: explanation.value, sentence: sentence.value,
    competency_id: which.id(), level: level.value ? Number(level.value) : null }) };
}

/** The form by which a model is asked for questions; `done` gets the draft and what came of it. */
export function askForm(courses, done) {
  const list = make("datalist", { id: "all-courses" }, ...courses.map((each) => make("option", {
    value: `${each.label} (${each.id})` })));
  const which = input("", 500, true);
  which.setAttribute("list", "all-courses");
  const sections = select([["", word("drafts.items_all")]], "");
  const chosen = () => courses.find((each) => which.value.trim() === `${each.label} (${each.id})`);
  which.addEventListener("input", () => {
    which.setCustomValidity(!which.value.trim() || chosen() ? "" : word("drafts.from_list"));
    sections.replaceChildren(make("option", { value: "", text: word("drafts.items_all") }),
      ...(chosen()?.sections ?? []).map((heading, at) => make("option", { value: String(at + 1),
        text: `${number(at + 1)}. ${heading}` })));
  });
  const count = select(COUNTS.map((each) => [each, number(Number(each))]), "3");
  const told = make("p", { class: "told", role: "status" });
  return make("div", {}, list, make("p", { class: "soft", text: word("drafts.items_hint") }), form({
    label: word("drafts.items_make"), fields: [
      field("drafts.items_course", which, "drafts.competency_hint"), field("drafts.items_section", sections),
      field("drafts.items_count", count), told],
    send: async () => {
      told.removeAttribute("data-trouble");
      told.textContent = word("drafts.items_making");
      try {
        const found = await call("POST", `/api/drafts/items?language=${language()}`, { course: chosen().id,
          section: sections.value ? Number(sections.value) : null, count: Number(count.value) });
        told.textContent = "";
        done(found);
      } catch (trouble) {
        told.textContent = trouble.message;
        told.setAttribute("data-trouble", "");
      }
    } }));
}

/** What came of it, in words. */
export function accountOf({ written, kept, silent, left_out: left }) {
  return [word("drafts.items_done", { kept: number(kept), written: number(written) }),
    ...(silent ? [word("drafts.items_silent")] : []),
    ...(left.length ? [word("drafts.items_left"), ...left.map((each) => `${each.stem}: ${each.problems.join(" ")}`)]
      : [])].join(" ");
}

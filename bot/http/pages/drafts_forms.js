// The forms of the drafts' page: what a line says, by its kind, with a reason where one is needed.

import { make } from "./dom.js";
import { levelName, TYPES } from "./drafts_told.js";
import { word } from "./words.js";

// As long as the server takes.
const REASON = 500;
const LONGEST = { title: 300, name: 200, description: 2000, flow: 2000 };
let numbers = 0;

export function field(label, control, hint) {
  control.id = `field-${++numbers}`;
  const told = hint ? make("span", { class: "soft", id: `${control.id}-hint`, text: word(hint) }) : null;
  if (told) control.setAttribute("aria-describedby", told.id);
  return make("p", { class: "field" }, make("label", { for: control.id, text: word(label) }), told, control);
}

export function input(value, maxlength, required = false) {
  return make("input", { type: "text", maxlength, required, autocomplete: "off", is: { value: value ?? "" } });
}

export function area(value, maxlength, required = false) {
  return make("textarea", { rows: 3, maxlength, required, is: { value: value ?? "" } });
}

export function select(pairs, chosen) {
  return make("select", {}, ...pairs.map(([value, text]) => make("option", {
    value, text, is: { selected: value === String(chosen ?? "") } })));
}

/** What may be chosen by its name, as lists that inputs offer; a name that is there twice has its id beside it. */
export class Names {
  constructor(box, choices) {
    this.ids = new Map();
    const kinds = { competencies: "name", organisations: "label", positions: "label" };
    box.replaceChildren(...Object.entries(kinds).map(([kind, key]) => {
      const counted = new Map();
      for (const each of choices[kind]) counted.set(each[key], (counted.get(each[key]) ?? 0) + 1);
      const named = choices[kind].map((each) => [counted.get(each[key]) > 1 ? `${each[key]} (${each.id})` : each[key],
        each.id]);
      this.ids.set(kind, new Map(named));
      return make("datalist", { id: `all-${kind}` }, ...named.map(([value]) => make("option", { value })));
    }));
  }

  /** An input for one of a kind; `id()` is what was chosen, null where nothing was. */
  chooser(kind, chosen, required) {
    const ids = this.ids.get(kind);
    const name = [...ids].find(([, id]) => id === chosen)?.[0];
    const control = input(name, 500, required);
    control.setAttribute("list", `all-${kind}`);
    const id = () => ids.get(control.value.trim()) ?? null;
    const check = () => control.setCustomValidity(
      !control.value.trim() || id() !== null ? "" : word("drafts.from_list"));
    control.addEventListener("input", check);
    return { control, id };
  }
}

/** The fields for what a line says; `read` gives it as the server takes it. `kind` is `new` for a new competency. */
export function bodyFields(kind, body, { choices, names }) {
  if (kind === "role") {
    const title = input(body.title, LONGEST.title, true);
    const description = area(body.description, LONGEST.description);
    return { fields: [field("drafts.role_title", title), field("drafts.role_description", description)],
      read: () => ({ title: title.value, description: description.value }) };
  }
  if (kind === "activity") {
    const description = area(body.description, LONGEST.description, true);
    const from = input(body.receives_from, LONGEST.flow);
    const to = input(body.submits_to, LONGEST.flow);
    return { fields: [field("drafts.activity_description", description), field("drafts.receives_from", from),
      field("drafts.submits_to", to)],
    read: () => ({ description: description.value, receives_from: from.value, submits_to: to.value }) };
  }
  // A level is chosen by a person and never by the order of a list; a course may be tagged without one.
  const isThere = choices.levels.some((each) => each.level === body.level);
  const none = kind === "tag" ? [["", word("drafts.level_unknown")]] : isThere ? [] : [["", word("drafts.choose")]];
  const level = select([...none, ...choices.levels.map((each) => [String(each.level),
    levelName(each.level, choices)])], isThere ? body.level : "");
  level.required = kind !== "tag";
  const levelOf = () => (level.value ? Number(level.value) : null);
  if (kind === "new") {
    const name = input(body.name, LONGEST.name, true);
    const description = area(body.description, LONGEST.description);
    return { fields: [field("drafts.new_name", name, "drafts.new_hint"), field("drafts.new_description", description),
      field("drafts.level_label", level)],
    read: () => ({ name: name.value, type: TYPES.at(-1), description: description.value, level: levelOf() }) };
  }
  const which = names.chooser("competencies", body.competency_id, true);
  return { fields: [field("drafts.competency", which.control, "drafts.competency_hint"),
    field("drafts.level_label", level)],
  read: () => ({ competency_id: which.id(), level: levelOf() }) };
}

/** A form with what it is sent by and what it is closed by; `reason` is needed, free or left out. */
export function form({ fields = [], reason, label, hint, send, close }) {
  const why = reason ? make("textarea", { rows: 2, maxlength: REASON, required: reason === "needed" }) : null;
  const go = make("button", { type: "submit", class: "primary", text: label });
  const made = make("form", { class: "filled" },
    hint ? make("p", { text: hint }) : null, ...fields,
    why ? field(reason === "needed" ? "drafts.reason" : "drafts.reason_free", why) : null,
    make("div", { class: "acts" }, go, close ? make("button", { type: "button", text: word("drafts.cancel"),
      on: { click: close } }) : null));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await send(why?.value.trim() ?? "");
    } finally {
      go.disabled = false;
    }
  });
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !close) return;
    event.preventDefault();
    close();
  });
  return made;
}

/** Puts a form where it belongs and the focus on its first field. */
export function openForm(place, made) {
  place.replaceChildren(made);
  (made.querySelector("input, textarea, select") ?? made.querySelector("button")).focus();
}

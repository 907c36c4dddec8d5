// One case of the review list: what it shows, and the forms by which something is learned of it.

import { make } from "./dom.js";
import { call } from "./stream.js";
import { language, languageName, scriptLanguage, word, wordOr } from "./words.js";

const PAUSE_MS = 200;
const FORMS = { synonym, example, golden };
let numbers = 0;

/** The element of a case; `changed` is called after something was made of it or taken back. */
export function card(given, choices, changed) {
  const box = make("article", { class: "case" });
  show(box, given, choices, changed, "");
  return box;
}

function show(box, one, choices, changed, told, trouble = false) {
  const title = `case-${++numbers}`;
  box.dataset.kind = one.thumb ?? "meant";
  box.setAttribute("aria-labelledby", title);
  const act = async (address, body, done) => {
    try {
      const after = await call("POST", `/api/review/${one.id}/${address}?language=${language()}`, body);
      show(box, after, choices, changed, word(done));
      changed();
    } catch (failure) {
      tell(box, failure.message, true);
    }
  };
  const status = make("p", { class: "told", role: "status", tabindex: "-1" });
  const said = { id: title, tabindex: "-1", text: one.said, lang: scriptLanguage(one.said, "en") };
  box.replaceChildren(head(one), make("h2", said), facts(one), ...history(one, act), ...ways(one, choices, act),
    status);
  // Filled after it is there, so that it is announced.
  if (told) {
    requestAnimationFrame(() => tell(box, told, trouble));
    status.focus({ preventScroll: true });
  }
}

function tell(box, text, trouble) {
  const status = box.querySelector(".told");
  status.toggleAttribute("data-trouble", trouble);
  status.textContent = text;
}

function head(one) {
  const kinds = [one.thumb, one.meant ? "meant" : null].filter(Boolean);
  const tag = one.language ?? "";
  const written = tag.length > 3 ? tag : tag && languageName(tag);
  const rest = [word(`review.state_${one.state}`), one.day, one.channel, written];
  return make("p", { class: "case-head" },
    make("strong", { text: kinds.map((kind) => word(`review.${kind}`)).join(" · ") }),
    ...rest.filter(Boolean).map((text) => make("span", { text })));
}

function facts(one) {
  const rows = [one.reason ? ["review.reason", [quote(one.reason)]] : null, ...read(one.understood, one.labels)];
  if (one.meant) rows.push(["review.corrected", [quote(one.meant.said)]], ...read(one.meant.understood, one.labels));
  return make("dl", {}, ...rows.filter(Boolean).flatMap(([key, parts]) => [
    make("dt", { text: word(key) }), make("dd", {}, ...parts)]));
}

function quote(text) {
  return make("span", { text, lang: scriptLanguage(text, "en") });
}

/** How a message was understood: rows of a list. */
function read(understood, labels) {
  const best = understood.ranking.slice(0, 3).map(([intent, likely]) => (
    `${wordOr("wishes", intent)} ${word("review.likely", { percent: Math.round(100 * likely) })}`));
  const ranking = make("ul", { class: "ranking" }, ...best.map((text) => make("li", { text })));
  const named = told({ ...understood.slots, ...understood.arguments }, labels);
  if (understood.person) named.push(word("review.person"));
  const tool = understood.tool ? wordOr("wishes", understood.tool) : word("review.nothing");
  return [["review.understood", [ranking]], named.length ? ["review.named", [named.join(", ")]] : null,
    ["review.answered", [`${tool}: ${wordOr("outcomes", understood.outcome)}`]]];
}

function told(values, labels) {
  return Object.entries(values).flatMap(([key, value]) => {
    const many = Array.isArray(value) ? value : [value];
    return many.map((each) => labels[each] ?? (each === true ? key : `${key} ${each}`));
  });
}

// What was made of it, and by whom

function history(one, act) {
  const made = one.learned.map((each) => make("li", {}, make("span", { text: madeText(each) }),
    each.dropped ? make("em", { text: word("review.dropped") }) : null,
    make("button", {
      type: "button", text: word("review.undo"),
      on: { click: () => act("undo", { learned: each.id }, "review.saved_undone") },
    })));
  const log = one.log.map((each) => make("li", { text: word("review.by", {
    did: word(`review.did_${each.did}`), by: each.by, day: each.at.slice(0, 10) }) }));
  return [made.length ? make("ul", { class: "made", "aria-label": word("review.learned") }, ...made) : null,
    log.length ? make("details", { class: "log-of" },
      make("summary", { text: word("review.log") }), make("ul", {}, ...log)) : null].filter(Boolean);
}

function madeText({ kind, body, label }) {
  const facts = { ...body, name: label ?? body.thing, intent: wordOr("wishes", body.intent ?? ""),
    tool: body.gold ? wordOr("wishes", body.gold.tool ?? "none") : "" };
  return word(`review.made_${kind}`, facts);
}

// What may be made of it

function ways(one, choices, act) {
  if (one.state === "dismissed") {
    return [make("div", { class: "acts" }, make("button", {
      type: "button", text: word("review.reopen"), on: { click: () => act("undo", {}, "review.saved_undone") } }))];
  }
  const place = make("div", { class: "place" });
  const learn = (kind, body) => act("learn", { kind, ...body }, `review.saved_${kind}`);
  const opened = (kind, button) => {
    const open = button.getAttribute("aria-expanded") === "true";
    for (const each of button.parentElement.children) {
      if (each.hasAttribute("aria-expanded")) each.setAttribute("aria-expanded", "false");
    }
    button.setAttribute("aria-expanded", String(!open));
    place.replaceChildren();
    if (open) return;
    const form = FORMS[kind](one, choices, (body) => learn(kind, body));
    place.append(form);
    form.querySelector("input, select, textarea").focus();
  };
  const buttons = Object.keys(FORMS).map((kind) => make("button", {
    type: "button", text: `${word(`review.${kind}`)}…`, "data-make": kind, "aria-expanded": "false",
    on: { click: (event) => opened(kind, event.currentTarget) } }));
  const quick = Object.entries(one.suggested).map(([kind, body]) => make("button", {
    type: "button", class: "primary", "data-suggest": kind, text: suggestion(kind, body, one.labels),
    on: { click: () => learn(kind, body) } }));
  const dismiss = one.state === "open" ? make("button", {
    type: "button", class: "quiet", "data-make": "dismiss", text: word("review.dismiss"),
    on: { click: () => act("dismiss", {}, "review.saved_dismissed") } }) : null;
  return [quick.length ? make("div", { class: "acts" }, ...quick) : null,
    make("div", { class: "acts", role: "group", "aria-label": word("review.make") }, ...buttons, dismiss), place]
    .filter(Boolean);
}

function suggestion(kind, body, labels) {
  return word(`review.suggest_${kind}`, { phrase: body.phrase, name: labels[body.thing] ?? body.thing,
    intent: wordOr("wishes", body.intent ?? ""), tool: wordOr("wishes", body.tool ?? "") });
}

function field(key, control, hint) {
  const id = `field-${++numbers}`;
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return make("p", { class: "field" }, make("label", { for: id, text: word(key) }), control,
    hint ? make("small", { id: `${id}-hint`, text: word(hint) }) : null);
}

function form(fields, save) {
  const made = make("form", { class: "make" }, ...fields,
    make("div", { class: "acts" }, make("button", { type: "submit", class: "primary", text: word("review.save") })));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  return made;
}

function pick(values, chosen, group) {
  const options = values.map((value) => make("option", {
    value, text: wordOr(group, value), is: { selected: value === chosen } }));
  return make("select", { required: true }, make("option", { value: "", text: word("review.choose") }), ...options);
}

function synonym(one, _choices, learn) {
  const known = one.suggested.synonym;
  const unknown = one.understood.unknown;
  const begun = known?.phrase ?? (unknown.includes("{") ? "" : unknown);
  const phrase = make("input", { type: "text", maxlength: 80, required: true, value: begun });
  const search = make("input", { type: "text", maxlength: 200, autocomplete: "off" });
  const found = make("div", { class: "found", role: "group", "aria-label": word("review.thing") });
  const count = make("p", { role: "status", text: "" });
  const state = { chosen: known ? { of: known.of, thing: known.thing } : null, timer: null, asked: 0 };
  const take = (thing) => {
    state.chosen = { of: thing.of, thing: thing.thing };
    for (const each of found.children) each.setAttribute("aria-pressed", String(each.dataset.thing === thing.thing));
    count.textContent = word("review.chosen", { name: thing.label });
  };
  const look = async () => {
    const asked = ++state.asked;
    const address = `/api/review/things?q=${encodeURIComponent(search.value)}&language=${language()}`;
    try {
      const { things } = await call("GET", address);
      if (asked !== state.asked) return;
      found.replaceChildren(...things.map((thing) => make("button", {
        type: "button", "aria-pressed": "false", "data-thing": thing.thing,
        text: `${thing.label} (${word(`review.kinds_${thing.of}`)})`, on: { click: () => take(thing) },
      })));
      count.textContent = word(things.length ? "review.things_found" : "review.things_none", { count: things.length });
    } catch (failure) {
      count.textContent = failure.message;
    }
  };
  search.addEventListener("input", () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(look, PAUSE_MS);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  if (known) count.textContent = word("review.chosen", { name: one.labels[known.thing] ?? known.thing });
  const fields = [field("review.phrase", phrase, "review.phrase_hint"),
    field("review.thing", search, "review.thing_hint"), found, count];
  return form(fields, () => learn({ phrase: phrase.value, of: "", thing: "", ...state.chosen }));
}

function example(one, choices, learn) {
  const text = make("textarea", { rows: 2, maxlength: 300, required: true, is: { value: one.understood.masked } });
  const intent = pick(choices.intents, one.suggested.example?.intent, "wishes");
  return form([field("review.text", text), field("review.intent", intent)],
    () => learn({ text: text.value, intent: intent.value }));
}

function golden(one, choices, learn) {
  const known = one.suggested.golden ?? (one.thumb === "up" ? one.understood : null);
  const say = make("textarea", { rows: 2, maxlength: 300, required: true, is: { value: one.said } });
  const tool = pick(choices.served, known?.tool, "wishes");
  const outcome = pick(choices.outcomes, known?.outcome ?? "answered", "outcomes");
  const speaker = make("input", { type: "text", maxlength: 100, autocomplete: "off" });
  tool.required = false;
  const fields = [field("review.say", say), field("review.right_tool", tool), field("review.right_outcome", outcome),
    field("review.as", speaker)];
  return form(fields, () => learn({
    say: say.value, outcome: outcome.value, ...(tool.value ? { tool: tool.value } : {}),
    ...(speaker.value ? { as: speaker.value } : {}),
  }));
}

// The manager's home: a handful of figures for a place, each to be opened, followed and asked about; the units below;
// and sections that a tool fills when they are opened.

import { draw } from "./blocks.js";
import { make } from "./dom.js";
import { at, onAddress, openPage } from "./shell.js";
import { call } from "./stream.js";
import { table } from "./table.js";
import { language, number, word } from "./words.js";

const walked = onAddress(() => load(true));
const state = { home: null, asked: 0, filled: 0 };

function placeAsked() {
  return new URLSearchParams(location.search).get("place");
}

/** Loads the figures of the place that the address names. */
async function load(focus = false) {
  const asked = ++state.asked;
  at("state").textContent = word("insights.loading");
  const query = new URLSearchParams({ language: language() });
  if (placeAsked()) query.set("place", placeAsked());
  let found;
  try {
    found = await call("GET", `/api/insights?${query}`);
  } catch (trouble) {
    if (asked === state.asked) refuse(trouble);
    return;
  }
  if (asked !== state.asked) return;
  state.home = found;
  at("closed").hidden = true;
  at("state").textContent = "";
  at("place").hidden = !found.place;
  if (found.place) showPlace(found);
  showSections(found);
  showFollows(found.follows);
  if (found.place) loadBelow(asked);
  if (focus) at("crumbs").querySelector("[aria-current]")?.focus();
}

/** Loads what is below the place, which may take longer than its own figures. */
async function loadBelow(asked) {
  const query = new URLSearchParams({ language: language(), place: state.home.place.id });
  at("below").replaceChildren(make("p", { class: "soft", text: word("insights.loading"), role: "status" }));
  let tables = [];
  let why = null;
  try {
    tables = (await call("GET", `/api/insights/below?${query}`)).tables;
  } catch (trouble) {
    why = make("p", { class: "notice", text: trouble.message, role: "alert" });
  }
  if (asked !== state.asked) return;
  showBelow(tables);
  if (why) at("below").replaceChildren(why);
}

function refuse(trouble) {
  at("state").textContent = "";
  at("closed-why").textContent = trouble.message;
  at("closed").hidden = false;
  at("place").hidden = true;
  at("sections").replaceChildren();
  at("follows").hidden = true;
}

function showPlace(found) {
  const crumbs = found.crumbs.map((each, index) => make("li", {}, index === found.crumbs.length - 1
    ? make("span", { text: each.label, "aria-current": "page", tabindex: "-1" })
    : placeLink(each)));
  const others = found.places.filter((each) => !found.crumbs.some((crumb) => crumb.id === each.id));
  at("crumbs").querySelector("ol").replaceChildren(...crumbs, ...others.map((each) => make("li", { class: "other" },
    placeLink(each))));
  at("as-of").textContent = [word("insights.as_of", { day: found.day }),
    found.controlled ? word("insights.rounded", { k: found.small_cell }) : ""].filter(Boolean).join(" ");
  at("cards").replaceChildren(...found.cards.map(card));
  at("say").value = "";
  at("opened").hidden = true;
}

function placeLink(each) {
  return make("a", { href: `/insights?place=${encodeURIComponent(each.id)}`, text: each.label, "data-place": each.id });
}

function card(each) {
  const value = each.suppressed ? word("insights.suppressed") : each.said;
  const moved = each.change === null || each.change === undefined ? "" : word("insights.since", {
    change: each.change_said, since: each.since });
  const told = make("p", { class: "told", role: "status" });
  const follow = make("button", { type: "button", "aria-pressed": String(each.followed), class: "follow",
    text: word(each.followed ? "insights.followed" : "insights.follow") });
  follow.addEventListener("click", () => setFollowed(each, follow, told));
  const open = make("button", { type: "button", class: "open", text: word("insights.open"),
    "aria-label": `${word("insights.open")}: ${each.label}` });
  open.addEventListener("click", () => openFigure(each));
  return make("li", { class: "card", "data-metric": each.metric },
    make("h2", { text: each.label }),
    make("p", { class: "value", text: value }),
    moved ? make("p", { class: "moved", text: moved }) : null,
    each.period ? make("p", { class: "moved", text: word("insights.in", { period: each.period }) }) : null,
    make("p", { class: "means", text: each.means }),
    make("p", { class: "acts" }, open, follow,
      make("a", { href: `/?say=${encodeURIComponent(each.ask)}`, text: word("insights.ask_about"),
        "aria-label": `${word("insights.ask_about")}: ${each.label}` })),
    told);
}

async function setFollowed(each, button, told) {
  const follows = button.getAttribute("aria-pressed") !== "true";
  try {
    await call("PUT", "/api/insights/follows", { metric: each.metric, place: state.home.place.id, follows });
  } catch (trouble) {
    told.textContent = trouble.message;
    return;
  }
  mark(each.metric, follows);
  const rest = state.home.follows.filter((other) => other.metric !== each.metric || other.place !== state.home.place.id);
  state.home.follows = follows ? [...rest, { metric: each.metric, label: each.label, place: state.home.place.id,
    name: state.home.place.label }] : rest;
  showFollows(state.home.follows);
  told.textContent = word(follows ? "insights.will_tell" : "insights.will_not_tell");
}

/** Shows on a card whether its figure is followed. */
function mark(metric, follows) {
  const button = at("cards").querySelector(`[data-metric="${metric}"] .follow`);
  button?.setAttribute("aria-pressed", String(follows));
  if (button) button.textContent = word(follows ? "insights.followed" : "insights.follow");
}

async function openFigure(each) {
  at("opened").hidden = false;
  at("opened-title").textContent = each.title ?? `${each.label} · ${state.home.place.label}`;
  const query = new URLSearchParams({ language: language(), place: state.home.place.id });
  at("opened-title").focus();
  await fill(at("opened").querySelector(".replies"), `/api/insights/figures/${each.metric}?${query}&part=PART`);
}

/** Fills a box with replies, one part after the other, so that what is there is read while the rest is counted. */
async function fill(box, address) {
  const asked = ++state.filled;
  box.dataset.asked = asked;
  const isCurrent = () => box.dataset.asked === String(asked);
  const waiting = make("p", { class: "soft", text: word("insights.loading"), role: "status" });
  box.replaceChildren(waiting);
  let [part, parts] = [0, 1];
  while (part < parts && isCurrent()) {
    try {
      const found = await call("GET", address.replace("PART", part));
      if (!isCurrent()) return;
      waiting.before(...found.replies.map(reply));
      parts = found.parts ?? 1;
    } catch (trouble) {
      if (isCurrent()) waiting.replaceWith(make("p", { class: "notice", text: trouble.message, role: "alert" }));
      return;
    }
    part += 1;
  }
  waiting.remove();
}

function reply(given) {
  const ask = (say) => location.assign(`/?say=${encodeURIComponent(say)}`);
  return make("article", { class: "reply", lang: given.language },
    ...given.text.split("\n").map((line) => make("p", { text: line })),
    ...given.blocks.map((block) => draw(block, given.language, ask)));
}

/** A table for each kind of units below the place, or of the people of a team. */
function showBelow(tables) {
  at("below").replaceChildren(...tables.map((each) => make("section", {},
    make("h2", { text: word("insights.below", { kind: each.kind }) }),
    table({ columns: [{ id: "name", label: each.kind }, ...each.columns],
      rows: each.rows.map((row) => [{ id: row.id, label: row.label }, ...row.cells]) }, language()))));
  at("below").querySelectorAll("section").forEach((section, index) => link(section, tables[index]));
}

/** Puts a link on the name of each row: to the unit, or to a question about the person. */
function link(section, { what, rows }) {
  section.querySelectorAll("tbody th").forEach((head, index) => {
    const row = rows[index];
    head.replaceChildren(what === "place" ? placeLink(row) : make("a", { text: row.label,
      href: `/?say=${encodeURIComponent(word("insights.say_one", { name: row.label }))}`,
      "aria-label": word("insights.about_one", { name: row.label }) }));
  });
}

/** All that is followed, wherever it is, each with a button that ends it. */
function showFollows(follows) {
  at("follows").hidden = !follows.length;
  at("follows-told").textContent = follows.length ? word("insights.say_followed", { n: number(follows.length) }) : "";
  at("follows").querySelector("ul").replaceChildren(...follows.map((each) => {
    const end = make("button", { type: "button", text: word("insights.unfollow"),
      "aria-label": word("insights.unfollow_named", { name: each.label, place: each.name }) });
    end.addEventListener("click", () => endFollowing(each, follows));
    return make("li", {}, make("span", { text: `${each.label} · ${each.name}` }), end);
  }));
}

async function endFollowing(each, follows) {
  try {
    await call("PUT", "/api/insights/follows", { metric: each.metric, place: each.place, follows: false });
  } catch (trouble) {
    at("follows-told").textContent = trouble.message;
    return;
  }
  if (state.home.place?.id === each.place) mark(each.metric, false);
  state.home.follows = follows.filter((other) => other !== each);
  showFollows(state.home.follows);
  (at("follows").hidden ? at("main") : at("follows-title")).focus();
}

function showSections(found) {
  at("sections").replaceChildren(...found.sections.map((tool) => {
    const box = make("div", { class: "replies" });
    const details = make("details", { class: "section", "data-tool": tool },
      make("summary", { text: word(`insights.${tool}`) }), box);
    details.addEventListener("toggle", () => {
      if (!details.open || box.children.length) return;
      const query = new URLSearchParams({ language: language() });
      if (found.place) query.set("place", found.place.id);
      fill(box, `/api/insights/sections/${tool}?${query}`);
    });
    return details;
  }));
  for (const each of at("sections").children) each.open = found.opens.includes(each.dataset.tool);
}

at("all").addEventListener("click", () => openFigure({ metric: "all",
  title: word("insights.all_title", { place: state.home.place.label }) }));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-place]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  walked(link.getAttribute("href"));
  load(true);
});
openPage("insights.title", load, load);

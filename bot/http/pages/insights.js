// The manager's home: a handful of figures for a place, each to be opened, followed and asked about; the units below;
// and sections that a tool fills when they are opened.

import { draw } from "./blocks.js";
import { make } from "./dom.js";
import { call } from "./stream.js";
import { choose, label, language, loadWords, number, site, word } from "./words.js";

const KEPT = "saathi.language";
const at = (id) => document.getElementById(id);
const state = { home: null, asked: 0 };

async function start() {
  try {
    await loadWords();
  } catch {
    at("closed").hidden = false;
    return;
  }
  setLanguage(kept() ?? navigator.language);
  await load();
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function setLanguage(tag) {
  choose(tag);
  document.documentElement.lang = language();
  label();
  for (const button of at("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language()));
  }
  at("tenant").textContent = site().tenant;
  document.title = [word("insights.title"), site().tenant].filter(Boolean).join(" · ");
}

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
  if (focus) at("crumbs").querySelector("[aria-current]")?.focus();
}

function refuse(trouble) {
  at("state").textContent = "";
  at("closed-why").textContent = trouble.message;
  at("closed").hidden = false;
  at("place").hidden = true;
  at("sections").replaceChildren();
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
  showBelow(found.below);
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
  button.setAttribute("aria-pressed", String(follows));
  button.textContent = word(follows ? "insights.followed" : "insights.follow");
  told.textContent = word(follows ? "insights.will_tell" : "insights.will_not_tell");
}

async function openFigure(each) {
  at("opened").hidden = false;
  at("opened-title").textContent = `${each.label} · ${state.home.place.label}`;
  const query = new URLSearchParams({ language: language(), place: state.home.place.id });
  await fill(at("opened").querySelector(".replies"), `/api/insights/figures/${each.metric}?${query}`);
  at("opened-title").focus();
}

/** Fills a box with replies: their text, then their blocks as the chat draws them. */
async function fill(box, address) {
  box.replaceChildren(make("p", { class: "soft", text: word("insights.loading"), role: "status" }));
  let found;
  try {
    found = await call("GET", address);
  } catch (trouble) {
    box.replaceChildren(make("p", { class: "notice", text: trouble.message, role: "alert" }));
    return;
  }
  box.replaceChildren(...found.replies.map(reply));
}

function reply(given) {
  const ask = (say) => location.assign(`/?say=${encodeURIComponent(say)}`);
  return make("article", { class: "reply", lang: given.language },
    ...given.text.split("\n").map((line) => make("p", { text: line })),
    ...given.blocks.map((block) => draw(block, given.language, ask)));
}

function showBelow(below) {
  at("below").hidden = !below || !below.rows.length;
  if (at("below").hidden) return;
  at("below-title").textContent = word("insights.below", { kind: below.kind });
  at("below").querySelector("thead tr").replaceChildren(make("th", { scope: "col", text: below.kind }),
    ...below.columns.map((each) => make("th", { scope: "col", class: "figure",
      text: each.unit ? `${each.label} (${each.unit})` : each.label })));
  at("below").querySelector("tbody").replaceChildren(...below.rows.map((row) => make("tr", {},
    make("th", { scope: "row" }, placeLink(row)), ...row.cells.map(cell))));
}

function cell(value) {
  if (value === null || value === undefined) return make("td", { class: "figure", text: "" });
  if (value.suppressed) return make("td", { class: "figure", text: "–", title: word("insights.suppressed") });
  return make("td", { class: "figure", text: number(value) });
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
  const alone = at("sections").querySelector("details");
  if (!found.place && alone) alone.open = true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-place]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  load(true);
});
window.addEventListener("popstate", () => load(true));
at("languages").addEventListener("click", (event) => {
  const tag = event.target.closest("button")?.dataset.language;
  if (!tag) return;
  try {
    localStorage.setItem(KEPT, tag);
  } catch {
    // A browser that stores nothing forgets the choice with the page.
  }
  setLanguage(tag);
  load();
});
start();

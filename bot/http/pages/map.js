// The system map: what is in view stands in the address; a picture, lists and tables show the same of it.

import { draw } from "./blocks.js";
import { make } from "./dom.js";
import { Picture } from "./map_graph.js";
import { figures, linksTable, longTable, neighbours, nodesTable, said } from "./map_words.js";
import { at, onAddress, openPage } from "./shell.js";
import { call } from "./stream.js";
import { language, number, word } from "./words.js";

const USUAL = ["flow", "organisations", "competencies"];
// Of which kinds of nodes an overlay has figures, and which of its columns stands in the picture.
const OF = { gaps: ["position", "competency", "organisation"] };
const SHOWN = { gaps: 1, meeting: 2, supply: 0, hands: 2, circles: 0, own: 2 };
const LAYER = { position: "flow", competency: "competencies", organisation: "organisations" };
const goneTo = onAddress(() => load(true));
const state = { begun: null, view: null, laid: null, asked: 0, laying: 0, searching: 0, found: [] };
const picture = new Picture(at("graph"), { walk: walked, open: (id) => go({ about: id }) });

/** What the page is asked to show, by its address. */
function asked() {
  const given = new URLSearchParams(location.search);
  const own = ownOf("position")?.id ?? ownOf("organisation")?.id ?? "";
  return { about: given.get("about") ?? own, depth: given.get("depth") ?? "1",
    layers: given.get("layers")?.split(".").filter(Boolean) ?? USUAL, overlay: given.get("overlay") ?? "",
    place: given.get("place") };
}

/** One's own post, or the organisation one serves in; nothing where the map does not have it. */
function ownOf(kind) {
  return state.begun?.own.find((node) => node.kind === kind);
}

/** Goes to another view: what changes stands in the address. */
function go(changes, focus = true) {
  const next = { ...asked(), ...changes };
  const query = new URLSearchParams({ about: next.about, depth: next.depth, layers: next.layers.join(".") });
  if (next.overlay) query.set("overlay", next.overlay);
  if (next.place !== null) query.set("place", next.place);
  goneTo(`/map?${query}`);
  load(focus);
}

const query = (facts) => new URLSearchParams({ language: language(), ...facts });

async function begin() {
  at("state").textContent = word("map.loading");
  try {
    state.begun = await call("GET", `/api/map?${query({})}`);
  } catch (trouble) {
    refuse(trouble);
    return;
  }
  at("closed").hidden = true;
  at("all").hidden = false;
  fillControls();
  await load(false);
  openAsked();
}

function refuse(trouble) {
  at("closed-why").textContent = trouble.message;
  at("closed").hidden = false;
  at("all").hidden = true;
}

function fillControls() {
  const { begun } = state;
  at("layers").replaceChildren(make("legend", { text: word("map.layers") }), ...begun.layers.map((each) => make(
    "label", {}, make("input", { type: "checkbox", value: each.id }), `${each.label} (${number(each.nodes)})`)));
  const options = (some, first) => [...(first ? [make("option", { value: "", text: first })] : []),
    ...some.map((each) => make("option", { value: each.id, text: each.label }))];
  const byName = (some) => [...some].sort((one, other) => one.label.localeCompare(other.label, language()));
  at("overlay").replaceChildren(...options(begun.overlays, word("map.no_overlay")));
  at("place").replaceChildren(...options(begun.places));
  at("whose").hidden = begun.places.length < 2;
  at("home").hidden = !ownOf("organisation");
  at("mine").hidden = !ownOf("position");
  for (const id of ["compare-one", "compare-other"]) at(id).replaceChildren(...options(byName(begun.organisations)));
  for (const id of ["path-one", "path-other"]) at(id).replaceChildren(...options(byName(begun.positions)));
  at("if-course").replaceChildren(...options(byName(begun.courses)));
  at("if-position").replaceChildren(...options(byName(begun.positions), word("map.any_position")));
}

/** What else the address asks for: two organisations, or a course. */
function openAsked() {
  const given = new URLSearchParams(location.search);
  const one = (given.get("about") ?? "").replace(/^organisation:/, "");
  if (given.get("against")) {
    at("compare-one").value = one;
    at("compare-other").value = given.get("against").replace(/^organisation:/, "");
    at("compare").open = true;
  }
  if (given.get("course")) {
    at("if-course").value = given.get("course");
    at("if-position").value = (given.get("about") ?? "").replace(/^position:/, "");
    at("what-if").open = true;
  }
}

/** Loads what the address names and shows it. */
async function load(focus) {
  const number_ = ++state.asked;
  const wanted = asked();
  at("state").textContent = word("map.loading");
  at("depth").value = wanted.depth;
  at("overlay").value = wanted.overlay;
  if (wanted.place !== null) at("place").value = wanted.place;
  for (const box of at("layers").querySelectorAll("input")) box.checked = wanted.layers.includes(box.value);
  let view;
  try {
    view = await call("GET", `/api/map/view?${query({ about: wanted.about, depth: wanted.depth,
      layers: wanted.layers.join(",") })}`);
  } catch (trouble) {
    if (number_ === state.asked) at("state").textContent = trouble.message;
    return;
  }
  if (number_ !== state.asked) return;
  state.view = view;
  state.laid = null;
  showView(view);
  const isDrawn = await picture.show(view);
  if (number_ !== state.asked) return;
  if (!isDrawn) at("graph").replaceChildren(make("p", { class: "soft", text: word("map.no_picture") }));
  at("graph").dataset.drawn = String(number_);
  if (focus) at("picture-title").focus({ preventScroll: true });
  await lay(wanted);
}

function showView(view) {
  const { about } = view;
  at("picture-title").textContent = about ? about.label : word("map.everything");
  at("state").textContent = [word("map.nodes_in_view", { nodes: number(view.nodes.length),
    links: number(view.links.length) }), ...view.told,
    view.unresolved ? word("map.unresolved", { n: number(view.unresolved) }) : ""].filter(Boolean).join(" ");
  at("crumbs").querySelector("ol").replaceChildren(...view.crumbs.map((each) => make("li", {}, make("a", {
    href: `/map?about=${encodeURIComponent(each.id)}`, "data-node": each.id, text: each.label }))),
    make("li", {}, make("span", { "aria-current": "page", text: about ? about.label : word("map.everything") })));
  showNode(about?.id ?? null);
  showTables();
}

/** The node in words: its kind, its figures, everything it is linked to in view. */
function showNode(id) {
  const node = id && state.view.nodes.find((each) => each.id === id);
  at("node").hidden = !node;
  if (!node) return;
  const row = state.laid?.byNode.get(id);
  at("node-title").textContent = node.label;
  const kind = [state.begun.kinds[node.kind], node.mine ? word("map.mine_sign") : ""].filter(Boolean).join(" · ");
  const isAbout = id === state.view.about?.id;
  at("node-told").replaceChildren(make("p", { class: "soft", text: kind }),
    ...(row ? [figures(state.laid.columns, row.cells)] : []),
    ...(isAbout ? [] : [make("p", { class: "acts" }, make("button", { type: "button", text: word("map.open"),
      "aria-label": `${word("map.open")}: ${node.label}`, on: { click: () => go({ about: id }) } }))]),
    ...neighbours(id, state.view));
}

function showTables() {
  at("nodes").replaceChildren(nodesTable(state.view, state.begun.kinds, state.laid));
  const links = linksTable(state.view);
  at("links").replaceChildren(...(links ? [links] : []));
}

/** Where the cursor went in the picture. */
function walked(id) {
  const node = state.view.nodes.find((each) => each.id === id);
  showNode(id);
  const row = state.laid?.byNode.get(id);
  const told = row ? state.laid.columns.map((column, index) => `${column.label}: ${said(row.cells[index], column)}`)
    .join(", ") : "";
  at("walked").textContent = word(node.sources === undefined ? "map.walk_other" : "map.walk", { name: node.label,
    kind: state.begun.kinds[node.kind], sources: node.sources, goals: node.goals, figures: told });
}

/** Lays an overlay over what is in view; it may take longer than the view itself. */
async function lay({ overlay, place, layers }) {
  const number_ = ++state.laying;
  at("laid").hidden = !overlay;
  at("legend").hidden = !overlay || overlay === "hands";
  picture.lay();
  if (!overlay) return;
  at("laid-title").textContent = state.begun.overlays.find((each) => each.id === overlay)?.label ?? "";
  at("laid-told").replaceChildren(make("p", { class: "soft", role: "status", text: word("map.loading") }));
  const facts = place === null ? {} : { place };
  const kinds = OF[overlay]?.filter((kind) => layers.includes(LAYER[kind])) ?? ["position"];
  const found = [];
  for (const of of kinds.length ? kinds : ["position"]) {
    try {
      found.push({ of, ...(await call("GET", `/api/map/overlays/${overlay}?${query({ ...facts, of })}`)) });
    } catch (trouble) {
      if (number_ === state.laying) at("laid-told").replaceChildren(make("p", { class: "notice", role: "alert",
        text: trouble.message }));
      return;
    }
    if (number_ !== state.laying) return;
    // Thousands of nodes are coloured once and not again with each part that comes.
    if (state.view.nodes.length <= 300 || of === kinds.at(-1) || !kinds.length) showLaid(overlay, found);
  }
}

function showLaid(overlay, found) {
  const column = found[0].columns[SHOWN[overlay] ?? 0];
  const byNode = new Map();
  const byLink = new Map();
  for (const row of found.flatMap((each) => each.rows)) {
    if (row.to) byLink.set(`${row.id} ${row.to}`, row);
    else if (!byNode.has(row.id)) byNode.set(row.id, row);
  }
  const hasLinks = byLink.size > 0;
  state.laid = { columns: hasLinks ? [] : found[0].columns, byNode };
  picture.lay({ links: byLink, nodes: new Map([...byNode].map(([id, row]) => {
    const cell = row.cells[SHOWN[overlay] ?? 0];
    const isSilent = row.weight === null && row.cells.some((each) => each?.suppressed);
    return [id, { step: row.weight === null ? null : Math.min(4, Math.floor(row.weight * 5)), isSilent,
      figure: cell?.suppressed ? "–" : cell === null || cell === undefined ? "" : said(cell, column) }];
  })) });
  const first = hasLinks ? [{ id: "node", label: word("map.from") }, { id: "to", label: word("map.to") }]
    : [{ id: "node", label: word("map.node") }];
  const isSilent = found.some((each) => each.hidden);
  const place = found.find((each) => each.place)?.place;
  const told = [found[0].means, place ? `${word("map.place")}: ${place.label}` : "",
    ...new Set(found.flatMap((each) => each.told)), isSilent ? word("map.silent_sign") : ""].filter(Boolean);
  at("laid-told").replaceChildren(...told.map((text) => make("p", { class: "soft", text })),
    ...found.filter((each) => each.rows.length).map((each) => longTable(found.length > 1
      ? state.begun.kinds[each.of] : null, [...first, ...each.columns],
      each.rows.map((row) => ({ ids: row.to ? [row.id, row.to] : [row.id], cells: [{ id: row.id, label: row.label },
        ...(hasLinks ? [row.to ? { id: row.to, label: row.to_label } : null] : []), ...row.cells] })))));
  showNode(picture.cursor ?? state.view.about?.id ?? null);
  showTables();
}

// ---- finding

async function find() {
  const text = at("say").value.trim();
  const number_ = ++state.searching;
  if (!text) {
    showFound(null);
    return;
  }
  let found = [];
  try {
    ({ found } = await call("GET", `/api/map/search?${query({ q: text })}`));
  } catch (trouble) {
    at("counted").textContent = trouble.message;
    return;
  }
  if (number_ === state.searching) showFound(found);
}

function showFound(found) {
  state.found = found ?? [];
  at("found").replaceChildren(...state.found.map((node, index) => make("li", { role: "option", id: `found-${index}`,
    "aria-selected": "false", "data-index": index }, node.label, make("span", { text: node.kind_label }))));
  const isOpen = state.found.length > 0;
  at("found").hidden = !isOpen;
  at("say").setAttribute("aria-expanded", String(isOpen));
  at("say").removeAttribute("aria-activedescendant");
  at("counted").textContent = found === null ? "" : isOpen ? word("map.counted", { n: number(found.length) })
    : word("map.none_found");
  at("counted").classList.toggle("unseen", isOpen || found === null);
}

function choosing(step) {
  const options = [...at("found").children];
  if (!options.length) return;
  const now = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  const next = now < 0 ? (step > 0 ? 0 : options.length - 1) : (now + step + options.length) % options.length;
  options.forEach((each, index) => each.setAttribute("aria-selected", String(index === next)));
  at("say").setAttribute("aria-activedescendant", options[next].id);
  options[next].scrollIntoView({ block: "nearest" });
}

function pick(index) {
  const node = state.found[index];
  if (!node) return;
  const kind = { role: "work", activity: "work", competency: "competencies", course: "courses",
    organisation: "organisations" }[node.kind] ?? "flow";
  const { layers } = asked();
  at("say").value = node.label;
  showFound(null);
  go({ about: node.id, layers: layers.includes(kind) ? layers : [...layers, kind] });
}

let pause;
at("say").addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(find, 150);
});
at("say").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choosing(event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "Escape") showFound(null);
});
at("say").addEventListener("blur", () => setTimeout(() => showFound(null), 200));
at("found").addEventListener("mousedown", (event) => event.preventDefault());
at("found").addEventListener("click", (event) => pick(event.target.closest("li")?.dataset.index));
at("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(pause);
  const chosen = at("found").querySelector("[aria-selected=true]");
  if (!state.found.length) await find();
  pick(chosen ? chosen.dataset.index : 0);
});

// ---- what is chosen

at("layers").addEventListener("change", () => go({ layers: [...at("layers").querySelectorAll("input:checked")].map(
  (each) => each.value) }, false));
at("depth").addEventListener("change", () => go({ depth: at("depth").value }, false));
at("overlay").addEventListener("change", () => go({ overlay: at("overlay").value }, false));
at("place").addEventListener("change", () => go({ place: at("place").value }, false));
at("mine").addEventListener("click", () => go({ about: ownOf("position").id }));
at("home").addEventListener("click", () => go({ about: ownOf("organisation").id }));
at("whole").addEventListener("click", () => go({ about: "" }));
at("nearer").addEventListener("click", () => picture.zoom(1.25));
at("farther").addEventListener("click", () => picture.zoom(0.8));
at("fit").addEventListener("click", () => picture.fit());
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-node]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go({ about: link.dataset.node });
});

// ---- questions that a reply answers

for (const [id, path] of [["path", "path"], ["compare", "compare"], ["what-if", "what-if"]]) {
  at(id).querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const box = at(id).querySelector(".replies");
    const facts = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
    if (id === "what-if" && asked().place !== null) facts.place = asked().place;
    box.replaceChildren(make("p", { class: "soft", text: word("map.loading") }));
    try {
      const { reply } = await call("GET", `/api/map/${path}?${query(facts)}`);
      const shown = reply.blocks.filter((block) => block.type !== "document");
      box.replaceChildren(make("article", { class: "reply", lang: reply.language },
        ...reply.text.split("\n").map((line) => make("p", { text: line })),
        ...shown.map((block) => draw(block, reply.language, () => undefined)).filter(Boolean)));
    } catch (trouble) {
      box.replaceChildren(make("p", { class: "notice", role: "alert", text: trouble.message }));
    }
  });
}
openPage("map.title", begin, begin);

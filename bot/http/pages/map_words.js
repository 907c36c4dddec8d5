// The map in words: the node in view with everything it is linked to, and tables that hold what the picture shows.

import { make } from "./dom.js";
import { table } from "./table.js";
import { language, number, scriptLanguage, word } from "./words.js";

const ROWS = 60;
// The groups of a node's links, in this order; each looked at from the end of a link where the node stands.
const GROUPS = ["flow", "part", "post", "serves", "role", "work", "asks", "teaches"];
const MANY = 12;

/** A link to a node; following it opens the node on this page. */
export function nodeLink(id, label) {
  const own = scriptLanguage(label, language());
  return make("a", { href: `/map?about=${encodeURIComponent(id)}`, text: label, "data-node": id,
    lang: own === language() ? undefined : own });
}

/** All that is linked to a node in view, by the kind of link and which way it points. */
export function neighbours(id, view) {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const made = [];
  for (const kind of GROUPS) {
    for (const way of ["in", "out"]) {
      const links = view.links.filter((link) => link.kind === kind && (way === "in" ? link.to : link.from) === id);
      if (!links.length) continue;
      const items = links.map((link) => neighbour(link, nodes.get(way === "in" ? link.from : link.to)));
      made.push(make("h3", { text: word(`map.${way}_${kind}`) }), ...listed(items));
    }
  }
  return made.length ? made : [make("p", { class: "soft", text: word("map.nothing_beside") })];
}

function listed(items) {
  const list = (some) => make("ul", { class: "neighbours" }, ...some);
  if (items.length <= MANY) return [list(items)];
  const rest = make("details", {}, make("summary", { text: word("map.more_rows", { n: number(items.length - MANY) }) }),
    list(items.slice(MANY)));
  return [list(items.slice(0, MANY)), make("div", { class: "neighbours" }, rest)];
}

function neighbour(link, other) {
  const people = link.people === null ? word("table.suppressed") : number(link.people ?? 0);
  const told = link.kind === "serves" ? ` ${people}` : link.kind === "flow" || link.level !== undefined
    ? ` ${link.label}` : "";
  const activities = link.activities?.length ? make("details", {},
    make("summary", { text: word("map.activities", { n: number(link.activities.length) }) }),
    make("ul", {}, ...link.activities.map((text) => make("li", { text,
      lang: scriptLanguage(text, language()) })))) : null;
  return make("li", {}, nodeLink(other.id, other.label), make("span", { text: told }), activities);
}

/** A `map` block of a reply in words: the flows and other links in it, each end leading to the map; for the chat. */
export function mapBlock(block, tag) {
  const names = new Map(block.nodes.map((node) => [node.id, node.label]));
  if (!block.nodes.length) return null;
  const linked = new Set(block.edges.flatMap((edge) => [edge.from, edge.to]));
  const alone = block.nodes.filter((node) => !linked.has(node.id));
  const end = (id) => make("a", { href: `/map?about=${encodeURIComponent(id)}`, text: names.get(id) ?? id,
    target: "_blank", rel: "noopener noreferrer", lang: scriptLanguage(names.get(id) ?? id, tag) });
  const items = [...block.edges.map((edge) => make("li", {}, end(edge.from), " → ", end(edge.to),
    make("span", { text: edge.label ? ` (${edge.label})` : "" }))), ...alone.map((node) => make("li", {}, end(node.id)))];
  const few = items.slice(0, MANY);
  return make("div", { class: "map-block" }, make("ul", {}, ...few), items.length > few.length
    ? make("details", {}, make("summary", { text: word("map.more_rows", { n: number(items.length - few.length) }, tag) }),
      make("ul", {}, ...items.slice(MANY))) : null);
}

/** Figures as a list of terms. */
export function figures(columns, cells) {
  return make("dl", { class: "figures" }, ...columns.map((column, index) => make("div", {},
    make("dt", { text: column.label }), make("dd", { text: said(cells[index], column) }))));
}

/** A cell in words. */
export function said(cell, column) {
  if (cell?.suppressed) return word("table.suppressed");
  if (cell === null || cell === undefined) return "–";
  if (typeof cell !== "number") return String(cell);
  return column.unit ? `${number(cell)} ${column.unit}` : number(cell);
}

/** A table of many rows: so many are shown, and a button for the next. `rows`: {cells, ids}, an id a linked cell. */
export function longTable(title, columns, rows) {
  const box = make("div", {});
  const show = (many, focus) => {
    const some = rows.slice(0, many);
    const drawn = table({ title, columns, rows: some.map((row) => row.cells) }, language());
    drawn.querySelectorAll("tbody tr").forEach((line, index) => {
      some[index].ids.forEach((id, place) => {
        const cell = line.children[place];
        if (id && cell) cell.replaceChildren(nodeLink(id, cell.textContent));
      });
    });
    const left = rows.length - some.length;
    const more = left > 0 ? make("p", { class: "acts more" }, make("button", { type: "button",
      text: word("map.more_rows", { n: number(left) }), on: { click: () => show(many + ROWS * 4, many) } })) : null;
    box.replaceChildren(drawn, ...(more ? [more] : []));
    if (focus) drawn.querySelectorAll("tbody tr")[focus]?.querySelector("a")?.focus();
  };
  show(ROWS, 0);
  return box;
}

/** The nodes in view as a table, with the figures laid over them. */
export function nodesTable(view, kinds, laid) {
  const flows = view.nodes.some((node) => node.sources !== undefined);
  const columns = [{ id: "node", label: word("map.node") }, { id: "kind", label: word("map.kind") },
    ...(flows ? [{ id: "sources", label: word("map.sources") }, { id: "goals", label: word("map.goals") }] : []),
    ...(laid?.columns ?? [])];
  const rows = view.nodes.map((node) => {
    const cells = laid?.byNode.get(node.id)?.cells ?? (laid?.columns ?? []).map(() => null);
    const kind = node.mine ? `${kinds[node.kind]} (${word("map.mine_sign")})` : kinds[node.kind];
    return { ids: [node.id], cells: [{ id: node.id, label: node.label }, kind,
      ...(flows ? [node.sources ?? null, node.goals ?? null] : []), ...cells] };
  });
  return longTable(word("map.nodes"), columns, rows);
}

/** The links in view as a table. */
export function linksTable(view) {
  const names = new Map(view.nodes.map((node) => [node.id, node.label]));
  const columns = [{ id: "from", label: word("map.from") }, { id: "link", label: word("map.link") },
    { id: "to", label: word("map.to") }];
  const rows = view.links.map((link) => ({ ids: [link.from, null, link.to], cells: [
    { id: link.from, label: names.get(link.from) }, link.label, { id: link.to, label: names.get(link.to) }] }));
  return rows.length ? longTable(word("map.links"), columns, rows) : null;
}

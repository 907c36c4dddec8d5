// Draws a table of figures: a real table in a box that scrolls by itself, so that the page never does sideways.

import { make, unseen } from "./dom.js";
import { number, scriptLanguage, word } from "./words.js";

const LONG = 20;

/** The box with the table of a `table` block. A column with nothing in any row is left out. */
export function table(block, tag) {
  const columns = block.columns.map((column, index) => look(column, block.rows.map((row) => row[index]), tag));
  const isShown = (_, index) => !columns[index].isEmpty || !block.rows.length;
  const shown = columns.filter(isShown);
  const head = make("tr", {}, ...shown.map(({ column, kind }) => make("th", {
    scope: "col", class: kind, text: column.unit ? `${column.label} (${column.unit})` : column.label,
  })));
  const rows = block.rows.map((row) => make("tr", {}, ...row.filter(isShown).map((cell, index) => draw(
    cell, shown[index], index === 0 && !shown[0].isNumeric, tag))));
  const name = block.title ?? word("table.region", {}, tag);
  const made = make("table", {},
    block.title ? make("caption", { text: block.title }) : null,
    make("thead", {}, head), make("tbody", {}, ...rows));
  const box = make("div", { class: "table-box" }, made);
  reachable(box, name);
  const anySuppressed = block.rows.some((row) => row.some((cell) => cell?.suppressed));
  return make("div", { class: "table" }, box,
    anySuppressed ? make("p", { class: "note", text: word("table.suppressed_note", {}, tag) }) : null);
}

/** How a column is set: figures to the right, short texts unbroken, long ones with room. */
function look(column, cells, tag) {
  const told = cells.filter((cell) => cell !== null && cell !== undefined && !cell.suppressed);
  const isNumeric = told.length > 0 && told.every((cell) => typeof cell === "number");
  const longest = Math.max(0, ...told.map((cell) => written(cell, column, tag).length));
  const kind = isNumeric ? "figure" : longest > LONG ? "long" : "short";
  return { column, isNumeric, kind, isEmpty: cells.every((cell) => cell === null || cell === undefined) };
}

function draw(cell, { column, kind }, isHead, tag) {
  const name = isHead ? "th" : "td";
  const given = { class: kind, scope: isHead ? "row" : undefined };
  if (cell === null || cell === undefined || cell.suppressed) {
    const why = word(cell?.suppressed ? "table.suppressed" : "table.empty", {}, tag);
    // A dash stands for what is held back; what is not recorded stays blank, so that the two are not taken for one.
    const sign = cell?.suppressed ? make("span", { "aria-hidden": "true", text: "–" }) : null;
    return make(name, { ...given, title: why }, sign, unseen(why));
  }
  const text = written(cell, column, tag);
  const own = typeof cell === "number" ? tag : scriptLanguage(text, tag);
  return make(name, { ...given, text, lang: own === tag ? undefined : own });
}

function written(cell, column, tag) {
  if (typeof cell === "object") return String(cell.label ?? cell.id);
  if (typeof cell === "boolean") return word(cell ? "table.yes" : "table.no", {}, tag);
  if (typeof cell === "number") return /year/.test(column.id ?? "") ? String(cell) : number(cell);
  return String(cell);
}

/** Lets the keyboard scroll the box, but only while there is something to scroll. */
function reachable(box, name) {
  new ResizeObserver(() => {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls) {
      box.tabIndex = 0;
      // A group and no region: several tables of one name would be landmarks that nobody can tell apart.
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", name);
    } else {
      for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
    }
  }).observe(box);
}

// Draws a table of figures: a real table in a box that scrolls by itself, so that the page never does sideways.

import { make, unseen } from "./dom.js";
import { number, scriptLanguage, word } from "./words.js";

/** The box with the table of a `table` block. */
export function table(block, tag) {
  const numeric = block.columns.map((_, index) => {
    const cells = block.rows.map((row) => row[index]).filter((cell) => typeof cell !== "object");
    return cells.length > 0 && cells.every((cell) => typeof cell === "number");
  });
  const head = make("tr", {}, ...block.columns.map((column, index) => make("th", {
    scope: "col", class: numeric[index] ? "figure" : undefined,
    text: column.unit ? `${column.label} (${column.unit})` : column.label,
  })));
  const rows = block.rows.map((row) => make("tr", {}, ...row.map((cell, index) => draw(
    cell, block.columns[index] ?? {}, numeric[index], index === 0 && !numeric[0], tag))));
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

function draw(cell, column, isNumeric, isHead, tag) {
  const kind = { class: isNumeric ? "figure" : undefined };
  if (isHead) kind.scope = "row";
  const name = isHead ? "th" : "td";
  if (cell === null || cell === undefined || cell.suppressed) {
    const why = word(cell?.suppressed ? "table.suppressed" : "table.empty", {}, tag);
    // A dash stands for what is held back; what is not recorded stays blank, so that the two are not taken for one.
    const sign = cell?.suppressed ? make("span", { "aria-hidden": "true", text: "–" }) : null;
    return make(name, { ...kind, title: why }, sign, unseen(why));
  }
  const text = written(cell, column, tag);
  const own = typeof cell === "number" ? tag : scriptLanguage(text, tag);
  return make(name, { ...kind, text, lang: own === tag ? undefined : own });
}

function written(cell, column, tag) {
  if (typeof cell === "object") return cell.label ?? cell.id;
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
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", name);
    } else {
      for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
    }
  }).observe(box);
}

// What of a reply's text is shown beside its blocks. The text alone tells everything, for faces without blocks; here
// the lines that a block shows anyway are left out. Where that would leave nothing, the whole text stays.

/** The text without what the reply's blocks repeat. */
export function besideBlocks(reply) {
  let text = String(reply.text);
  for (const block of reply.blocks) {
    if (block?.type === "question") text = withoutQuestion(text, block);
    if (block?.type === "feedback") text = withoutLines(text, (line) => line.trim() === block.explanation);
    // a wide table is pushed aside on a phone: there the lines stay
    if (block?.type === "table" && block.columns.length < 3) text = withoutRows(text, block);
    if (block?.type === "courses" || block?.type === "competencies") text = withoutItems(text, block.items);
  }
  return text.trim() || String(reply.text);
}

/**
 * Leaves out the stem, the words before it in its line where the card counts the questions itself, and the line after
 * it, which tells how to answer where there are no buttons.
 */
function withoutQuestion(text, { stem, number }) {
  const at = stem ? text.indexOf(stem) : -1;
  if (at < 0) return text;
  const before = number ? text.slice(0, text.lastIndexOf("\n", at) + 1) : text.slice(0, at);
  const after = text.slice(at + stem.length).replace(/^\n/, "");
  return before.replace(/[:：]?\s*$/, "") + (after.includes("\n") ? `\n${after}` : "");
}

/** Leaves out the numbered lines that say rows of a table again, and that there are more. */
function withoutRows(text, { rows }) {
  const names = rows.map(([cell]) => cell?.label ?? cell).filter((name) => typeof name === "string" && name);
  return withoutLines(text, (line) => line.startsWith("…")
    || (/^\d+\. /.test(line) && names.some((name) => line.includes(name))));
}

/** Leaves out the bullets that name an item of a block. */
function withoutItems(text, items) {
  const names = items.map((item) => item.title ?? item.label).filter(Boolean);
  return withoutLines(text, (line) => line.startsWith("•") && names.some((name) => line.includes(name)));
}

function withoutLines(text, isTold) {
  return text.split("\n").filter((line) => !isTold(line)).join("\n");
}

/** The sentences and lines of a text, one by one; joined they are the text. */
export function sentences(text) {
  return String(text).match(/[^\n]*?(?:[.!?।…]+(?=\s)|\n+|$)/g).filter(Boolean);
}

/** The part of a course's reason that does not tell again what the course closes. */
export function besideCloses(item) {
  const names = (item.closes ?? []).map((move) => move.label).filter(Boolean);
  return String(item.why ?? "").split("; ").filter((part) => !names.some((name) => part.includes(name))).join("; ");
}

/** The labels that a reply's blocks give to ids, so that its sources can be named by them. */
export function labels(reply) {
  const found = new Map();
  for (const block of reply.blocks) {
    for (const item of block?.items ?? []) {
      if (item.id && (item.label || item.title)) found.set(item.id, item.label ?? item.title);
      for (const move of item.closes ?? []) if (move.label) found.set(move.competency_id, move.label);
    }
    for (const cell of (block?.rows ?? []).flat()) if (cell?.id && cell.label) found.set(cell.id, cell.label);
  }
  return found;
}

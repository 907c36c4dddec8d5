// What a person had written and not sent when their session ended: kept in this tab while they sign in elsewhere, and
// given back to nobody but them.

const KEPT = "saathi.unsent";
const field = document.getElementById("say");
let who = null;

/** Keeps what stands in the field, for whoever was talking. */
export function keep() {
  if (who === null || !field.value.trim()) return;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ who, say: field.value }));
  } catch {
    // A browser that stores nothing forgets it with the page.
  }
}

/** What a person who now comes in had not sent; an empty text where there is nothing of theirs. */
export function taken(id) {
  who = id;
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
  } catch {
    return "";
  }
  return kept?.who === id ? String(kept.say) : "";
}

// What the pages beside the chat share: their words and language, and the address that says what is in view.

import { choose, label, language, loadWords, site, word } from "./words.js";

const KEPT = "saathi.language";

export const at = (id) => document.getElementById(id);

/** Opens a page in the reader's language and begins with it; `again` when another language is chosen. */
export async function openPage(title, begin, again) {
  try {
    await loadWords();
  } catch {
    at("closed").hidden = false;
    return;
  }
  speak(kept() ?? navigator.language, title);
  at("languages").addEventListener("click", (event) => {
    const tag = event.target.closest("button")?.dataset.language;
    if (!tag) return;
    keep(tag);
    speak(tag, title);
    again();
  });
  await begin();
}

/** Calls back when somebody goes back or forward to another query; a leap within the page is none. */
export function onAddress(loaded) {
  let shown = location.search;
  window.addEventListener("popstate", () => {
    if (location.search === shown) return;
    shown = location.search;
    loaded();
  });
  return (address) => {
    history.pushState(null, "", address);
    shown = location.search;
  };
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(tag) {
  try {
    localStorage.setItem(KEPT, tag);
  } catch {
    // A browser that stores nothing forgets the choice with the page.
  }
}

function speak(tag, title) {
  choose(tag);
  document.documentElement.lang = language();
  label();
  for (const button of at("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language()));
  }
  at("tenant").textContent = site().tenant;
  document.title = [word(title), site().tenant].filter(Boolean).join(" · ");
}

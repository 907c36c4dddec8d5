// What screen readers hear: sentence by sentence, each in its own language. Nothing of it is seen.

import { make } from "./dom.js";
import { sentences } from "./text.js";
import { language, scriptLanguage } from "./words.js";

const KEPT_MS = 20000;
const spoken = document.getElementById("spoken");

/** Announces a text; each of its sentences is heard once. */
export function announce(text, tag = language()) {
  for (const sentence of sentences(text).map((each) => each.trim()).filter(Boolean)) {
    const told = make("p", { lang: scriptLanguage(sentence, tag), text: sentence });
    spoken.append(told);
    // What was heard must not be found a second time by whoever reads through the page.
    setTimeout(() => told.remove(), KEPT_MS);
  }
}

/** Forgets what was announced. */
export function hush() {
  spoken.replaceChildren();
}

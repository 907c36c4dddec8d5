// The picker of a person: a search box and the people who fit. Only servers for demos offer it.

import { make } from "./dom.js";
import { call } from "./stream.js";
import { word } from "./words.js";

const PAUSE_MS = 200;
const search = document.getElementById("picker-search");
const count = document.getElementById("picker-count");
const list = document.getElementById("picker-people");
let running = null;
let timer = null;

/** Shows the people who fit; `onPick` gets the card of whom was chosen. */
export function startPicker(onPick) {
  search.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(onPick), PAUSE_MS);
  };
  search.onkeydown = (event) => {
    const only = list.querySelectorAll("button");
    if (event.key === "Enter" && !event.isComposing && only.length === 1) only[0].click();
  };
  return look(onPick);
}

async function look(onPick) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  count.textContent = word("picker.searching");
  try {
    const address = `/api/people?q=${encodeURIComponent(search.value.trim())}`;
    const { people, more } = await call("GET", address, undefined, mine.signal);
    if (running !== mine) return;
    list.replaceChildren(...people.map((card) => entry(card, onPick)));
    count.textContent = told(people.length, more);
  } catch (trouble) {
    if (trouble.name === "AbortError" || running !== mine) return;
    list.replaceChildren(make("li", {}, make("button", {
      type: "button", class: "mend", text: word("labels.retry"), on: { click: () => look(onPick) },
    })));
    count.textContent = trouble.message;
  }
}

function entry(card, onPick) {
  const name = make("span", { class: "entry-name", text: card.name });
  const place = [card.position, card.organisation].filter(Boolean).join(", ");
  const post = make("span", { class: "entry-post", text: place });
  const id = make("span", { class: "entry-id", text: card.id });
  const given = { type: "button", "data-person": card.id, on: { click: () => onPick(card) } };
  return make("li", {}, make("button", given, name, id, post));
}

function told(found, more) {
  if (more) return word("picker.more", { count: found });
  if (!found) return word("picker.none");
  return found === 1 ? word("picker.found_one") : word("picker.found", { count: found });
}

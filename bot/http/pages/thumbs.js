// The thumbs under an answer, and the reason that one may give.

import { icon, make } from "./dom.js";
import { call } from "./stream.js";
import { word } from "./words.js";

const LONGEST = 500;

/** The thumbs of a reply; null for what is no answer to a message: the greeting, and the thanks for a thumb. */
export function thumbs(reply, tag) {
  if (!reply.id || reply.id === "greeting" || reply.arguments?.kind === "rated") return null;
  const told = make("span", { class: "thumbs-told", role: "status" });
  const ask = word("thumbs.ask", {}, tag);
  const reason = make("input", {
    type: "text", maxlength: LONGEST, autocomplete: "off", "aria-label": ask, placeholder: ask });
  const form = make("form", { class: "thumbs-reason", hidden: true }, reason,
    make("button", { type: "submit", text: word("thumbs.send", {}, tag) }));
  const buttons = ["up", "down"].map((thumb) => make("button", {
    type: "button", class: "thumb", "data-thumb": thumb, "aria-pressed": "false",
    "aria-label": word(`thumbs.${thumb}`, {}, tag), title: word(`thumbs.${thumb}`, {}, tag),
    on: { click: () => give(thumb) },
  }, icon(thumb)));

  async function give(thumb, why) {
    told.textContent = "";
    try {
      await call("POST", "/api/feedback", why ? { turn: reply.id, thumb, reason: why } : { turn: reply.id, thumb });
    } catch (trouble) {
      told.textContent = trouble.message;
      return;
    }
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.thumb === thumb));
    form.hidden = thumb !== "down" || Boolean(why);
    told.textContent = word(why ? "thumbs.noted_reason" : "thumbs.noted", {}, tag);
    if (form.hidden) return;
    form.scrollIntoView({ block: "nearest" });
    reason.focus({ preventScroll: true });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const why = reason.value.trim();
    if (!why) return;
    buttons[1].focus({ preventScroll: true });
    give("down", why);
  });
  const group = { class: "thumbs", role: "group", "aria-label": word("thumbs.group", {}, tag) };
  return make("div", group, ...buttons, told, form);
}

// The person's chat accounts: what is linked, unlinking, and a code that links another, as a link and a QR code.

import { make } from "./dom.js";
import { call } from "./stream.js";
import { language, word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const NAMES = { telegram: "Telegram", whatsapp: "WhatsApp" };

const button = document.getElementById("phones");
const dialog = document.getElementById("phones-dialog");
let known = { channels: [], links: [] };

/** Shows the button where there is a channel to link; for whoever is signed in. */
export async function startPhones() {
  try {
    known = await call("GET", "/api/links");
  } catch {
    known = { channels: [], links: [] };
  }
  button.hidden = known.channels.length === 0;
}

/** Hides it, and what it opened. */
export function endPhones() {
  button.hidden = true;
  if (dialog.open) dialog.close();
}

function fill(...more) {
  const linked = known.links.map((each) => make("li", {},
    make("span", { text: `${name(each.channel)} · ${day(each.since)}${each.agreed ? "" : ` · ${word("phones.waits")}`}` }),
    make("button", { type: "button", text: word("phones.unlink"), "aria-label": `${word("phones.unlink")}: ${name(each.channel)}`,
      on: { click: () => unlink(each.id) } })));
  const offers = known.channels.map((channel) => make("button", {
    type: "button", class: "primary", text: word("phones.link", { channel: name(channel) }), on: { click: () => invite(channel) },
  }));
  dialog.replaceChildren(
    make("h2", { id: "phones-title", text: word("phones.title"), tabindex: "-1" }),
    make("p", { text: word("phones.intro") }),
    linked.length ? make("ul", { class: "linked" }, ...linked) : make("p", { text: word("phones.none") }),
    make("div", { class: "offers" }, ...offers), ...more,
    make("form", { method: "dialog" }, make("button", { type: "submit", text: word("phones.close") })));
}

async function invite(channel) {
  const status = make("p", { role: "status" });
  try {
    const made = await call("POST", "/api/links", { channel, language: language() });
    fill(make("div", { class: "invitation" }, drawn(made.qr, channel),
      make("p", { text: word("phones.how", { channel: name(channel) }) }),
      make("p", {}, make("a", { href: made.address, target: "_blank", rel: "noopener noreferrer",
        text: word("phones.open", { channel: name(channel) }) })),
      make("p", { class: "hint", text: word("phones.until", { time: clock(made.expires_at) }) })), status);
    status.textContent = word("phones.ready");
  } catch (trouble) {
    status.textContent = trouble.message;
    fill(status);
  }
}

async function unlink(id) {
  try {
    await call("DELETE", `/api/links/${id}`);
    await startPhones();
    fill(make("p", { role: "status", text: word("phones.unlinked") }));
  } catch (trouble) {
    fill(make("p", { role: "status", text: trouble.message }));
  }
  dialog.querySelector("h2").focus();
}

/** A QR code of rows of 0 and 1, as one path. */
function drawn(rows, channel) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("class", "qr");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", word("phones.qr", { channel: name(channel) }));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", rows.flatMap((row, y) => [...row].map((dark, x) => (dark === "1" ? `M${x} ${y}h1v1h-1z` : "")))
    .join(""));
  svg.append(path);
  return svg;
}

function name(channel) {
  return NAMES[channel] ?? channel;
}

function day(instant) {
  return new Date(instant).toLocaleDateString(`${language()}-IN`, { day: "numeric", month: "long", year: "numeric" });
}

function clock(instant) {
  return new Date(instant).toLocaleTimeString(`${language()}-IN`, { hour: "2-digit", minute: "2-digit" });
}

button.addEventListener("click", async () => {
  await startPhones();
  fill();
  dialog.showModal();
  dialog.querySelector("h2").focus();
});

// Makes elements. All text goes in as text, so that nothing that a person, a bundle or a server wrote is ever markup.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  right: "M5 12.500l4.500 4.500L19 7.500",
  wrong: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  file: "M7 3.500h7l4 4v13H7zM13.500 3.500v4.500H18",
  trouble: "M12 4l9 16H3zM12 10v5M12 17.300v.4",
  up: "M7 11v9H3.500v-9zM7 12l4-8c1.500 0 2.500 1 2.500 2.500V10h5.500l-1.500 10H7",
  down: "M7 13V4H3.500v9zM7 12l4 8c1.500 0 2.500-1 2.500-2.500V14h5.500L17.500 4H7",
  rises: "M5 17l5-5 3.500 3.500L19 9M14.500 8.500H19.500V13.500",
};

/** An element: `given` holds its class, text, language, listeners (`on`), properties (`is`) and attributes. */
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  const { class: classes, text, on = {}, is = {}, ...attributes } = given;
  if (classes) element.className = classes;
  if (text !== undefined && text !== null) element.textContent = String(text);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  Object.assign(element, is);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** One of the few drawn signs, hidden from screen readers: words always stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("width", "20");
  svg.setAttribute("height", "20");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Text for screen readers alone. */
export function unseen(text) {
  return make("span", { class: "unseen", text });
}

/** The address if it is one of this site, whole; else null. */
export function ownAddress(text) {
  const address = safeAddress(text);
  return address && new URL(address).origin === window.location.origin ? address : null;
}

/** The address if a person may safely follow it, else null. */
export function safeAddress(text) {
  try {
    const address = new URL(text, window.location.href);
    return ["https:", "http:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

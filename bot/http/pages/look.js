// How the widget looks on a portal: light or dark, and in the portal's colour as long as everything can be read in it.
// A colour that does not stand out enough is left aside for ours.

const LEAST = 4.5;
const INKS = ["#ffffff", "#0e1c27"];
const OURS = ["--accent", "--accent-strong", "--on-accent", "--tint"];
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let look = { theme: "auto", color: null, colorDark: null };

/** Sets the look; `color` and `colorDark` are written as #rrggbb. */
export function paint(given) {
  look = { theme: ["light", "dark"].includes(given.theme) ? given.theme : "auto", ...colours(given) };
  repaint();
}

function colours(given) {
  const known = (text) => (/^#[0-9a-f]{6}$/.test(text) ? text : null);
  return { color: known(given.color), colorDark: known(given.colorDark) };
}

function repaint() {
  if (look.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = look.theme;
  for (const name of OURS) root.style.removeProperty(name);
  const isDark = look.theme === "dark" || (look.theme === "auto" && dark.matches);
  const found = (isDark ? [look.colorDark, look.color] : [look.color]).filter(Boolean).map(palette).find(Boolean);
  for (const name of found ? OURS : []) root.style.setProperty(name, found[name]);
}

/** The colours that follow from one; null where a text in it, or on it, could not be read. */
function palette(color) {
  const style = getComputedStyle(root);
  const [surface, ground, ink] = ["--surface", "--ground", "--ink"].map((name) => style.getPropertyValue(name).trim());
  const onAccent = INKS.reduce((one, other) => (contrast(one, color) >= contrast(other, color) ? one : other));
  const strong = mix(color, ink, 0.25);
  const tint = mix(surface, color, 0.08);
  const pairs = [[color, surface], [color, ground], [color, tint], [color, onAccent], [strong, onAccent], [ink, tint]];
  if (pairs.some(([one, other]) => contrast(one, other) < LEAST)) return null;
  return { "--accent": color, "--accent-strong": strong, "--on-accent": onAccent, "--tint": tint };
}

function parts(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

function mix(one, other, share) {
  const second = parts(other);
  return `#${parts(one).map((value, index) => Math.round(value + (second[index] - value) * share)
    .toString(16).padStart(2, "0")).join("")}`;
}

function contrast(one, other) {
  const [low, high] = [one, other].map(luminance).sort((first, second) => first - second);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color) {
  const [red, green, blue] = parts(color).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

dark.addEventListener("change", repaint);

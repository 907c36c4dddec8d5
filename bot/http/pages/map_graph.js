// The picture of the map: draws nodes and links on a canvas with Cytoscape.js, lays them out by a rule that costs little
// at thousands of nodes, and lets the keyboard walk. Knows no server and no words but those it is given. What positions
// require is drawn for the node in focus alone, and where there are very many nodes everything but the flows of work is.

const FEW = 300;
const TURN = Math.PI * (3 - Math.sqrt(5));
const COLUMN = 200;
const ROW = 78;
// How far a picture is drawn in at first, so that names can be read: what does not fit is walked to.
const READABLE = 0.75;
// So many signs of a name stand in the picture, about so many in a line; the whole name stands beside it in words.
const SHORT = 56;
const LINE = 20;
const KINDS = {
  position: "round-rectangle", outside: "round-rectangle", organisation: "rectangle", role: "ellipse",
  activity: "ellipse", competency: "cut-rectangle", course: "barrel",
};
// In which band a kind stands beside what is in the middle: above it, or below.
const BANDS = { organisation: -1, role: 1, activity: 2, competency: 1, course: 2 };

let library = null;

/** The picture in a box. `on` hears `walk(node)` where the cursor goes and `open(node)` where a node is to be opened. */
export class Picture {
  constructor(box, on) {
    this.box = box;
    this.on = on;
    this.cy = null;
    this.cursor = null;
    this.beside = [];
    box.addEventListener("keydown", (event) => this.#key(event));
    // The wheel scrolls the page until somebody is in the picture.
    box.addEventListener("focusin", () => this.cy?.userZoomingEnabled(true));
    box.addEventListener("focusout", () => this.cy?.userZoomingEnabled(false));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.cy?.style(styles(this.isLarge)));
  }

  /** Draws a view; false where there is no library to draw with. */
  async show({ about, nodes, links }) {
    try {
      library ??= (await import("./cytoscape.esm.min.js")).default;
      library.warnings(false);
    } catch {
      return false;
    }
    this.cy?.destroy();
    this.isLarge = nodes.length > FEW;
    this.laid = new Set();
    const places = layout(about?.id ?? null, nodes, links);
    const isFirst = (link) => (this.isLarge ? link.kind === "flow" : link.kind !== "asks");
    const first = links.filter(isFirst);
    this.later = links.filter((link) => !isFirst(link));
    this.cy = library({
      container: this.box,
      elements: {
        nodes: nodes.map((node) => ({ data: { ...node, ...name(node.label) }, position: places.get(node.id),
          classes: node.id === about?.id ? "about" : node.mine ? "mine" : "" })),
        edges: first.map((link) => edge(link)),
      },
      style: styles(this.isLarge),
      layout: { name: "preset" },
      minZoom: 0.02, maxZoom: 3,
      autoungrabify: this.isLarge, boxSelectionEnabled: false, userZoomingEnabled: this.box.matches(":focus"),
      textureOnViewport: this.isLarge, hideEdgesOnViewport: this.isLarge, pixelRatio: this.isLarge ? 1 : "auto",
    });
    this.fit();
    if (about && this.cy.zoom() < READABLE) {
      this.cy.zoom(READABLE);
      this.cy.center(this.cy.getElementById(about.id));
    }
    this.cy.on("tap", "node", (event) => this.go(event.target.id(), true));
    this.cy.on("dbltap", "node", (event) => this.on.open(event.target.id()));
    this.go(about?.id ?? null, false);
    return true;
  }

  /** Shows the whole view, but nothing larger than it is meant to be read. */
  fit() {
    this.cy?.fit(undefined, 24);
    if (this.cy?.zoom() > 1.1) {
      this.cy.zoom(1.1);
      this.cy.center();
    }
  }

  /** Zooms about the middle. */
  zoom(factor) {
    if (!this.cy) return;
    this.cy.zoom({ level: this.cy.zoom() * factor,
      renderedPosition: { x: this.box.clientWidth / 2, y: this.box.clientHeight / 2 } });
  }

  /** Colours nodes by weights from 0 to 1, writes their figure below their name; hatches what is held back. */
  lay({ nodes = new Map(), links = new Map() } = {}) {
    this.cy?.batch(() => {
      // Only what was laid before or is now: looking at each of thousands takes seconds.
      for (const id of new Set([...this.laid, ...nodes.keys()])) {
        const node = this.cy.getElementById(id);
        if (node.empty()) continue;
        const found = nodes.get(id);
        const kept = ["about", "mine", "cursor"].filter((each) => node.hasClass(each));
        const colour = found?.isSilent ? ["silent"] : found && found.step !== null ? [`lay-${found.step}`] : [];
        node.classes([...kept, ...colour]);
        node.data(name(node.data("label"), found?.figure));
      }
      this.cy.$("edge.laid").removeClass("laid");
      if (links.size) {
        this.cy.edges().filter((each) => links.has(`${each.data("source")} ${each.data("target")}`)).addClass("laid");
      }
    });
    this.laid = new Set(nodes.keys());
  }

  /** Moves the cursor to a node that is in view. */
  go(id, tells, beside = null) {
    if (!this.cy) return;
    this.cy.$(".cursor").removeClass("cursor");
    const node = id === null ? this.cy.collection() : this.cy.getElementById(id);
    this.cursor = node.nonempty() ? id : null;
    if (!this.cursor) return;
    this.beside = beside ?? [id];
    this.#showLinks(id);
    node.addClass("cursor");
    if (!inside(node.renderedPosition(), this.box)) this.cy.center(node);
    if (tells) this.on.walk(id);
  }

  /** Draws the links of one node that are drawn for it alone, in place of those of the node before. */
  #showLinks(id) {
    this.cy.batch(() => {
      this.cy.$("edge.near").remove();
      const own = this.later.filter((link) => link.from === id || link.to === id);
      this.cy.add(own.map((link) => ({ ...edge(link), group: "edges", classes: "near" })));
    });
  }

  #key(event) {
    if (!this.cy || event.ctrlKey || event.metaKey || event.altKey) return;
    const start = this.cursor ?? this.cy.nodes()[0]?.id();
    if (!start) return;
    const moves = {
      ArrowRight: () => this.#along(start, "out"), ArrowLeft: () => this.#along(start, "in"),
      ArrowDown: () => this.#next(start, 1), ArrowUp: () => this.#next(start, -1),
      Enter: () => this.on.open(start), "+": () => this.zoom(1.25), "=": () => this.zoom(1.25),
      "-": () => this.zoom(0.8), Home: () => this.go(this.cy.$(".about")[0]?.id() ?? start, true),
    };
    if (!Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    moves[event.key]();
  }

  /** Goes along flows of work from a node; along any other link where there is none that way. */
  #along(start, way) {
    const node = this.cy.getElementById(start);
    const all = way === "out" ? node.outgoers("edge") : node.incomers("edge");
    const flows = all.filter("[kind = 'flow']");
    const edges = flows.nonempty() ? flows : all;
    const ends = [...new Set(edges.map((edge) => (way === "out" ? edge.target() : edge.source()).id()))];
    const others = ends.filter((id) => id !== start);
    this.go(others[0] ?? start, true, others.length ? others : this.beside);
  }

  /** Goes to the next node of those among which the last step went; else to the next of the view. */
  #next(start, step) {
    const among = this.beside.length > 1 && this.beside.includes(start) ? this.beside
      : this.cy.nodes().map((node) => node.id());
    const next = among[(among.indexOf(start) + step + among.length) % among.length];
    this.go(next, true, among);
  }
}

/** What stands in a node, and how tall that makes it. */
function name(label, figure = "") {
  const short = label.length > SHORT ? `${label.slice(0, SHORT - 1).trimEnd()}…` : label;
  const lines = Math.ceil(short.length / LINE) + (figure ? 1 : 0);
  return { said: figure ? `${short}\n${figure}` : short, tall: Math.max(52, 18 * lines + 8) };
}

/** A link as an element of the picture. */
function edge(link) {
  return { data: { id: `${link.kind} ${link.from} ${link.to}`, source: link.from, target: link.to, kind: link.kind } };
}

function inside(point, box) {
  return point.x > 0 && point.y > 0 && point.x < box.clientWidth && point.y < box.clientHeight;
}

/** Where each node stands: around one in the middle, or, without one, on a disc with the most linked inside. */
export function layout(about, nodes, links) {
  return about && nodes.length <= FEW ? around(about, nodes, links) : disc(nodes, links);
}

/** What work comes from at the left, where it goes at the right, other kinds in bands above and below. */
function around(about, nodes, links) {
  const sources = new Set(links.filter((link) => link.kind === "flow" && link.to === about).map((link) => link.from));
  const goals = new Set(links.filter((link) => link.kind === "flow" && link.from === about).map((link) => link.to));
  const above = new Set(links.filter((link) => link.kind === "part" && link.from === about).map((link) => link.to));
  const places = new Map([[about, { x: 0, y: 0 }]]);
  const bands = new Map();
  for (const node of nodes) {
    if (node.id === about) continue;
    const isFlow = node.kind === "position" || node.kind === "outside";
    // Of an organisation the parts stand below it; of a position the organisations it is in above it.
    const isPart = node.kind === "organisation" && about.startsWith("organisation:") && !above.has(node.id);
    const side = isPart ? `band ${node.step}` : !isFlow ? `band ${BANDS[node.kind] * Math.max(node.step, 1)}`
      : goals.has(node.id) ? "right" : sources.has(node.id) ? "left" : `band ${node.step + 1}`;
    if (!bands.has(side)) bands.set(side, []);
    bands.get(side).push(node.id);
  }
  let below = 0;
  for (const [side, x] of [["left", -1.35 * COLUMN], ["right", 1.35 * COLUMN]]) {
    const ids = bands.get(side) ?? [];
    const columns = Math.ceil(ids.length / 10);
    ids.forEach((id, index) => {
      const rows = Math.ceil(ids.length / columns);
      const column = Math.floor(index / rows);
      const row = index % rows;
      places.set(id, { x: x + Math.sign(x) * column * COLUMN, y: (row - (rows - 1) / 2) * ROW });
      below = Math.max(below, (rows / 2) * ROW);
    });
    bands.delete(side);
  }
  const order = [...bands].map(([name, ids]) => [Number(name.split(" ")[1]), ids]).sort((one, other) => one[0] - other[0]);
  for (const [sign, those] of [[-1, order.filter(([band]) => band < 0).reverse()], [1, order.filter(([band]) => band >= 0)]]) {
    let y = sign * (below + 1.6 * ROW);
    for (const [, ids] of those) {
      const wide = Math.min(ids.length, Math.max(5, Math.ceil(Math.sqrt(ids.length))));
      ids.forEach((id, index) => {
        const row = Math.floor(index / wide);
        const inRow = Math.min(wide, ids.length - row * wide);
        places.set(id, { x: (index % wide - (inRow - 1) / 2) * COLUMN, y: y + sign * row * 1.2 * ROW });
      });
      y += sign * (Math.ceil(ids.length / wide) * 1.2 + 0.8) * ROW;
    }
  }
  return places;
}

/** A disc filled like the head of a sunflower: a place for each in one pass, none upon another. */
function disc(nodes, links) {
  const linked = new Map();
  for (const link of links) {
    linked.set(link.from, (linked.get(link.from) ?? 0) + 1);
    linked.set(link.to, (linked.get(link.to) ?? 0) + 1);
  }
  const order = Object.keys(KINDS);
  const ranked = [...nodes].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind)
    || (linked.get(other.id) ?? 0) - (linked.get(one.id) ?? 0));
  return new Map(ranked.map((node, index) => {
    const far = 62 * Math.sqrt(index + 0.5);
    return [node.id, { x: 1.6 * far * Math.cos(index * TURN), y: 0.95 * far * Math.sin(index * TURN) }];
  }));
}

/** How things look, in the colours of the page. */
function styles(isLarge) {
  const read = getComputedStyle(document.documentElement);
  const colour = (name) => read.getPropertyValue(`--${name}`).trim();
  const text = { "font-size": 15, "font-family": getComputedStyle(document.body).fontFamily };
  const made = [
    { selector: "node", style: {
      ...text, shape: "ellipse", width: 176, height: "data(tall)", label: "data(said)", color: colour("ink"),
      "background-color": colour("lay-0"), "border-width": 1.5, "border-color": colour("edge"), "text-wrap": "wrap",
      "text-max-width": 160, "text-valign": "center", "text-halign": "center", "min-zoomed-font-size": 6,
    } },
    ...Object.entries(KINDS).map(([kind, shape]) => ({ selector: `node[kind = '${kind}']`, style: { shape } })),
    { selector: "node[kind = 'outside']", style: { "border-style": "dashed", "background-color": colour("surface") } },
    { selector: "node[kind = 'organisation']", style: { "border-width": 3 } },
    { selector: "edge", style: {
      width: 1.5, "line-color": colour("edge"), "curve-style": isLarge ? "haystack" : "bezier", opacity: 0.55,
      "target-arrow-color": colour("edge"), "target-arrow-shape": "triangle", "arrow-scale": 1.1, events: "no",
    } },
    { selector: "edge[kind = 'flow']", style: { width: 2.5, "line-color": colour("accent"), opacity: 0.8,
      "target-arrow-color": colour("accent") } },
    { selector: "edge.laid", style: { width: 6, "line-color": colour("lay-4"), opacity: 1,
      "target-arrow-color": colour("lay-4") } },
    ...[0, 1, 2, 3, 4].map((step) => ({ selector: `.lay-${step}`, style: { "background-color": colour(`lay-${step}`),
      color: inkOn(colour(`lay-${step}`), colour("lay-ink-dark"), colour("lay-ink-light")) } })),
    { selector: ".silent", style: { "background-fill": "linear-gradient", "background-gradient-direction":
      "to-bottom-right", "background-gradient-stop-colors": [1, 2, 3, 4].map((each) => colour(each % 2 ? "surface"
      : "line")).join(" "), "border-style": "dotted" } },
    { selector: ".mine", style: { "border-width": 4, "border-color": colour("right") } },
    { selector: ".about", style: { "border-width": 4, "border-color": colour("accent-strong"), "font-weight": 700 } },
    { selector: ".cursor", style: { "outline-width": 4, "outline-color": colour("accent"), "outline-offset": 4,
      "z-index": 9 } },
  ];
  return made;
}

/** Of two inks the one that stands out more on a colour. */
function inkOn(ground, ...inks) {
  const light = luminance(ground);
  const contrast = (ink) => (Math.max(luminance(ink), light) + 0.05) / (Math.min(luminance(ink), light) + 0.05);
  return contrast(inks[0]) >= contrast(inks[1]) ? inks[0] : inks[1];
}

function luminance(colour) {
  const parts = /^#(..)(..)(..)$/.exec(colour);
  if (!parts) return 1;
  const [red, green, blue] = parts.slice(1).map((each) => {
    const value = parseInt(each, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

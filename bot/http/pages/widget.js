// The loader of the widget, for the pages of a portal: one element with a button and, once that is pressed, a frame with
// the chat. It asks the portal's own address for a token and hands it to the frame, and to nobody else. It keeps to a
// strict content policy, and the page's style sheets do not reach into it. The server fills in its words.

(() => {
  "use strict";

  const NAME = "saathi-chat";
  const PATIENCE_MS = 8000;
  const TOKEN_MS = 20000;
  const WORDS = /* words */ {};
  const OURS = { light: "#1b5a80", dark: "#8cc4e8" };
  const INK = { light: "#ffffff", dark: "#0e1c27" };
  // More than the 4.5 that text needs: it must also stand out on tinted ground.
  const LEAST = 5;
  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = {
    talk: "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z",
    shut: "M6 6l12 12M18 6L6 18",
  };

  const script = document.currentScript ?? document.querySelector("script[src$='/widget.js']");
  if (!script || customElements.get(NAME)) return;
  const SAATHI = new URL(script.src, document.baseURI).origin;
  const narrow = window.matchMedia("(max-width: 480px), (max-height: 480px)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    /* Important rules in here win over all rules of the page, also over important ones. */
    :host {
      all: initial !important; display: block !important; position: fixed !important; inset: auto 0 0 auto !important;
      width: 0 !important; height: 0 !important; overflow: visible !important; direction: ltr !important;
      unicode-bidi: isolate !important; z-index: 2147483647 !important;
    }
    :host([hidden]) { display: none !important; }
    .all {
      font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", "Nirmala UI", sans-serif;
      color-scheme: light dark; color: CanvasText;
    }
    .all[data-theme="light"] { color-scheme: light; }
    .all[data-theme="dark"] { color-scheme: dark; }
    button { font: inherit; cursor: pointer; }
    svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .launcher {
      position: fixed; bottom: var(--y); right: var(--x); display: flex; align-items: center; gap: 10px;
      min-width: 56px; min-height: 56px; box-sizing: border-box; padding: 0 20px 0 16px; border: 2px solid var(--ink);
      border-radius: 28px; background: var(--accent); color: var(--ink); font-weight: 600;
      box-shadow: 0 0 0 1px var(--accent), 0 4px 14px rgb(0 0 0 / 30%);
    }
    .all[data-position="left"] .launcher { right: auto; left: var(--x); }
    .launcher svg { flex: none; }
    .launcher .shut, .launcher[aria-expanded="true"] .talk { display: none; }
    .launcher[aria-expanded="true"] .shut { display: block; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; box-shadow: 0 0 0 6px var(--ink); }
    dialog {
      position: fixed; inset: auto var(--x) calc(var(--y) + 68px) auto; box-sizing: border-box; margin: 0; padding: 0;
      width: min(420px, calc(100vw - 2 * var(--x))); max-width: none;
      height: min(680px, calc(100vh - var(--y) - 88px)); max-height: none; border: 1px solid #7b8894;
      border-radius: 14px; overflow: hidden; background: Canvas; color: CanvasText;
      box-shadow: 0 10px 40px rgb(0 0 0 / 30%);
    }
    .all[data-position="left"] dialog { inset: auto auto calc(var(--y) + 68px) var(--x); }
    dialog::backdrop { background: transparent; }
    dialog:focus-visible, iframe:focus-visible { outline: none; box-shadow: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .state { display: flex; flex-direction: column; gap: 16px; align-items: flex-start; padding: 24px; }
    .state p { margin: 0; }
    .state button { min-height: 44px; padding: 0 16px; }
    dialog:not([data-state="ready"]) iframe { position: absolute; inset: 0; visibility: hidden; }
    dialog[data-state="ready"] .state { display: none; }
    @media (max-width: 480px), (max-height: 480px) {
      .launcher { padding: 0 14px; }
      .launcher span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      dialog, .all[data-position="left"] dialog { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: rise .16s ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    }
    @media (forced-colors: active) { .launcher { border-color: ButtonText; } }
    @media print { .all { display: none; } }
  `);

  function make(tag, given = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", ICONS[name]);
    const given = { viewBox: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true", class: name };
    for (const [key, value] of Object.entries(given)) svg.setAttribute(key, value);
    svg.append(path);
    return svg;
  }

  /** How far a colour, given by its parts, stands out from one written as #rrggbb. */
  function contrast(parts, other) {
    const light = (values) => values.map((value) => value / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const pair = [light(parts), light([1, 3, 5].map((at) => parseInt(other.slice(at, at + 2), 16)))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  }

  class SaathiChat extends HTMLElement {
    static observedAttributes = ["language", "theme", "color", "color-dark", "position"];

    #parts = null;
    #frame = null;
    #isReady = false;
    #focuses = false;
    #patience = 0;

    connectedCallback() {
      if (!this.#parts) this.#build();
      // In the top layer nothing of the page can cover, clip or move it.
      try {
        this.popover = "manual";
        this.showPopover();
      } catch {
        // An older browser: the z-index must do.
      }
      this.#paint();
      window.addEventListener("message", this.#hear);
      narrow.addEventListener("change", this.#refit);
      dark.addEventListener("change", this.#repaint);
      if (this.hasAttribute("open") && !narrow.matches) this.#show(false);
    }

    disconnectedCallback() {
      window.removeEventListener("message", this.#hear);
      narrow.removeEventListener("change", this.#refit);
      dark.removeEventListener("change", this.#repaint);
      // A frame that leaves the page loses what it held.
      this.#parts.dialog.close();
      this.#parts.launcher.setAttribute("aria-expanded", "false");
      this.#frame?.remove();
      this.#frame = null;
      this.#isReady = false;
    }

    attributeChangedCallback() {
      if (this.#parts && this.isConnected) this.#paint();
    }

    /** Opens the chat. */
    open() {
      this.#show(true);
    }

    /** Closes the chat; it goes on where it was when it is opened again. */
    close() {
      const { dialog, launcher } = this.#parts ?? {};
      if (!dialog?.open) return;
      const held = this.shadowRoot.activeElement;
      dialog.close();
      launcher.setAttribute("aria-expanded", "false");
      if (held) launcher.focus();
    }

    /** Ends the session here; for pages on which one leaves the portal without a new page. */
    signOut() {
      this.#tell({ saathi: "leave" });
    }

    #build() {
      const label = make("span");
      const launcher = make("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false" }, icon("talk"), icon("shut"), label);
      const said = make("p", { role: "status" });
      const shut = make("button", { type: "button" });
      const dialog = make("dialog", { "data-state": "loading" }, make("div", { class: "state" }, said, shut));
      const all = make("div", { class: "all" }, launcher, dialog);
      launcher.addEventListener("click", () => (dialog.open ? this.close() : this.open()));
      shut.addEventListener("click", () => this.close());
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.close();
      });
      all.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !dialog.open) return;
        event.preventDefault();
        this.close();
      });
      this.#parts = { all, dialog, label, launcher, said, shut };
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      shadow.append(all);
    }

    #show(focuses) {
      const { dialog, launcher } = this.#parts;
      if (dialog.open) return;
      this.#focuses = focuses;
      if (!this.#frame || dialog.dataset.state === "refused") this.#load();
      // Where it fills the window, the page behind it must not be reached; beside the page it must.
      if (narrow.matches) dialog.showModal();
      else if (focuses) dialog.show();
      else dialog.setAttribute("open", "");
      launcher.setAttribute("aria-expanded", "true");
      if (this.#isReady) this.#enter();
      else if (focuses) this.#parts.shut.focus();
    }

    #load() {
      this.#frame?.remove();
      this.#isReady = false;
      this.#frame = make("iframe", { src: `${SAATHI}/widget`, title: this.#words().title });
      this.#frame.addEventListener("load", () => {
        this.#isReady = false;
        this.#tell(this.#hello());
        clearTimeout(this.#patience);
        this.#patience = setTimeout(() => this.#state(this.#isReady ? "ready" : "refused"), PATIENCE_MS);
      });
      this.#state("loading");
      this.#parts.dialog.append(this.#frame);
    }

    #state(name) {
      this.#parts.dialog.dataset.state = name;
      this.#parts.said.textContent = name === "ready" ? "" : this.#words()[name];
    }

    #enter() {
      if (this.#focuses) this.#frame.focus();
      this.#tell({ saathi: "open", focuses: this.#focuses });
    }

    #tell(said) {
      this.#frame?.contentWindow?.postMessage(said, SAATHI);
    }

    #hear = ({ source, origin, data }) => {
      if (origin !== SAATHI || !this.#frame || source !== this.#frame.contentWindow) return;
      if (data?.saathi === "ready") {
        const isNew = !this.#isReady || this.#parts.dialog.dataset.state !== "ready";
        this.#isReady = true;
        this.#state("ready");
        if (isNew && this.#parts.dialog.open) this.#enter();
      }
      if (data?.saathi === "token") this.#fetchToken().then((found) => this.#tell({ saathi: "token", ...found }));
      if (data?.saathi === "close") this.close();
    };

    /** The portal's word for who this is. A page to sign in on, instead of a token, means that nobody is signed in. */
    async #fetchToken() {
      const told = this.getAttribute("token-url");
      const address = new URL(told || "", document.baseURI);
      if (!told || address.origin !== window.location.origin) {
        console.error(`${NAME}: token-url must be an address of this page's own origin.`);
        return { trouble: "failed" };
      }
      try {
        const answer = await fetch(address, {
          headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store", redirect: "manual",
          signal: AbortSignal.timeout(TOKEN_MS),
        });
        if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return { trouble: "signed_out" };
        const { token } = await answer.json();
        return answer.ok && typeof token === "string" ? { token } : { trouble: "failed" };
      } catch {
        return { trouble: "failed" };
      }
    }

    // ---- words and looks

    #language() {
      return this.getAttribute("language") || document.documentElement.lang || navigator.language;
    }

    #words() {
      return WORDS[this.#tag()];
    }

    /** The language in which the button and what stands around the frame are written. */
    #tag() {
      const short = this.#language().split("-")[0].toLowerCase();
      return Object.hasOwn(WORDS, short) ? short : "en";
    }

    #hello() {
      return {
        saathi: "hello", language: this.#language(), chosen: this.hasAttribute("language"),
        theme: this.getAttribute("theme") ?? "auto", color: this.#color("light"), colorDark: this.#color("dark"),
      };
    }

    /** A colour of the page for one of the two schemes as #rrggbb; null where it cannot be used. */
    #color(scheme) {
      const name = scheme === "dark" ? "color-dark" : "color";
      const told = this.getAttribute(name) || getComputedStyle(this).getPropertyValue(`--saathi-${name}`).trim();
      const probe = this.#parts.said.style;
      probe.color = "";
      probe.color = told;
      const parts = probe.color && /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(this.#parts.said).color);
      probe.color = "";
      if (!parts) return null;
      const values = parts.slice(1).map(Number);
      if (contrast(values, INK[scheme]) < LEAST) return null;
      return `#${values.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    }

    #paint() {
      const { all, dialog, label, launcher, shut } = this.#parts;
      const theme = this.getAttribute("theme");
      const scheme = theme === "dark" || (theme !== "light" && dark.matches) ? "dark" : "light";
      const style = getComputedStyle(this);
      const length = (name) => style.getPropertyValue(name).trim() || "20px";
      const words = this.#words();
      all.dataset.theme = theme ?? "auto";
      all.dataset.position = this.getAttribute("position") === "left" ? "left" : "right";
      all.lang = this.#tag();
      all.style.setProperty("--x", length("--saathi-inset-x"));
      all.style.setProperty("--y", length("--saathi-inset-y"));
      all.style.setProperty("--accent", this.#color(scheme) ?? OURS[scheme]);
      all.style.setProperty("--ink", INK[scheme]);
      label.textContent = words.open;
      shut.textContent = words.close;
      dialog.setAttribute("aria-label", words.title);
      if (this.#frame) this.#frame.title = words.title;
      if (this.#frame && dialog.dataset.state !== "ready") this.#state(dialog.dataset.state);
      if (this.#isReady) this.#tell(this.#hello());
    }

    #repaint = () => this.#paint();

    /** Opens it again the other way where the window became narrow or wide. */
    #refit = () => {
      const { dialog } = this.#parts;
      if (!dialog.open) return;
      const held = this.shadowRoot.activeElement === this.#frame;
      dialog.close();
      if (narrow.matches) dialog.showModal();
      else dialog.show();
      if (held) this.#frame.focus();
    };
  }

  customElements.define(NAME, SaathiChat);

  function place() {
    if (document.querySelector(NAME)) return;
    const element = document.createElement(NAME);
    for (const name of ["token-url", "language", "theme", "color", "color-dark", "position", "open"]) {
      if (script.hasAttribute(`data-${name}`)) element.setAttribute(name, script.getAttribute(`data-${name}`));
    }
    document.body.append(element);
  }
  if (!script.hasAttribute("data-token-url")) return;
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
})();

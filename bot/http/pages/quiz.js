// Draws a question of a quiz: one answer, several, an order, or a short text. Knows no answer; it sends letters.

import { make, unseen } from "./dom.js";
import { scriptLanguage, word } from "./words.js";

const KINDS = { multiple, order, short, single };
let count = 0;

/** The card of a `question` block; `close()` on it ends the asking. */
export function question(block, tag, say) {
  const options = block.options ?? [];
  const kind = options.length === 0 ? "short" : Object.hasOwn(KINDS, block.kind) ? block.kind : "single";
  const card = make("div", { class: `question ${kind}`, role: "group", "data-item": block.id });
  const naming = { class: "stem", id: `stem-${++count}`, tabindex: "-1" };
  const stem = make("p", { ...naming, text: block.stem, lang: own(block.stem, tag) });
  card.setAttribute("aria-labelledby", stem.id);
  const send = (answer, shown) => {
    if (card.dataset.closed === undefined) say(answer, shown);
  };
  const how = make("p", { class: "how", text: word(`quiz.${kind}`, {}, tag) });
  if (block.number && block.of) {
    const facts = { number: block.number, of: block.of };
    card.append(make("p", { class: "number", text: word("quiz.number", facts, tag) }));
  }
  card.append(stem, how, ...KINDS[kind](options, tag, send));
  card.close = () => close(card);
  return card;
}

function close(card) {
  card.dataset.closed = "";
  for (const control of card.querySelectorAll("button, input")) control.disabled = true;
}

function letter(index) {
  return String.fromCharCode(97 + index);
}

function own(text, tag) {
  const found = scriptLanguage(text, tag);
  return found === tag ? undefined : found;
}

function optionText(option, tag) {
  return make("span", { text: option, lang: own(option, tag) });
}

function single(options, tag, send) {
  const buttons = options.map((option, index) => make("button", {
    type: "button", class: "option", "aria-pressed": "false", "data-option": letter(index),
    on: {
      click: (event) => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === event.currentTarget));
        send(letter(index), `${letter(index)}. ${option}`);
      },
    },
  }, make("span", { class: "letter", text: letter(index) }), optionText(option, tag)));
  return [make("div", { class: "options" }, ...buttons)];
}

function multiple(options, tag, send) {
  const boxes = options.map((_, index) => make("input", { type: "checkbox", value: letter(index) }));
  const answer = answerButton(tag, () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value).join(", ");
    if (ticked) send(ticked, ticked);
  });
  const refresh = () => {
    answer.disabled = !boxes.some((box) => box.checked);
  };
  const rows = options.map((option, index) => make("label", { class: "option" },
    boxes[index], make("span", { class: "letter", text: letter(index) }), optionText(option, tag)));
  for (const box of boxes) box.addEventListener("change", refresh);
  refresh();
  return [make("div", { class: "options" }, ...rows), make("div", { class: "answering" }, answer)];
}

function order(options, tag, send) {
  let chosen = [];
  const places = options.map(() => make("span", { class: "place", "aria-hidden": "true" }));
  const spoken = options.map(() => unseen(""));
  const buttons = options.map((option, index) => make("button", {
    type: "button", class: "option", "aria-pressed": "false", "data-option": letter(index),
    on: {
      click: () => {
        chosen = chosen.includes(index) ? chosen.filter((other) => other !== index) : [...chosen, index];
        refresh();
      },
    },
  }, make("span", { class: "letter", text: letter(index) }), optionText(option, tag), places[index], spoken[index]));
  const answer = answerButton(tag, () => {
    const told = chosen.map(letter).join(", ");
    send(told, told);
  });
  const reset = make("button", {
    type: "button", class: "quiet", text: word("quiz.reset", {}, tag),
    on: {
      click: () => {
        chosen = [];
        refresh();
        buttons[0].focus();
      },
    },
  });
  function refresh() {
    buttons.forEach((button, index) => {
      const place = chosen.indexOf(index) + 1;
      button.setAttribute("aria-pressed", String(place > 0));
      places[index].textContent = place || "";
      spoken[index].textContent = place ? `, ${word("quiz.place", { place }, tag)}` : "";
    });
    answer.disabled = chosen.length < options.length;
    reset.disabled = chosen.length === 0;
  }
  refresh();
  return [make("div", { class: "options" }, ...buttons), make("div", { class: "answering" }, answer, reset)];
}

function short(_options, tag, send) {
  const field = make("input", { type: "text", autocomplete: "off", "aria-label": word("quiz.short", {}, tag) });
  const answer = make("button", { type: "submit", class: "primary", text: word("quiz.answer", {}, tag) });
  const form = make("form", {
    class: "answering",
    on: {
      submit: (event) => {
        event.preventDefault();
        if (field.value.trim()) send(field.value.trim(), field.value.trim());
      },
    },
  }, field, answer);
  return [form];
}

function answerButton(tag, click) {
  return make("button", { type: "button", class: "primary", text: word("quiz.answer", {}, tag), on: { click } });
}

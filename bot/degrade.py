"""From a reply to what a channel can show: one pure function. Nothing said is lost, and every part fits.

Buttons become rows of a list, and these numbered lines; a chart becomes a picture or what it shows in words; a table
becomes lines; a long text several. Decides nothing about what is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channel import Button, Limits, Part
from bot.pressed import Press, data
from bot.saying import LETTERS, LINES, Block, clean, options, unsaid
from bot.splitting import shorten, size, split

Words = Callable[..., str]

# A table of more rows goes as a file where there is one and the channel takes files; so many rows are shown besides.
LONG_TABLE, SHOWN = 60, 20
# After these a thumb would say nothing.
_UNRATED = frozenset({"refused", "error"})


@dataclass(frozen=True)
class Answer:
    """The key of a question: the place of the right option (from 0), and why."""

    right: int
    explanation: str


@dataclass
class _Parts:
    """Parts in the making: text gathers until something else comes."""

    limits: Limits
    language: str
    done: list[Part] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        if text.strip():
            self.lines.append(text)

    def flush(self) -> None:
        text, self.lines = clean("\n\n".join(self.lines)), []
        self.done += [Part("text", piece, self.language)
                      for piece in split(text, self.limits.text, self.limits.measure)]

    def put(self, part: Part) -> None:
        self.flush()
        self.done.append(part)


def degrade(reply: Mapping[str, Any], limits: Limits, turn: str, words: Words, answer: Answer | None = None
            ) -> list[Part]:
    """The parts that say a reply (as JSON) by a channel with these limits, in order. `turn` is what its buttons go back
    to; `words` looks up fixed words; `answer` is the key of its question, for channels that judge a quiz themselves."""
    blocks: Sequence[Block] = reply["blocks"]
    question = next((block for block in blocks if block["type"] == "question"), None)
    poll = _poll(question, limits, answer, reply["language"]) if question else None
    parts = _Parts(limits, reply["language"])
    text = str(reply["text"])
    parts.say(_without_question(text, question) if poll and question else text)
    for block in blocks:
        _block(parts, block, blocks, text, words)
    if question is not None:
        if poll is not None:
            parts.put(poll)
        else:
            _lettered(parts, question, turn, text)
    choices = [item for block in blocks if block["type"] == "choices" for item in block["items"]]
    buttons, listed = _buttons(choices, limits, turn)
    if choices and not buttons:
        parts.say("\n".join([*(f"{place}. {item['label']}" for place, item in enumerate(choices, 1)),
                             words("channel.number")]))
    parts.flush()
    thumbs = _thumbs(turn) if limits.thumbs and question is None and reply["outcome"] not in _UNRATED else ()
    return _under(parts.done, buttons, listed, thumbs, limits)


def _block(parts: _Parts, block: Block, blocks: Sequence[Block], text: str, words: Words) -> None:
    limits, kind = parts.limits, block["type"]
    if kind == "chart" and limits.pictures and str(block.get("href", "")).endswith(".svg"):
        alternative = clean(str(block["alternative"]))
        fits = size(alternative, limits.measure) <= limits.caption
        if not fits:
            parts.say(alternative)
        parts.put(Part("picture", alternative if fits else "", parts.language, media_type="image/png",
                       file=str(block["href"]).removesuffix(".svg") + ".png", name="chart.png"))
    elif kind == "document" and limits.documents and str(block["href"]).startswith("/api/"):
        parts.put(Part("document", shorten(clean(str(block["label"])), limits.caption, limits.measure), parts.language,
                       file=str(block["href"]), name="", media_type=str(block["media_type"])))
    elif kind == "table" and limits.documents and len(block["rows"]) > LONG_TABLE and any(
            each["type"] == "document" for each in blocks):
        parts.say("\n".join(unsaid(text, LINES["table"]({**block, "rows": block["rows"][:SHOWN]}))))
        parts.say(words("channel.rest_in_file", n=len(block["rows"]) - SHOWN))
    elif kind in LINES:
        parts.say("\n".join(unsaid(text, LINES[kind](block))))


# ---- questions


def _poll(question: Block, limits: Limits, answer: Answer | None, language: str) -> Part | None:
    """The question as a native quiz poll, where all of it fits."""
    rules, given = limits.poll, [clean(str(option)) for option in question.get("options") or ()]
    stem = clean(str(question["stem"]))
    if rules is None or answer is None or not 2 <= len(given) <= rules.options or not 0 <= answer.right < len(given):
        return None
    measured = [size(option, limits.measure) for option in given]
    # services refuse an option that is empty or there twice
    if size(stem, limits.measure) > rules.question or max(measured) > rules.option or not all(
            option.strip() for option in given) or len(set(given)) < len(given) or not stem.strip():
        return None
    why = clean(answer.explanation)
    # what does not fit is told with the result of the answer in any case
    told = why if size(why, limits.measure) <= rules.explanation and why.count("\n") <= 2 else ""
    return Part("poll", stem, language, options=tuple(given), right=answer.right, explanation=told)


def _without_question(text: str, question: Block) -> str:
    """The text without the stem, the colon before it, and the line after it that tells how to answer in writing."""
    stem = str(question["stem"])
    at = text.find(stem)
    if at < 0:
        return text
    before, after = text[:at].rstrip(), text[at + len(stem):].lstrip("\n")
    return "\n".join(part for part in (before.removesuffix(":"), after.partition("\n")[2]) if part.strip())


def _lettered(parts: _Parts, question: Block, turn: str, text: str) -> None:
    """The question in words, with its options under letters, and a button for each where these fit."""
    limits = parts.limits
    if str(question["stem"]) not in text:
        parts.say(str(question["stem"]))
    lines = options(question)
    parts.say("\n".join(lines))
    if not lines or question.get("kind", "single") != "single":
        return
    whole = [Button(clean(line), data(Press("option", turn, str(place)))) for place, line in enumerate(lines, 1)]
    short = [replace(button, label=LETTERS[place]) for place, button in enumerate(whole)]
    parts.flush()
    for buttons in (whole, short):
        if _fit(buttons, limits):
            parts.done = _under(parts.done, tuple(buttons), False, (), limits)
            return
    if len(short) <= limits.rows:
        rows = tuple(replace(button, label=LETTERS[place].upper(),
                             detail=shorten(whole[place].label, limits.row[1], limits.measure))
                     for place, button in enumerate(short))
        parts.done = _under(parts.done, rows, True, (), limits)


# ---- choices


def _buttons(items: Sequence[Mapping[str, Any]], limits: Limits, turn: str) -> tuple[tuple[Button, ...], bool]:
    """The choices as buttons, or as rows of a list; none where only numbers are left."""
    made = [Button(" ".join(clean(str(item["label"])).split()), data(Press("choice", turn, str(place))))
            for place, item in enumerate(items, 1)]
    if not all(button.label for button in made):
        return (), False
    if _fit(made, limits):
        return tuple(made), False
    rows = [_row(button, limits) for button in made] if len(made) <= limits.rows else []
    # two rows that read the same are one too many for a service, and for a person
    if rows and all(row is not None for row in rows) and len({row.label for row in rows if row}) == len(rows):
        return tuple(row for row in rows if row is not None), True
    return (), False


def _fit(buttons: Sequence[Button], limits: Limits) -> bool:
    labels = [button.label for button in buttons]
    return 0 < len(buttons) <= limits.buttons and len(set(labels)) == len(labels) and all(
        size(button.label, limits.measure) <= limits.label and len(button.data.encode()) <= limits.data
        for button in buttons)


def _row(button: Button, limits: Limits) -> Button | None:
    """A row of a list: a label that is too long for its title stands whole in the second line."""
    title, detail = limits.row
    if size(button.label, limits.measure) <= title:
        return button
    if size(button.label, limits.measure) <= detail:
        return replace(button, label=shorten(button.label, title, limits.measure), detail=button.label)
    return None


def _thumbs(turn: str) -> tuple[Button, ...]:
    return (Button("👍", data(Press("thumb", turn, "+"))), Button("👎", data(Press("thumb", turn, "-"))))


def _under(parts: list[Part], buttons: tuple[Button, ...], listed: bool, thumbs: tuple[Button, ...], limits: Limits
           ) -> list[Part]:
    """The parts with buttons under the last text; what is too long for a text with buttons goes before it."""
    if not buttons and not thumbs:
        return parts
    at = max((place for place, part in enumerate(parts) if part.kind == "text" and not part.buttons), default=None)
    if at is None:
        parts, at = [*parts, Part("text", "…", parts[-1].language if parts else "en")], len(parts)
    last = parts[at]
    pieces = [last.text]
    if limits.with_buttons and size(last.text, limits.measure) > limits.with_buttons:
        pieces = split(last.text, limits.with_buttons, limits.measure)
    made = [replace(last, text=piece) for piece in pieces]
    made[-1] = replace(made[-1], buttons=buttons, listed=listed, thumbs=thumbs)
    return [*parts[:at], *made, *parts[at + 1:]]

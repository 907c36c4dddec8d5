"""From a reply to what a channel can show: one pure function. Nothing said is lost, and every part fits.

Buttons become rows of a list, and these numbered lines; a chart becomes a picture or what it shows in words; a table
becomes lines; a long text several. Decides nothing about what is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channel import Button, Limits, Part, PartKind
from bot.pressed import Kind, Press, data
from bot.saying import LETTERS, LINES, Block, clean, flat, options, says, sign, visible
from bot.splitting import ending, shorten, size, split
from passbook.items import parted

Words = Callable[..., str]
Lines = Mapping[str, Callable[[Block], list[str]]]

# A table of more rows goes as a file where there is one and the channel takes files; so many rows are shown besides.
LONG_TABLE, SHOWN = 60, 20
# The files that hold a table, and those that are pictures.
SHEETS = frozenset({"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
PICTURE = "image/png"
# Addresses of ours: what they stand for is fetched when it is sent.
OURS = "/api/"
THUMBS = (("👍", "+"), ("👎", "-"))
# After these a thumb would say nothing.
UNRATED = frozenset({"refused", "error"})


@dataclass(frozen=True)
class Answer:
    """The key of a question: the place of the right option (from 0), and why."""

    right: int
    explanation: str


def degrade(reply: Mapping[str, Any], limits: Limits, turn: str, words: Words, answer: Answer | None = None,
            lines: Lines = LINES) -> list[Part]:
    """The parts that say a reply (as JSON) by a channel with these limits, in order.

    `turn` is what its buttons go back to; `words` looks up fixed words; `answer` is the key of its first question, for
    channels that judge a quiz themselves; `lines` says the blocks in words, where a channel has its own. Raises
    ValueError for a turn that no button can name.
    """
    making = _Making(reply, limits, turn, words, answer, lines)
    making.say(making.text)
    for block in reply["blocks"]:
        if block["type"] in SHOWS:
            SHOWS[block["type"]](making, block)
        else:
            making.tell(block)
    making.rate()
    return making.done


@dataclass
class _Making:
    """Parts in the making: text gathers until something else comes."""

    reply: Mapping[str, Any]
    limits: Limits
    turn: str
    words: Words
    answer: Answer | None
    lines: Lines
    done: list[Part] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        blocks: Sequence[Block] = self.reply["blocks"]
        self.text = str(self.reply["text"])
        # presses and keys are about the first question; the choices of all blocks are counted on
        self.asked = next((block for block in blocks if block["type"] == "question"), None)
        self.poll = self.asked and _poll(self, self.asked)
        if self.asked and self.poll:
            self.text = _without_question(self.text, self.asked, self.words("quiz.how_single"))
        self.choosing = [block for block in blocks if block["type"] == "choices"]
        self.items = [item for block in self.choosing for item in block["items"]]
        self.buttons, self.listed = _pressable(
            [flat(item["label"]) for item in self.items], "choice", self) if self.items else ((), False)

    def say(self, text: str) -> None:
        """Adds to the text."""
        if visible(text := clean(text)):
            self.waiting.append(text)

    def tell(self, block: Block) -> None:
        """Adds a block in words."""
        if said := self.lines.get(block["type"]):
            self.say("\n".join(said(block)))

    def put(self, part: Part) -> None:
        """Adds a part that is no text."""
        self.flush()
        self.done.append(part)

    def press(self, buttons: tuple[Button, ...], listed: bool) -> None:
        """Puts buttons under what was said last; where that is no text, or has some, under a line of their own. A
        picture or a file that cannot be sent must not take the buttons with it."""
        self.flush()
        if not self.done or self.done[-1].kind != "text" or self.done[-1].buttons:
            self.say(self.words("channel.go_on"))
            self.flush()
        self._under(len(self.done) - 1, buttons=buttons, listed=listed)

    def rate(self) -> None:
        """Puts thumbs under the last text, where an answer can be rated."""
        self.flush()
        at = max((place for place, part in enumerate(self.done) if part.kind == "text"), default=None)
        if not self.limits.thumbs or at is None or self.asked is not None or self.reply["outcome"] in UNRATED:
            return
        thumbs = tuple(Button(label, data(Press("thumb", self.turn, value))) for label, value in THUMBS)
        if all(len(each.data.encode()) <= self.limits.data for each in thumbs):
            self._under(at, thumbs=thumbs)

    def flush(self) -> None:
        """Makes parts of the text that waits."""
        text, self.waiting = "\n\n".join(self.waiting), []
        self.done += [Part("text", piece, self.reply["language"])
                      for piece in split(text, self.limits.text, self.limits.measure) if visible(piece)]

    def _under(self, at: int, **given: Any) -> None:
        """Changes a text part; what is too long for a text with buttons goes before it."""
        part, most = self.done[at], self.limits.with_buttons or self.limits.text
        before, text = ending(part.text, most, self.limits.measure)
        self.done[at:at + 1] = [*([replace(part, text=before)] if before else []), replace(part, text=text, **given)]


# ---- kinds of blocks


def _choices(making: _Making, block: Block) -> None:
    """Buttons or a list where all choices fit, and else numbers; either after the last of them."""
    last = block is making.choosing[-1]
    if making.buttons:
        if last:
            making.press(making.buttons, making.listed)
        return
    before = making.choosing[:next(place for place, each in enumerate(making.choosing) if each is block)]
    making.tell({**block, "first": 1 + sum(len(each["items"]) for each in before)})
    if last:
        making.say(making.words("channel.number"))


def _question(making: _Making, block: Block) -> None:
    """A native poll where it can be one; else the options under letters, with a button for each where these fit."""
    if block is not making.asked:
        making.tell(block)
        return
    if making.poll:
        making.put(making.poll)
        return
    told = any(says(making.text, each) for each in (str(block["stem"]), parted(str(block["stem"]))[1]))
    making.tell({**block, "stem": ""} if told else block)
    labels = options(block)
    if labels and len(labels) <= len(LETTERS) and block.get("kind", "single") == "single":
        buttons, listed = _pressable(labels, "option", making)
        if buttons:
            making.press(buttons, listed)


def _feedback(making: _Making, block: Block) -> None:
    """Nothing, where the text says it."""
    if not says(making.text, str(block["explanation"])):
        making.tell(block)


def _competencies(making: _Making, block: Block) -> None:
    """Those that the text does not list: a chat is short. A channel that draws them in its own way gets all."""
    if making.lines is LINES:
        listed = [line for line in making.text.split("\n") if line.startswith("•")]
        block = {**block, "items": [item for item in block["items"] if not any(
            f"{item['label']}:" in line and f"{item['required']}" in line for line in listed)]}
    if block["items"]:
        making.tell(block)


def _courses(making: _Making, block: Block) -> None:
    """Why a course is there is said once, by the text or here."""
    making.tell({**block, "items": [{**item, "why": ""} if item.get("why") and says(making.text, str(item["why"])) else
                                    item for item in block["items"]]})


def _chart(making: _Making, block: Block) -> None:
    address = str(block.get("href") or "")
    if making.limits.pictures and address.startswith(OURS) and address.endswith(".svg"):
        _file(making, "picture", str(block["alternative"]), address.removesuffix(".svg") + ".png", PICTURE)
    else:
        making.tell(block)


def _document(making: _Making, block: Block) -> None:
    address, media_type = str(block["href"]), str(block["media_type"])
    if address.startswith(OURS) and media_type == PICTURE and making.limits.pictures:
        _file(making, "picture", str(block["label"]), address, media_type)
    elif address.startswith(OURS) and making.limits.documents:
        _file(making, "document", str(block["label"]), address, media_type)
    else:
        making.tell(block)


def _file(making: _Making, kind: PartKind, text: str, address: str, media_type: str) -> None:
    """A file with a text under it; one that is too long for that goes before it."""
    caption = clean(text).strip()
    if size(caption, making.limits.measure) > making.limits.caption or not visible(caption):
        making.say(caption)
        caption = ""
    making.put(Part(kind, caption, making.reply["language"], file=address, media_type=media_type))


def _table(making: _Making, block: Block) -> None:
    """All rows; of a long table the first where a file has them all."""
    filed = making.limits.documents and any(
        each["type"] == "document" and each["media_type"] in SHEETS and str(each["href"]).startswith(OURS)
        for each in making.reply["blocks"])
    if not filed or len(block["rows"]) <= LONG_TABLE:
        making.tell(block)
        return
    making.tell({**block, "rows": block["rows"][:SHOWN]})
    making.say(making.words("channel.rest_in_file", n=len(block["rows"]) - SHOWN))


# The kinds that are more than lines of text.
SHOWS: dict[str, Callable[[_Making, Block], None]] = {
    "choices": _choices, "question": _question, "feedback": _feedback, "chart": _chart, "document": _document,
    "table": _table, "competencies": _competencies, "courses": _courses}


# ---- polls


def _poll(making: _Making, question: Block) -> Part | None:
    """The question as a native quiz poll, where all of it fits."""
    rules, answer, measure = making.limits.poll, making.answer, making.limits.measure
    stem, given = clean(str(question["stem"])).strip(), [flat(option) for option in question.get("options") or ()]
    if rules is None or answer is None or not visible(stem) or question.get("kind", "single") != "single":
        return None
    if not 2 <= len(given) <= rules.options or not 0 <= answer.right < len(given):
        return None
    # services refuse an option that is empty or there twice
    if len(set(given)) < len(given) or not all(map(visible, given)):
        return None
    if size(stem, measure) > rules.question or max(size(option, measure) for option in given) > rules.option:
        return None
    why = clean(answer.explanation).strip()
    # what does not fit is told with the result of the answer in any case
    told = why if size(why, measure) <= rules.explanation and why.count("\n") <= 2 and visible(why) else ""
    return Part("poll", stem, making.reply["language"], options=tuple(given), right=answer.right, explanation=told)


def _without_question(text: str, question: Block, how: str) -> str:
    """The text without what a poll says itself: the stem at the end of its line (of a case told before, its question),
    and the line that tells how to answer in writing."""
    stem = str(question["stem"])
    for asked in (stem, parted(stem)[1]):
        found = re.search(rf"(?:\A|(?<=\n)|(?<=: )|(?<=\) )){re.escape(asked)}(?=\n|\Z)", text)
        if found and asked:
            text = "\n".join((text[:found.start()].rstrip().removesuffix(":"), text[found.end():].removeprefix("\n")))
            break
    return "\n".join(line for line in text.split("\n") if line.strip() != how)


# ---- buttons


def _pressable(labels: Sequence[str], kind: Kind, making: _Making) -> tuple[tuple[Button, ...], bool]:
    """Labels as buttons, or as rows of a list; none where neither can show them. Options stand whole in the text, so
    that their letters will do on buttons."""
    limits = making.limits
    if len(labels) > max(limits.buttons, limits.rows) or not all(map(visible, labels)):
        return (), False
    sends = [data(Press(kind, making.turn, str(place)))
             for place in range(1, len(labels) + 1)]
    if max(len(each.encode()) for each in sends) > limits.data:
        return (), False
    letters = [[sign(place) for place in range(len(labels))]] if kind == "option" else []
    for told in (labels, *letters):
        if len(told) <= limits.buttons and _fit(told, limits.label, limits):
            return tuple(map(Button, told, sends)), False
    if len(labels) > limits.rows:
        return (), False
    rows = _rows(labels, limits, whole=kind == "choice") or _rows(
        [f"{place}. {label}" for place, label in enumerate(labels, 1)], limits, whole=kind == "choice")
    return tuple(Button(title, send, detail) for (title, detail), send in zip(rows, sends, strict=False)), bool(rows)


def _fit(labels: Sequence[str], most: int, limits: Limits) -> bool:
    """Whether labels are short enough, and differ: two that read the same are one too many."""
    return len(set(labels)) == len(labels) and all(size(label, limits.measure) <= most for label in labels)


def _rows(labels: Sequence[str], limits: Limits, whole: bool) -> list[tuple[str, str]]:
    """Labels as title and second line of rows: one that is too long for a title stands in the second line, `whole` or
    as far as it goes. None where they do not fit, or where titles are the same."""
    title, detail = limits.row
    rows = [(shorten(label, title, limits.measure),
             "" if size(label, limits.measure) <= title else shorten(label, detail, limits.measure))
            for label in labels]
    cut = whole and any(rest and rest != label for (_, rest), label in zip(rows, labels, strict=True))
    return rows if not cut and _fit([head for head, _ in rows], title, limits) else []

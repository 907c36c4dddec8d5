"""From parts of a reply to calls of the Cloud API: their bodies are the service's own, so that a queue can keep them.

Pure. It fits nothing to limits (the parts already do), and no sign of a text becomes markup: the service would make
bold, italic, struck or code of what stands between *, _, ~ and `.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.channel import Button, Call, Part
from bot.channels.whatsapp.limits import LIMITS, TEMPLATE_TEXT
from bot.channels.whatsapp.links import said
from prompts.loader import spoken

METHOD = "messages"
# A person's id here, such as IN.13491208655302741918 (with ENT. where businesses share it). Digits are a number.
_ACCOUNT = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_ADDRESS = re.compile(r"(https?://\S+)")
# A sign that would open markup: at the start of a word, with its like later in the line.
_MARKUP = re.compile(r"(?<![^\W_])([*_~`])(?=\S)(?=[^\n]*?\1)")
# Its likes, as long as it in every measure.
_LIKE = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}


def calls(chat: str, parts: Sequence[Part]) -> list[Call]:
    """The calls that say these parts in a chat, in order. Raises ValueError for a part that WhatsApp does not have."""
    made: list[Call] = []
    for part in parts:
        made += _calls(chat, part)
    return made


def nudge(chat: str, template: str | None, language: str, text: str) -> Call:
    """The call that says a text unasked: as the one value of a template, or as it is where no template is set up."""
    if template is None:
        return _call(chat, "text", _text(text))
    value = _clipped(plain(" ".join(text.split())))
    return _call(chat, "template", {
        "name": template, "language": {"code": spoken(language)},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": value}]}],
    }, template=True)


def plain(text: str) -> str:
    """The text with signs that would become markup replaced by their likes; as long as before, addresses untouched."""
    pieces = _ADDRESS.split(text)
    return "".join(piece if at % 2 else _MARKUP.sub(lambda found: _LIKE[found[1]], piece)
                   for at, piece in enumerate(pieces))


def recipient(chat: str) -> dict[str, str]:
    """How a call names its recipient: by telephone number, by the id of a person, or else by that of a group."""
    if chat.isdecimal():
        return {"recipient_type": "individual", "to": chat}
    if _ACCOUNT.fullmatch(chat):
        return {"recipient_type": "individual", "recipient": chat}
    return {"recipient_type": "group", "to": chat}


def _calls(chat: str, part: Part) -> list[Call]:
    if part.kind == "text":
        if part.buttons:
            return [_call(chat, "interactive", _interactive(part, plain(part.text)))]
        return [_call(chat, "text", _text(part.text))] if part.text.strip() else []
    if part.kind not in ("picture", "document"):
        raise ValueError(f"WhatsApp has no part of the kind {part.kind}")
    kind = "image" if part.kind == "picture" else "document"
    media = {"filename": part.name} if kind == "document" and part.name else {}
    if part.buttons and not part.listed:
        shown = _interactive(part, plain(part.text)) | {"header": {"type": kind, kind: media}}
        return [_call(chat, "interactive", shown, part)]
    made = [_call(chat, kind, media | ({"caption": plain(part.text)} if part.text.strip() else {}), part)]
    if part.buttons:
        # A list has no picture at its head: it follows as a message of its own.
        made.append(_call(chat, "interactive", _interactive(part, "")))
    return made


def _call(chat: str, kind: str, content: dict[str, Any], part: Part | None = None, template: bool = False) -> Call:
    body = {**recipient(chat), "type": kind, kind: content}
    if part is None:
        return Call(METHOD, body, template=template)
    return Call(METHOD, body, file=part.file, name=part.name, media_type=part.media_type)


def _text(text: str) -> dict[str, Any]:
    return {"body": plain(text), "preview_url": False}


def _interactive(part: Part, text: str) -> dict[str, Any]:
    choose = said("whatsapp.list", part.language)
    body = {"text": text if text.strip() else choose}
    if not part.listed:
        buttons = [{"type": "reply", "reply": {"id": button.data, "title": button.label}}
                   for button in _distinct(part.buttons, LIMITS.label)]
        return {"type": "button", "body": body, "action": {"buttons": buttons}}
    rows = [{"id": row.data, "title": row.label} | ({"description": row.detail} if row.detail.strip() else {})
            for row in _distinct(part.buttons, LIMITS.row[0])]
    return {"type": "list", "body": body, "action": {"button": choose, "sections": [{"rows": rows}]}}


def _distinct(buttons: Sequence[Button], longest: int) -> list[Button]:
    """The buttons with titles that differ, as the service asks: one that repeats gets a number. Of those that would do
    the same, the first."""
    kept: dict[str, Button] = {}
    taken: set[str] = set()
    for button in buttons:
        if button.data in kept:
            continue
        label, number = button.label, 1
        while label in taken:
            number += 1
            label = _cut(button.label, longest - len(f" {number}")) + f" {number}"
        taken.add(label)
        kept[button.data] = Button(label, button.data, button.detail)
    return list(kept.values())


def _cut(text: str, longest: int) -> str:
    """The beginning of a text of so many units of UTF-16 at most."""
    while len(text.encode("utf-16-le")) > 2 * longest:
        text = text[:-1]
    return text.rstrip()


def _clipped(text: str) -> str:
    """The text, cut at a word where it is too long for a template."""
    cut = _cut(text, TEMPLATE_TEXT)
    return text if cut == text.rstrip() else _cut(cut, TEMPLATE_TEXT - 1).rsplit(" ", 1)[0] + "…"

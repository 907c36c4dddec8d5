"""Parts as calls of the Bot API. Pure. All text is sent as plain text, without a parse mode, so that nothing anybody
wrote can become markup; link previews are off. What a native poll would not take is asked in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.channel import Button, Call, Part
from bot.channels.telegram.limits import EXPLANATION_LINES, ROW, ROW_SIGNS

# Stands where the service wants a text and there is none to say.
NOTHING = "…"


def render(chat: str, parts: Sequence[Part]) -> list[Call]:
    """The calls that say these parts in a chat (its number as text), in order; a part with nothing in it makes none."""
    number = int(chat)
    made = (RENDERERS[part.kind](number, part) for part in parts)
    return [call for call in made if call is not None]


def plain(chat: str, text: str) -> Call:
    """The call that says a text and no more."""
    return Call("sendMessage", {"chat_id": int(chat), "text": sayable(text) or NOTHING, **_NO_PREVIEW})


def sayable(text: str) -> str:
    """A text as the service takes it: without controls and halves of signs, which it refuses or drops; empty where
    nothing of it could be seen."""
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return kept.strip() if any(_seen(sign) for sign in kept) else ""


_NO_PREVIEW: dict[str, Any] = {"link_preview_options": {"is_disabled": True}}


def _seen(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "ZC" and sign not in "\u115f\u1160\u2800\u3164\uffa0"


def _text(chat: int, part: Part) -> Call | None:
    text, keys = sayable(part.text), _keyboard(part)
    if not text and not keys:
        return None
    return Call("sendMessage", {"chat_id": chat, "text": text or NOTHING, **_NO_PREVIEW, **keys})


def _picture(chat: int, part: Part) -> Call | None:
    return _file("sendPhoto", chat, part)


def _document(chat: int, part: Part) -> Call | None:
    return _file("sendDocument", chat, part)


def _file(method: str, chat: int, part: Part) -> Call | None:
    if not part.file:
        return _text(chat, part)
    caption = sayable(part.text)
    body = {"chat_id": chat, **({"caption": caption} if caption else {}), **_keyboard(part)}
    return Call(method, body, part.file, part.name, part.media_type)


def _poll(chat: int, part: Part) -> Call | None:
    question, options = sayable(part.text), [" ".join(sayable(option).split()) for option in part.options]
    right = part.right
    whole = question and len(options) >= 2 and all(options) and len(set(options)) == len(options)
    if not whole or (right is not None and not 0 <= right < len(options)):
        return _in_words(chat, part)
    body: dict[str, Any] = {"chat_id": chat, "question": question, "options": options, "is_anonymous": False}
    if right is None:
        body["type"] = "regular"
    else:
        body |= {"type": "quiz", "correct_option_ids": [right]}
        if explanation := _explanation(part.explanation):
            body["explanation"] = explanation
    return Call("sendPoll", {**body, **_keyboard(part)})


def _explanation(text: str) -> str:
    """An explanation with no more lines than the service takes."""
    lines = [line for line in sayable(text).splitlines() if line.strip()]
    first, rest = lines[:EXPLANATION_LINES], lines[EXPLANATION_LINES:]
    return "\n".join([*first, " ".join(rest)] if rest else first)


def _in_words(chat: int, part: Part) -> Call | None:
    """A poll that the service would not take (an option is empty, or stands there twice), as text with letters."""
    lettered = [f"{chr(97 + place)}) {option}" for place, option in enumerate(part.options)]
    return _text(chat, Part("text", "\n".join([part.text, *lettered]), part.language, part.buttons,
                            thumbs=part.thumbs))


def _keyboard(part: Part) -> dict[str, Any]:
    rows = _rows(part.buttons)
    if part.thumbs:
        rows.append([_key(button) for button in part.thumbs])
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _rows(buttons: Sequence[Button]) -> list[list[dict[str, str]]]:
    """Buttons in rows: as many beside each other as can be read there, in their order."""
    rows: list[list[Button]] = []
    for button in buttons:
        row = [*rows[-1], button] if rows else [button]
        if rows and len(row) <= ROW and max(_width(each.label) for each in row) * len(row) <= ROW_SIGNS:
            rows[-1] = row
        else:
            rows.append([button])
    return [[_key(button) for button in row] for row in rows]


def _key(button: Button) -> dict[str, str]:
    return {"text": " ".join(sayable(button.label).split()) or NOTHING, "callback_data": button.data}


def _width(label: str) -> int:
    """How many places a label takes: marks above and below a sign take none, pictures and wide signs two."""
    return sum(0 if unicodedata.category(sign) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in label)


RENDERERS = {"text": _text, "picture": _picture, "document": _document, "poll": _poll}

"""From parts of a reply to calls of the Bot API: their bodies are the service's own, so that a queue can keep them.

Pure. Text goes without a parse mode: no sign of it becomes markup, whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.channel import Button, Call, Part
from bot.channels.telegram.limits import A_LINE, SHORT_LABEL


def calls(chat: str, parts: Sequence[Part]) -> list[Call]:
    """The calls that say these parts in a chat, in order."""
    return [_call(int(chat), part) for part in parts]


def _call(chat: int, part: Part) -> Call:
    body: dict[str, Any] = {"chat_id": chat}
    keyboard = _keyboard(part)
    if keyboard:
        body["reply_markup"] = {"inline_keyboard": keyboard}
    if part.kind == "text":
        return Call("sendMessage", {**body, "text": part.text, "link_preview_options": {"is_disabled": True}})
    if part.kind == "poll":
        return Call("sendPoll", {**body, **_poll(part)})
    if part.text:
        body["caption"] = part.text
    method = "sendPhoto" if part.kind == "picture" else "sendDocument"
    return Call(method, body, file=part.file, name=part.name, media_type=part.media_type)


def _poll(part: Part) -> dict[str, Any]:
    body: dict[str, Any] = {"question": part.text, "options": [{"text": option} for option in part.options],
                            "is_anonymous": False, "type": "regular" if part.right is None else "quiz"}
    if part.right is not None:
        body["correct_option_ids"] = [part.right]
        if part.explanation:
            body["explanation"] = part.explanation
    return body


def _keyboard(part: Part) -> list[list[dict[str, str]]]:
    """Lines of buttons: short ones share a line, the thumbs have the last."""
    lines: list[list[Button]] = []
    for button in part.buttons:
        short = len(button.label) <= SHORT_LABEL
        if short and lines and len(lines[-1]) < A_LINE and all(len(each.label) <= SHORT_LABEL for each in lines[-1]):
            lines[-1].append(button)
        else:
            lines.append([button])
    if part.thumbs:
        lines.append(list(part.thumbs))
    return [[{"text": button.label, "callback_data": button.data} for button in line] for line in lines]

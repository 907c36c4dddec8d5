"""What the Telegram Bot API refuses, as its documentation says it: lengths, keyboards, polls, files."""

from __future__ import annotations

from typing import Any

from telegram.constants import InlineKeyboardButtonLimit, MessageLimit, PollLimit

Json = dict[str, Any]


class Refused(Exception):
    """A request that the service refuses: the HTTP status, and the description that it gives."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


def wrong(why: str) -> Refused:
    """A request that is wrong in itself."""
    return Refused(400, f"Bad Request: {why}")


def units(text: str) -> int:
    """How the service counts: in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check(method: str, body: Json, files: dict[str, int]) -> None:
    """Raises Refused for a request that the service would refuse; `files` are the sizes of what was uploaded."""
    rules = {"sendMessage": _message, "sendPoll": _poll, "sendPhoto": _photo, "sendDocument": _document,
             "sendMessageDraft": _draft}
    if method in rules:
        rules[method](body, files)
    if "reply_markup" in body:
        _keyboard(body["reply_markup"])


def _message(body: Json, _files: dict[str, int]) -> None:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise wrong("message text is empty")
    if units(text) > MessageLimit.MAX_TEXT_LENGTH:
        raise wrong("message is too long")


def _draft(body: Json, _files: dict[str, int]) -> None:
    if not body.get("draft_id"):
        raise wrong("DRAFT_ID_INVALID")
    if units(str(body.get("text", ""))) > MessageLimit.MAX_TEXT_LENGTH:
        raise wrong("message is too long")


def _caption(body: Json) -> None:
    if units(str(body.get("caption", ""))) > MessageLimit.CAPTION_LENGTH:
        raise wrong("message caption is too long")


def _photo(body: Json, files: dict[str, int]) -> None:
    _caption(body)
    if not 0 < files.get("photo", 0) <= 10 * 1024 * 1024:
        raise wrong("there is no photo in the request" if "photo" not in files else "file is too big")


def _document(body: Json, files: dict[str, int]) -> None:
    _caption(body)
    if not 0 < files.get("document", 0) <= 50 * 1024 * 1024:
        raise wrong("there is no document in the request" if "document" not in files else "file is too big")


def _poll(body: Json, _files: dict[str, int]) -> None:
    question, options = str(body.get("question", "")), body.get("options") or []
    texts = [str(each.get("text", "")) for each in options]
    if not question.strip() or units(question) > PollLimit.MAX_QUESTION_LENGTH:
        raise wrong("poll question must be non-empty and no longer than 300")
    if not 2 <= len(texts) <= PollLimit.MAX_OPTION_NUMBER:
        raise wrong("poll must have from 2 to 12 options")
    if any(not text.strip() or units(text) > PollLimit.MAX_OPTION_LENGTH for text in texts):
        raise wrong("poll options must be non-empty and no longer than 100")
    if len(set(texts)) < len(texts):
        raise wrong("poll options must be different")
    if body.get("type") == "quiz":
        right = body.get("correct_option_ids") or []
        if not right or not all(isinstance(each, int) and 0 <= each < len(texts) for each in right):
            raise wrong("quiz must have a correct option")
    explanation = str(body.get("explanation", ""))
    if units(explanation) > PollLimit.MAX_EXPLANATION_LENGTH or explanation.count("\n") > 2:
        raise wrong("message is too long")


def _keyboard(markup: Json) -> None:
    buttons = [button for line in markup.get("inline_keyboard", []) for button in line]
    if len(buttons) > 100:
        raise wrong("too many buttons")
    for button in buttons:
        if not str(button.get("text", "")).strip():
            raise wrong("text buttons are allowed to be non-empty")
        if not InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= len(str(button.get("callback_data", "")).encode()) \
                <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise wrong("BUTTON_DATA_INVALID")

"""The rules by which the stand-in of the WhatsApp Cloud API takes or refuses a message: limits and error codes.

Lengths are counted in units of UTF-16, the strictest way in which the service might count. Written from the service's
documentation and not from the channel, so that the two can disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

# Code: status of HTTP and title, as the service lists them.
ERRORS: Mapping[int, tuple[int, str]] = {
    0: (401, "AuthException"), 1: (400, "API Unknown"), 2: (503, "API Service"), 3: (500, "API Method"),
    4: (400, "API Too Many Calls"), 10: (403, "Permission Denied"), 100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"), 200: (403, "API Permission"),
    368: (403, "Temporarily blocked for policies violations"), 80007: (400, "Rate limit issues"),
    130429: (429, "Rate limit hit"), 130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country"),
    131000: (500, "Something went wrong"), 131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"), 131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"), 131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"), 131030: (400, "Recipient not in allowed list"),
    131031: (403, "Business account has been locked"), 131037: (400, "Display name approval is needed"),
    131042: (400, "Business eligibility payment issue"), 131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"), 131048: (400, "Spam rate limit hit"),
    131049: (400, "Held back to maintain healthy ecosystem engagement"),
    131050: (400, "User has stopped marketing messages"), 131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"), 131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"), 132000: (400, "Template param count mismatch"),
    132001: (404, "Template does not exist"), 132005: (400, "Template hydrated text too long"),
    132007: (400, "Template format character policy violated"), 132012: (400, "Template parameter format mismatch"),
    132015: (400, "Template is paused"), 132016: (400, "Template is disabled"),
    132018: (400, "There's an issue with the parameters in your template"),
    133010: (400, "Phone number not registered"), 135000: (400, "Generic user error"),
}

MEGABYTE = 1024 * 1024
# Media type: kind of message, and how many bytes it may have.
MEDIA: Mapping[str, tuple[str, int]] = {
    "image/jpeg": ("image", 5 * MEGABYTE), "image/png": ("image", 5 * MEGABYTE),
    "application/pdf": ("document", 100 * MEGABYTE), "text/plain": ("document", 100 * MEGABYTE),
    "application/msword": ("document", 100 * MEGABYTE), "application/vnd.ms-excel": ("document", 100 * MEGABYTE),
    "application/vnd.ms-powerpoint": ("document", 100 * MEGABYTE),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("document", 100 * MEGABYTE),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("document", 100 * MEGABYTE),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("document", 100 * MEGABYTE),
}


class Refused(Exception):
    """A request that the service does not take, with its code and details."""

    def __init__(self, code: int, details: str, subcode: int | None = None) -> None:
        super().__init__(f"{code}: {details}")
        self.code, self.details, self.subcode = code, details, subcode

    @property
    def status(self) -> int:
        """The status of HTTP."""
        return ERRORS[self.code][0]

    def as_json(self) -> Json:
        """The body of the answer."""
        error: Json = {"message": f"(#{self.code}) {ERRORS[self.code][1]}", "type": "OAuthException",
                       "code": self.code, "fbtrace_id": "AbCdEfGhIjKlMnOpQrStUvW",
                       "error_data": {"messaging_product": "whatsapp", "details": self.details}}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}


@dataclass(frozen=True)
class Template:
    """A template that was approved: in which languages, and its body with `{{1}}` where values go."""

    languages: tuple[str, ...]
    body: str

    @property
    def values(self) -> int:
        """How many values it takes."""
        return self.body.count("{{")


def length(text: str) -> int:
    """How long a text is, in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check(message: Json, media: Mapping[str, tuple[str, bytes]], templates: Mapping[str, Template]) -> str:
    """The kind of a message that may be sent as it is. Raises Refused."""
    if message.get("messaging_product") != "whatsapp":
        raise Refused(100, "The parameter messaging_product is required.")
    if not message.get("to") and not message.get("recipient"):
        raise Refused(100, "The parameter to is required.")
    if message.get("recipient_type", "individual") not in ("individual", "group"):
        raise Refused(100, "Param recipient_type must be one of {INDIVIDUAL, GROUP}")
    if length(str(message.get("biz_opaque_callback_data", ""))) > 512:
        raise Refused(100, "Param biz_opaque_callback_data must be at most 512 characters long.")
    kind = message.get("type", "text")
    if kind not in CHECKS:
        raise Refused(131051, "Unsupported message type")
    content = message.get(kind)
    if not isinstance(content, dict):
        raise Refused(131008, f"Parameter '{kind}' is mandatory for type '{kind}'")
    if kind == "template":
        _template(content, templates)
    elif kind in ("image", "document"):
        _media(kind, content, media)
    elif kind == "text":
        _text(content)
    else:
        _interactive(content, media)
    return str(kind)


CHECKS = ("text", "interactive", "image", "document", "template")


def _within(what: str, text: Any, most: int, least: int = 1, code: int = 131009) -> str:
    if not isinstance(text, str):
        raise Refused(131008, f"{what} is required")
    if not least <= length(text) <= most or (least and not text.strip()):
        raise Refused(code, f"{what} length invalid. Min length: {least}, Max length: {most}")
    return text


def _text(content: Json) -> None:
    _within("text['body']", content.get("body"), 4096, code=100)
    if not isinstance(content.get("preview_url", False), bool):
        raise Refused(100, "Param text['preview_url'] must be a boolean")


def _media(kind: str, content: Json, media: Mapping[str, tuple[str, bytes]]) -> None:
    held = media.get(str(content.get("id", "")))
    if held is None:
        raise Refused(131009, "Media ID is not valid")
    if MEDIA[held[0]][0] != kind:
        raise Refused(131053, f"Media of the type {held[0]} cannot be sent as {kind}")
    if "caption" in content:
        _within("caption", content["caption"], 1024, least=0)
    if kind != "document" and "filename" in content:
        raise Refused(100, f"Unexpected key \"filename\" on param \"{kind}\".")


def _interactive(content: Json, media: Mapping[str, tuple[str, bytes]]) -> None:
    body = content.get("body")
    _within("Body text", body.get("text") if isinstance(body, dict) else None, 1024)
    header, action = content.get("header"), content.get("action")
    if not isinstance(action, dict):
        raise Refused(131008, "The parameter interactive['action'] is required.")
    if content.get("type") == "button":
        if header is not None:
            _media(header["type"], header[header["type"]], media)
        _buttons(action)
    elif content.get("type") == "list":
        if header is not None and header.get("type") != "text":
            raise Refused(131009, "Header of a list must be text")
        _rows(action)
    else:
        raise Refused(131009, "Interactive type is not valid")


def _buttons(action: Json) -> None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Refused(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    for button in buttons:
        if button.get("type") != "reply":
            raise Refused(131009, "Button type is not valid")
        _within("Button title", button["reply"].get("title"), 20)
        _identity("Button id", button["reply"].get("id"), 256)
    for what in ("title", "id"):
        if len({button["reply"][what] for button in buttons}) < len(buttons):
            raise Refused(131009, f"Duplicated {what} for buttons")


def _rows(action: Json) -> None:
    _within("Button label", action.get("button"), 20)
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        raise Refused(131009, "Invalid sections count. Min allowed: 1, Max allowed: 10")
    rows = [row for section in sections for row in section.get("rows", [])]
    if not 1 <= len(rows) <= 10:
        raise Refused(131009, "Total row count exceed max allowed count: 10")
    for section in sections:
        if "title" in section or len(sections) > 1:
            _within("Section title", section.get("title"), 24)
    for row in rows:
        _within("Row title", row.get("title"), 24)
        _identity("Row id", row.get("id"), 200)
        if "description" in row:
            _within("Row description", row["description"], 72)
    if len({row["id"] for row in rows}) < len(rows):
        raise Refused(131009, "Duplicated row id")


def _identity(what: str, value: Any, most: int) -> None:
    text = _within(what, value, most)
    if text != text.strip():
        raise Refused(131009, f"{what} cannot have leading or trailing spaces")


def _template(content: Json, templates: Mapping[str, Template]) -> None:
    found = templates.get(str(content.get("name")))
    language = str((content.get("language") or {}).get("code"))
    if found is None or language not in found.languages:
        raise Refused(132001, f"template name ({content.get('name')}) does not exist in {language}")
    values = [value for part in content.get("components", []) if part.get("type") == "body"
              for value in part.get("parameters", [])]
    if len(values) != found.values:
        raise Refused(132000, f"body: number of localizable_params ({len(values)}) does not match the expected "
                              f"number of params ({found.values})")
    said = found.body
    for at, value in enumerate(values, 1):
        text = value.get("text") if value.get("type") == "text" else None
        if not isinstance(text, str) or not text.strip():
            raise Refused(132012, "Parameter format does not match format in the created template")
        if any(sign in text for sign in "\n\r\t") or "     " in text:
            raise Refused(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
        said = said.replace(f"{{{{{at}}}}}", text)
    if length(said) > 1024:
        raise Refused(132005, "Translated text too long")

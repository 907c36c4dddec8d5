"""Wishes about one's own accounts and consents, by their phrases: unlinking, withdrawing, suggestions. Pure."""

from __future__ import annotations

from bot.conversation.decision import Decision, Routing

# key of the lexicon → what the settings do; the first that is said holds
_SAID: tuple[tuple[str, dict[str, str]], ...] = (
    ("unlinks", {"what": "unlink"}),
    ("no_nudges", {"what": "withdraw", "purpose": "nudges"}),
    ("wants_nudges", {"what": "nudges"}),
    ("withdraws", {"what": "withdraw"}),
    ("consents", {"what": "consent"}),
)
_CHANNELS = ("telegram", "whatsapp")


def own(given: Routing) -> Decision | None:
    """What the person wants changed about their accounts or consents."""
    said = given.message.said
    for key, wish in _SAID:
        if given.lexicon.says(key, said):
            named = next((channel for channel in _CHANNELS if channel in said), None)
            return Decision("settings", {**wish, **({"channel": named} if named and key == "unlinks" else {})})
    return None

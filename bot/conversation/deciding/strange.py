"""Names in a message that nothing explains: a place, a competency or a group that this tenant does not have.

An answer that leaves such a name out would be about something else and not say so. Pure.
"""

from __future__ import annotations

from bot.conversation.decision import Routing
from bot.understanding.figures.asked import Asked
from bot.understanding.files import FILES
from bot.understanding.lexicon import Span

# The lists of words that these tools read, beside those of figures.
READ = ("year_plan", "budget", "no_budget", "for_each", "no_hours", "leaves_out", "takes_in", "moves", "quarter_one",
        "quarter_two", "quarter_three", "quarter_four", "next_year", "this_year", "starts_over", "stays_open",
        "for_whom", "how_made", "by_quarter", "peers", "moves_most", "report_card", "in_band", "demand", "no_supply",
        "trend", "privacy", "by_level", "by_state", "by_language", "by_competency", "impact", "prices", "own_courses",
        "no_name", *(key for key, _ in FILES))


def strange(given: Routing, asked: Asked) -> list[str]:
    """The words of the message that are used as a name and mean nothing here, as they were said."""
    said, lists = given.message.said, given.lexicon.lists
    left = {word for each in asked.strange for word in each.split() if not any(letter.isdigit() for letter in word)}
    meaning = (*(lists[key] for key in READ), given.lexicon.languages, given.lexicon.types, given.lexicon.months)
    read = {at for phrases in meaning for span in phrases.find(said) for at in range(span.start, span.end)}
    unread = {at for at, word in enumerate(said) if word in left and at not in read}
    before, after = lists["before_a_name"].find(said), lists["after_a_name"].find(said)
    named = {at for at in unread if _is_named(at, before, after, unread) or (at and at in given.message.names)}
    return [said[at] for at in sorted(unread) if any(_joined(at, one, unread) for one in named)]


def _joined(one: int, other: int, unread: set[int]) -> bool:
    """Whether all words from one to the other are unread."""
    return all(at in unread for at in range(min(one, other), max(one, other) + 1))


def _is_named(at: int, before: list[Span], after: list[Span], unread: set[int]) -> bool:
    """Whether a word follows one that leads a name in ("for", "in the"), or is followed by one that ends it ("में")."""
    return any(span.end == at for span in before) or any(
        span.start > at and all(each in unread for each in range(at, span.start)) for span in after)

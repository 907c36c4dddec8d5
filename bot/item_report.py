"""`saathi items`: which quiz items an author should look at, by all recorded answers, and why.

Says nothing of items with too few answers but how many there are; names no person.
"""

from __future__ import annotations

import json
import sys

from bot.settings import Settings
from bot.store.database import open_database
from passbook import questions
from passbook.item_statistics import FEW, Statistics, statistics
from passbook.items import Item

REASONS = {
    "too_hard": "hardly anybody is right: too hard, or the key is wrong",
    "too_easy": "nearly everybody is right: it tells nobody apart",
    "better_people_fail": "those who know more get it wrong more often: look at the key and the wording",
    "tells_little": "being right here goes with nothing else: it may be about something else",
    "wrong_option_preferred": "a wrong option is taken more often than the key: look at the key",
    "option_never_chosen": "an option that nobody takes does no work: write a likelier one",
}


def report(settings: Settings, as_json: bool) -> int:
    """Prints the flagged items with their figures and reasons; as JSON every item."""
    database = open_database(settings.database_url, settings.home)
    try:
        with database.connection() as conn:
            items = questions.every(conn)
            found = statistics(items, questions.quizzes(conn))
    finally:
        database.close()
    sys.stdout.write(_as_json(found) if as_json else _printed(items, found))
    return 0


def _as_json(found: list[Statistics]) -> str:
    card = {"items": len(found), "too_few": sum(each.few for each in found), "few_is_under": FEW,
            "flagged": [each.as_json() for each in found if each.reasons],
            "others": [each.as_json() for each in found if not each.reasons]}
    return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


def _printed(items: list[Item], found: list[Statistics]) -> str:
    by_id = {item.id: item for item in items}
    flagged = [each for each in found if each.reasons]
    few = sum(each.few for each in found)
    lines = [f"{len(found)} items: {len(flagged)} to look at, {len(found) - few - len(flagged)} without fault, "
             f"{few} with fewer than {FEW} answers, of which nothing can be said."]
    for each in flagged:
        apart = "cannot be told" if each.discrimination is None else f"{each.discrimination:+.2f}"
        lines += ["", f"{each.item_id}  {' '.join(by_id[each.item_id].stem.split())[:90]}",
                  f"  {each.answers} answers, {100 * (each.share or 0):.0f} % right, discrimination {apart}"
                  + (f", options taken {', '.join(map(str, each.chosen))}" if each.chosen else "")]
        lines += [f"  - {REASONS[reason]}" for reason in each.reasons]
    return "\n".join(lines) + "\n"

"""`help_desk`: the tenant's own answers to questions about the platform, quoted; or the way to a person."""

from __future__ import annotations

from bot.tools.contract import Desk, Slots, Tool
from bot.turn import Offer, Reply
from bot.understanding.gloss import glossed
from bot.understanding.language import written_in
from retrieval.index import HELP, HELP_WHOLE
from retrieval.search import Search, shared_words

# Below this, the nearest question is not what was asked: then the nearest ones are offered.
SURE = 0.55


def ranked(desk: Desk, search: Search, asked: str) -> list[tuple[float, str, str, str]]:
    """Help items by likeness to what was asked: (likeness 0-1, id, question, answer), best first."""
    stored = {row[0]: (row[1], row[2]) for row in desk.conn.execute("SELECT id, question, answer FROM help_items")}
    best: dict[str, float] = {}
    for query in dict.fromkeys((asked, glossed(asked) or asked)):
        for shelf, weight in ((HELP, 1.0), (HELP_WHOLE, 0.9)):
            for item, cosine in search.nearest(shelf, query, 8):
                if item in stored:
                    like = weight * cosine + 0.1 * shared_words(query, stored[item][0])
                    best[item] = max(best.get(item, 0.0), like)
    return sorted(((like, item, *stored[item]) for item, like in best.items()), key=lambda each: (-each[0], each[1]))


def run(desk: Desk, slots: Slots) -> Reply:
    """The answer to the nearest help question; with `human`, or where nothing is near, the way to a person."""
    search = desk.search()
    if slots.get("human"):
        near = ranked(desk, search, desk.words("help.human_query"))
        text = desk.words("help.human")
        if near and near[0][0] >= 0.4:
            text += "\n" + near[0][3]
            return Reply("handed_over", text, "help_desk", {"item": near[0][1]},
                         sources=[{"kind": "help", "id": near[0][1]},
                                  {"kind": "quote", "id": near[0][1], "text": near[0][3]}])
        return Reply("handed_over", text, "help_desk")
    found = ranked(desk, search, slots.get("asked") or "") if not slots.get("item") else []
    if slots.get("item"):
        row = desk.conn.execute("SELECT id, question, answer FROM help_items WHERE id = %s",
                                (slots["item"],)).fetchone()
        found = [(1.0, *row)] if row else []
    if not found or found[0][0] < 0.3:
        return Reply("not_recorded", desk.words("help.none"), "help_desk", offers=[_human(desk)])
    like, item, question, answer = found[0]
    reply = Reply("answered", answer, "help_desk", {"item": item}, sources=[{"kind": "help", "id": item}])
    reply.understood = question
    others = [Offer(each, text, text, "help_desk", {"item": each}) for near, each, text, _ in found[1:8]
              if near >= 0.75 * like and (written_in(text) == "hi") == (desk.words.language == "hi")][:3]
    if like < SURE:
        reply.text = desk.words("help.nearest", question=question, answer=answer)
    reply.sources.append({"kind": "quote", "id": item, "text": answer})
    reply.offers = [*others, _human(desk)]
    return reply


def _human(desk: Desk) -> Offer:
    return Offer("human", desk.words("offer.human"), desk.words("say.human"), "help_desk", {"human": True})


TOOL = Tool("help_desk", run, frozenset({"asked", "item", "human"}))

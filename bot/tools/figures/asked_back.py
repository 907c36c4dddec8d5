"""What is asked back before a question for figures is computed: topics that no file holds, names of several things,
words that nothing explains, no figure at all. Computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.tools.contract import Desk
from bot.tools.figures.offers import offer, usual
from bot.tools.figures.parts import other_part
from bot.tools.figures.query import period
from bot.tools.figures.told import Told
from bot.turn import Reply
from bot.understanding.figures.asked import Asked
from bot.words import plain


def _unrecorded(desk: Desk, told: Told, asked: Asked, reply: Reply) -> Reply | None:
    if not asked.unrecorded:
        return None
    reply.outcome = "not_recorded"
    reply.text = told(f"unrecorded.{asked.unrecorded}", tenant=desk.framework.tenant.name)
    if asked.metrics and asked.unrecorded in ("future", "plan_past"):
        now = Asked(**{**asked.as_json(), "unrecorded": None, "strange": [], "periods": []})
        reply.offers = [offer("now", told("parts.now"), told("parts.now"), now)]
    elif asked.metrics:
        plainly = Asked(**{**asked.as_json(), "unrecorded": None, "strange": []})
        reply.offers = [offer("plain", told("offers.plain"), told.metric(asked.metrics[0]), plainly)]
    return reply


def _unclear(desk: Desk, told: Told, asked: Asked, reply: Reply) -> Reply | None:
    if not asked.unclear:
        return None
    reply.outcome = "clarify"
    names = []
    for dimension, ids in asked.unclear.items():
        for identity in ids[:6]:
            rest = {key: value for key, value in asked.unclear.items() if key != dimension}
            chosen = Asked(**{**asked.as_json(), "unclear": {} if len(asked.unclear) > 1 else rest,
                              "filters": {**asked.filters, dimension: [identity]}})
            label = told.label(dimension, identity)
            names.append(label)
            reply.offers.append(offer(identity, label, label, chosen))
    reply.text = told("says.which", name=desk.words.listed(names[:3], 3))
    return reply


def _strange(desk: Desk, told: Told, asked: Asked, reply: Reply) -> Reply | None:
    if not asked.strange:
        return None
    reply.outcome = "clarify"
    words = plain(" ".join(asked.strange), 60)
    if not asked.metrics and asked.people is None:
        reply.text = told("says.strange_bare", words=words)
        reply.offers = usual(told, asked)
        return reply
    plainly = Asked(**{**asked.as_json(), "strange": []})
    question = told.metric(asked.metrics[0]) if asked.metrics else told.metric("headcount")
    for dimension, ids in asked.filters.items():
        question += " · " + desk.words.listed(told.label(dimension, each) for each in ids)
    for dimension in asked.group_by:
        name = told.dimension(dimension.replace("?", "kind:").replace(":named", ""))
        question += " · " + told("parts.by_name", name=name)
    for each in asked.periods:
        question += " · " + told.period(period(each))
    reply.text = told("says.strange", words=words, question=question)
    reply.offers = [offer("plain", told("offers.plain"), question, plainly)]
    return reply


def _metric_missing(_desk: Desk, told: Told, asked: Asked, reply: Reply) -> Reply | None:
    if asked.metrics or asked.people:
        return None
    reply.outcome, reply.text = "clarify", told("says.which_metric")
    reply.offers = usual(told, asked)
    return reply


ASKED_BACK: tuple[Callable[[Desk, Told, Asked, Reply], Reply | None], ...] = (
    _unrecorded, _unclear, _strange, _metric_missing, other_part)

"""From intents to tools: one table, and what a tool needs that a message may not have said.

`NOT_YET` are wishes that Saathi understands and cannot fulfil so far; it says so, instead of answering something else.
"""

from __future__ import annotations

from typing import Any

# intent → (tool, slots that come with it)
WISHES: dict[str, tuple[str, dict[str, Any]]] = {
    "show_role": ("show_role", {}),
    "show_standing": ("show_standing", {}),
    "check_gaps": ("check_gaps", {}),
    "recommend": ("recommend", {}),
    "find_course": ("find_course", {}),
    "explain_competency": ("explain_competency", {}),
    "quiz": ("quiz", {}),
    "quiz_revise": ("quiz", {"revise": True}),
    "quiz_stop": ("quiz", {"action": "stop"}),
    "quiz_continue": ("quiz", {"action": "next"}),
    "why_level": ("show_passbook", {"why": True}),
    "why_recommended": ("recommend", {"why": True}),
    "show_passbook": ("show_passbook", {}),
    "help_desk": ("help_desk", {}),
    "human": ("help_desk", {"human": True}),
    "greet": ("small_talk", {"kind": "greet"}),
    "thanks": ("small_talk", {"kind": "thanks"}),
    "bye": ("small_talk", {"kind": "bye"}),
    "capabilities": ("small_talk", {"kind": "capabilities"}),
    "abuse": ("small_talk", {"kind": "abuse"}),
    "content_question": ("answer_from_content", {}),
    "record_claim": ("record_claim", {}),
    "dispute": ("dispute", {}),
    "set_reminder": ("set_reminder", {}),
    "find_mentor": ("find_mentor", {}),
    "language": ("settings", {"what": "language"}),
    "export": ("settings", {"what": "export"}),
    "erase": ("settings", {"what": "erase"}),
    "consent": ("settings", {"what": "consent"}),
    "show_map": ("show_map", {}),
    "draft_frac": ("draft_frac", {"what": "draft"}),
    "compare_positions": ("show_role", {"compare": True}),
}

# Wishes about units, groups and others, whose tools need a right; see bot/people/access.py.
OF_OTHERS: frozenset[str] = frozenset({"ask_workforce", "plan_year", "benchmark", "demand", "course_impact",
                                       "draft_frac"})
NOT_YET: frozenset[str] = frozenset()

# What a new subject drives out of the slots of the wish before.
SUBJECTS: frozenset[str] = frozenset({"competency", "competency_unclear", "course", "course_unclear", "topic", "type"})
# Slots that hold for one message alone.
PASSING: frozenset[str] = frozenset({"why", "action", "answer", "asked", "item", "human", "kind", "level_step",
                                     "level_before", "work", "shorter", "day", "document", "changed", "compare",
                                     "confirmed", "token", "cancel", "list", "section", "before", "entry", "last",
                                     "what", "revise", "unknown", "known", "languages",
                                     "with_and_without", "which", "no_day", "request", "withdraw",
                                     "number", "direction", "of", "teach"})
# What one may wish of the courses of a plan or a search.
COURSE_WISHES: frozenset[str] = frozenset({"language", "minutes", "each", "per_week", "until", "provider",
                                           "without_provider", "free"})
# Slots that hold a day: a tool that takes one of them has to be told of a day that there is not.
DAYS: frozenset[str] = frozenset({"day", "until", "period"})
# Tools that are about one competency: the nearest that is named will do.
NEEDS_ONE: frozenset[str] = frozenset({"explain_competency", "quiz", "record_claim", "find_mentor"})
# Tools whose wish may be one about another official.
PERSONAL: frozenset[str] = frozenset({"show_standing", "check_gaps", "show_passbook", "recommend", "quiz"})

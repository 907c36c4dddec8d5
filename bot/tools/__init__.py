"""The tools of the interface, in one table. To add one: a file beside this, and a line here."""

from __future__ import annotations

from bot.tools import (
    answer_from_content,
    ask_workforce,
    benchmark,
    check_gaps,
    course_impact,
    demand,
    dispute,
    draft_frac,
    explain_competency,
    find_course,
    find_mentor,
    help_desk,
    look_up_official,
    plan_year,
    quiz,
    recommend,
    record_claim,
    set_reminder,
    settings,
    show_map,
    show_passbook,
    show_role,
    show_standing,
    small_talk,
)
from bot.tools.contract import Tool

TOOLS: dict[str, Tool] = {tool.name: tool for tool in (
    show_role.TOOL, show_standing.TOOL, check_gaps.TOOL, recommend.TOOL, find_course.TOOL, explain_competency.TOOL,
    answer_from_content.TOOL, quiz.TOOL, show_passbook.TOOL, record_claim.TOOL, dispute.TOOL, set_reminder.TOOL,
    find_mentor.TOOL, look_up_official.TOOL, help_desk.TOOL, small_talk.TOOL, settings.TOOL,
    ask_workforce.TOOL, plan_year.TOOL, demand.TOOL, benchmark.TOOL,
    course_impact.TOOL, show_map.TOOL, draft_frac.TOOL)}

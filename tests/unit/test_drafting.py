"""How a draft is put together: what is in it, of which type at least how many, and when there is none."""

from __future__ import annotations

from dataclasses import replace

from frac.drafting.compose import AT_LEAST, UNMET, compose
from frac.drafting.shape import Likely, Near, Reuse
from frac.framework import Activity, Requirement, Role
from tests.frameworks import competency, framework, organisation, position

TYPES = ("behavioural", "functional", "domain")
OF = framework(
    *(competency(f"{kind[0].upper()}{at}", f"{kind} {at}", kind=kind) for kind in TYPES for at in range(8)),
    replace(position("P1", "Section Officer", "SO", requires={"F0": 3}), requirements=(
        Requirement("F0", 3, "R1", "A1", 1.0),), roles=(
        Role("R1", "Files", None, (Activity("A1", "Puts up notes", None, None),)),
        Role("R2", "Teas", None, (Activity("A2", "Makes tea", None, None),)))))
NEAR = [Near("P1", 0.8)]


def likely(**more: float) -> list[Likely]:
    """All competencies, those named as likely as said and the others at 0.05, likeliest first."""
    found = [Likely(each, more.get(each, 0.05), 2.6) for each in OF.competencies]
    return sorted(found, key=lambda each: -each.probability)


def test_a_draft_has_what_is_likely_and_the_fewest_of_each_type() -> None:
    draft = compose(OF, "Head clerk", (), likely(F0=0.9, F1=0.8, F2=0.7, F3=0.6, F4=0.55), NEAR, {})
    counted = {kind: sum(line.type == kind for line in draft.lines) for kind in TYPES}
    assert counted == {"behavioural": AT_LEAST["behavioural"], "functional": 5, "domain": AT_LEAST["domain"]}
    told = [line.probability for line in draft.lines]
    assert told == sorted(told, reverse=True)
    assert all(line.level == 3 for line in draft.lines)


def test_what_is_out_of_the_question_fills_no_draft() -> None:
    draft = compose(OF, "Head clerk", (), [Likely("F0", 0.9, 2.0), Likely("B0", 0.001, 2.0)], NEAR, {})
    assert [line.competency for line in draft.lines] == ["F0"]


def test_each_line_has_its_evidence() -> None:
    draft = compose(OF, "Head clerk", (), likely(F0=0.9), NEAR, {"F0": "writes notes"})
    line = next(each for each in draft.lines if each.competency == "F0")
    assert (line.positions, line.activities, line.sentence) == (("P1",), ("A1",), "writes notes")


def test_roles_are_those_of_near_positions_and_the_words_of_the_input() -> None:
    draft = compose(OF, "Head clerk", ("Keeps the register.", "Pays the bills."), likely(F0=0.9), NEAR, {})
    assert [(role.title, role.position) for role in draft.roles] == [("", None), ("Files", "P1"), ("Teas", "P1")]
    assert [work.description for work in draft.roles[0].activities] == ["Keeps the register.", "Pays the bills."]


def test_a_position_of_the_same_title_is_named() -> None:
    assert compose(OF, "section  officer", (), likely(), [], {}).same == ("P1",)
    assert compose(OF, "SO", (), likely(), [], {}).same == ("P1",)


def test_nothing_is_invented_where_nothing_is_near() -> None:
    draft = compose(OF, "Xyzzy", (), likely(F0=0.9), [Near("P1", 0.1)], {})
    assert not draft.certain and draft.lines == () and draft.roles == () and draft.near


def test_a_title_is_the_same_in_the_words_that_are_written_out() -> None:
    of = framework(position("P1", "Director (Vigilance)"), position("P2", "Director General"),
                   position("P3", "Under Secretary", title_hi="अवर सचिव"))
    for title, same in (("Dir (Vig)", ("P1",)), ("DIRECTOR VIGILANCE", ("P1",)), ("DG", ("P2",)), ("US", ("P3",)),
                        ("Director (General)", ()), ("Director", ()), ("अवर सचिव", ("P3",)), ("us", ())):
        assert compose(of, title, (), [], [], {}).same == same, title


def test_what_no_competency_speaks_for_is_told() -> None:
    unmet = [f"Counts the corals of reef {at}" for at in range(9)] + ["Too short this"]
    draft = compose(OF, "Head clerk", (), likely(F0=0.9), NEAR, {}, unmet)
    assert draft.unmet == tuple(unmet[:UNMET])
    assert compose(OF, "Xyzzy", (), likely(), [], {}, unmet[-2:]).unmet == (unmet[-2],)


def test_posts_that_may_be_used_again_are_told_once_for_each_title() -> None:
    of = framework(organisation("O1", "One"), organisation("O2", "Two"),
                   position("P1", "Deputy Chief Vigilance Officer", organisation="O1"),
                   position("P2", "Dy. Chief Vigilance Officer", organisation="O2"),
                   position("P3", "DEPUTY  CHIEF VIGILANCE OFFICER", organisation="O2"),
                   position("P4", "Chief Vigilance Deputy Officer"), position("P5", "Chief Vigilance Officer"))
    titles = [Near("P1", 1.0), Near("P2", 1.0), Near("P5", 0.97), Near("P4", 0.96)]
    draft = compose(of, "Dy Chief Vig Officer", (), [], [], {}, (), titles)
    assert draft.same == ("P1", "P2", "P3")
    assert draft.reuse == (Reuse("P1", 1.0, 2), Reuse("P4", 0.96, 0))
    assert compose(of, "Xyzzy", (), [], [], {}, (), [Near("P1", 0.5)]).reuse == ()

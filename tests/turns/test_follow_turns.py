"""Following a figure: asked for in the chat, told of once when it changes, ended; by whoever may see it, no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.conversation.steps import Context
from bot.insights import asked, followed
from bot.insights.asked import TooManyError
from bot.insights.home import NoPlaceError
from bot.store import held, notes
from bot.wiring import Saathi
from tests.turns.talk import Talk

Talks = Callable[..., Talk]


@pytest.fixture(autouse=True)
def nobody_follows(saathi: Saathi) -> Iterator[None]:
    yield
    with saathi.database.connection() as conn:
        conn.execute("TRUNCATE follows")
        conn.execute("DELETE FROM notes WHERE kind = 'followed'")


def follows(saathi: Saathi, who: str) -> set[tuple[str, str]]:
    with saathi.database.connection() as conn:
        return followed.followed(conn, who)


def later(saathi: Saathi, by: float = 0.0) -> None:
    """Makes what is followed be looked at again, and what was told of it less by so much."""
    with saathi.database.connection() as conn:
        conn.execute("UPDATE follows SET told = told - %s, looked_at = now() - interval '2 days'", (by,))


def test_it_is_written_after_a_yes_and_ended_at_once(saathi: Saathi, talk: Talks) -> None:
    boss = talk("H1")
    assert boss.say("tell me when the open gaps change")["outcome"] == "clarify"
    assert follows(saathi, "H1") == set()
    assert boss.say("no")["outcome"] == "answered" and follows(saathi, "H1") == set()
    asked_back = boss.say("follow the open gaps")
    assert asked_back["arguments"] == {"follow": "begin", "metric": "open_gaps", "organisation": ["O1"]}
    assert boss.say("yes")["outcome"] == "answered"
    assert follows(saathi, "H1") == {("open_gaps", "O1")}
    assert boss.say("what do I follow")["blocks"][0]["rows"][0][0] == "Open gaps"
    assert boss.say("follow the open gaps")["outcome"] == "answered"  # already: nothing to say yes to
    assert boss.say("stop following the open gaps")["outcome"] == "answered" and follows(saathi, "H1") == set()
    assert boss.say("stop following the open gaps")["outcome"] == "zero"
    assert boss.say("what am I following")["outcome"] == "zero"


def test_in_hindi_and_of_ones_team(saathi: Saathi, talk: Talks) -> None:
    boss = talk("H1")
    assert boss.say("तैयारी बदले तो बताना")["arguments"]["metric"] == "readiness"
    assert boss.say("हाँ")["language"] == "hi" and follows(saathi, "H1") == {("readiness", "O1")}
    superior = talk("D1")
    assert superior.say("let me know when the readiness of my team changes")["outcome"] == "clarify"
    superior.say("yes")
    assert follows(saathi, "D1") == {("readiness", "")}


def test_what_it_cannot_follow_is_said(saathi: Saathi, talk: Talks) -> None:
    boss = talk("H4")
    assert boss.say("follow the readiness of the Department of Rivers")["outcome"] in ("not_permitted", "clarify")
    assert boss.say("follow")["outcome"] == "clarify"
    assert boss.say("follow the readiness by position")["outcome"] == "clarify"
    nobody = talk("T2")
    assert nobody.say("follow the readiness of my team")["outcome"] != "answered"
    for who, place in (("H4", "O2"), ("T2", ""), ("H1", "nowhere")):
        with pytest.raises(NoPlaceError):
            saathi.insights.follow(who, "readiness", place, True)
    assert follows(saathi, "H4") == follows(saathi, "T2") == set()


def test_a_note_is_left_once_and_carries_its_own_end(saathi: Saathi, talk: Talks) -> None:
    saathi.insights.follow("H1", "open_gaps", "O1", True)
    saathi.insights.follow("H1", "readiness", "O1", True)
    later(saathi, 0.4)
    assert saathi.insights.look("H1") == 0  # less than a step
    later(saathi, 3)
    assert saathi.insights.look() == 2 and saathi.insights.look() == 0
    with saathi.database.connection() as conn:
        found = {note.body["name"]: note for note in notes.of(conn, "H1", saathi.clock())}
    ends = next(each for each in found["Open gaps"].body["choices"] if each["id"] == "end")
    assert talk("H1").say(ends["say"])["outcome"] == "answered"
    assert follows(saathi, "H1") == {("readiness", "O1")}


def test_whoever_may_not_see_a_figure_any_more_follows_it_no_longer(saathi: Saathi) -> None:
    with saathi.database.connection() as conn:
        for who, metric, place in (("T2", "readiness", "O1"), ("T2", "readiness", ""), ("GONE", "readiness", "O1"),
                                   ("H1", "no_metric", "O1"), ("H1", "readiness", "gone")):
            followed.follow(conn, who, metric, place, 1.0, saathi.clock())
    later(saathi)
    assert saathi.insights.look() == 0
    assert follows(saathi, "T2") == follows(saathi, "GONE") == follows(saathi, "H1") == set()


def test_one_that_fails_holds_up_no_other(saathi: Saathi, monkeypatch: pytest.MonkeyPatch) -> None:
    saathi.insights.follow("H1", "open_gaps", "O1", True)
    saathi.insights.follow("H1", "overdue", "O1", True)
    later(saathi, 3)
    whole = asked.figure_of

    def broken(desk: Context, metric: str, place: str) -> object:
        if metric == "open_gaps":
            raise ValueError("broken")
        return whole(desk, metric, place)  # type: ignore[arg-type]

    monkeypatch.setattr(asked, "figure_of", broken)
    assert saathi.insights.look() == 1 and saathi.insights.look() == 0


def test_no_more_than_are_looked_at(saathi: Saathi, talk: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followed, "MOST", 1)
    saathi.insights.follow("H1", "overdue", "O1", True)
    with pytest.raises(TooManyError):
        saathi.insights.follow("H1", "readiness", "O1", True)
    assert talk("H1").say("follow readiness")["outcome"] == "answered"
    assert follows(saathi, "H1") == {("overdue", "O1")}


def test_it_is_given_out_and_erased_with_the_person(saathi: Saathi) -> None:
    saathi.insights.follow("H1", "overdue", "O1", True)
    with saathi.database.connection() as conn:
        assert [each["metric"] for each in held.everything(conn, "H1")["follows"]] == ["overdue"]
        with conn.transaction(force_rollback=True):
            held.erase_whole(conn, "H1")
            assert followed.followed(conn, "H1") == set()

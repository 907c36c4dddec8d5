"""Telegram from end to end: a person links an account, agrees, asks, presses, is quizzed, stops, unlinks."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.standins.telegram import TelegramService
from tests.turns.doors.chat import Chat
from tests.turns.doors.house import House, until


def test_a_stranger_is_told_how_to_link_and_nothing_else(chat: Chat) -> None:
    told = chat.says("my gaps")
    assert "link" in told.text.lower() and not told.buttons


def test_a_forged_update_is_refused(house: House, telegram: TelegramService) -> None:
    update = telegram.person(1).says("hello")
    for secret in ("", "wrong", telegram.secret + "x"):
        assert telegram.deliver(f"{house.address}/webhooks/telegram", update, secret) == 403
    assert httpx.post(f"{house.address}/webhooks/telegram", json=update).status_code == 403
    with house.saathi.database.connection() as conn:
        assert conn.execute("SELECT count(*) FROM inbox WHERE update_id = %s", (str(update["update_id"]),)
                            ).fetchone() == (0,)


def test_a_code_links_once_and_the_notice_comes_first(house: House, telegram: TelegramService, official: str) -> None:
    first, second = Chat(house, telegram), Chat(house, telegram)
    code = house.saathi.invite(official, "telegram", "en").code
    notice = first.says(f"/start {code}")
    assert "thirty days" in notice.text and len(notice.buttons) == 2
    assert "yes or no" in first.says("my gaps").text
    assert "does not work any more" in second.says(f"/start {code}").text
    assert first.says("yes").buttons
    linked = house.saathi.links(official)["links"]
    assert [(each["channel"], each["agreed"]) for each in linked] == [("telegram", True)]


def test_no_to_the_notice_unlinks(chat: Chat, house: House, official: str) -> None:
    notice = chat.says(f"/start {house.saathi.invite(official, 'telegram', 'en').code}")
    chat.presses(notice, 1)
    assert house.saathi.links(official)["links"] == []
    assert "link" in chat.says("my gaps").text.lower()


def test_a_linked_person_asks_presses_and_rates(linked: Callable[[], Chat], official: str) -> None:
    chat = linked()
    answer = chat.says("where do i stand")
    assert [label for label, _ in answer.buttons[-2:]] == ["👍", "👎"]
    assert chat.presses(answer, 0).text
    assert chat.presses(answer, -1).text
    with chat.house.saathi.database.connection() as conn:
        rated = conn.execute("SELECT thumb, channel FROM feedback WHERE official_id = %s", (official,)).fetchall()
    assert rated == [("down", "telegram")]
    chat.sends(chat.person.reacts(answer, "👍"))

    def changed() -> bool:
        with chat.house.saathi.database.connection() as conn:
            return conn.execute("SELECT thumb FROM feedback WHERE official_id = %s", (official,)).fetchone() == ("up",)
    until(changed, "the thumb")


def test_a_quiz_runs_in_native_polls(linked: Callable[[], Chat]) -> None:
    chat = linked()
    asked = chat.says("quiz me on teamwork")
    assert asked.body["type"] == "quiz" and asked.body["is_anonymous"] is False
    stems = [asked.text]
    while asked.poll is not None:
        poll = asked
        asked = chat.does(lambda person, poll=poll: person.votes(poll, 0))[-1]
        stems.append(asked.text)
    assert len(stems) == len(set(stems)) == 3


def test_a_vote_on_an_old_question_is_no_answer(linked: Callable[[], Chat]) -> None:
    chat = linked()
    first = chat.says("quiz me on teamwork")
    second = chat.does(lambda person: person.votes(first, 0))[-1]
    assert second.poll not in (None, first.poll)
    assert "over" in chat.does(lambda person: person.votes(first, 1))[-1].text
    assert chat.does(lambda person: person.votes(second, 1))[-1].poll is None


def test_what_is_no_text_is_said_to_be_unreadable(linked: Callable[[], Chat]) -> None:
    chat = linked()
    told = chat.does(lambda person: person.sends(voice={"file_id": "v", "file_unique_id": "u", "duration": 3}))
    assert "text alone" in told[-1].text


def test_groups_are_refused_once(chat: Chat, telegram: TelegramService) -> None:
    group = -100_000 - chat.person.id
    telegram_says = [chat.person.says_in_a_group("hello", group) for _ in range(3)]
    for update in telegram_says:
        chat.sends(update)
    # the stand-in takes nothing for a chat that is none of a person's, as a group that the bot has left
    def answered() -> bool:
        with chat.house.saathi.database.connection() as conn:
            row = conn.execute("SELECT count(*) FROM inbox WHERE account = %s AND done_at IS NOT NULL",
                               (str(chat.person.id),)).fetchone()
            return row == (3,)
    until(answered, "the group's messages")
    with chat.house.saathi.database.connection() as conn:
        assert conn.execute("SELECT count(*) FROM outbox WHERE chat = %s", (str(group),)).fetchone() == (1,)


def test_an_update_that_comes_twice_is_answered_once(linked: Callable[[], Chat]) -> None:
    chat = linked()
    update = chat.person.says("my gaps")
    before = len(chat.person.messages)
    for _ in range(3):
        chat.sends(update)
    chat.hears(before)
    later = chat.says("thanks")
    assert len([each for each in chat.person.messages[before:] if each.id <= later.id]) == 2


def test_stop_ends_what_is_said_unasked_and_start_brings_it_back(linked: Callable[[], Chat], official: str) -> None:
    chat = linked()
    def agreed() -> set[str]:
        with chat.house.saathi.database.connection() as conn:
            return {row[0] for row in conn.execute("SELECT purpose FROM consents WHERE official_id = %s "
                                                   "AND withdrawn_at IS NULL", (official,))}
    assert "talk" in agreed()
    chat.says("send me suggestions")
    assert agreed() >= {"talk", "reminders", "nudges"}
    assert "START" in chat.says("STOP").text
    assert agreed() == {"talk"}
    chat.says("start")
    assert agreed() == {"talk", "reminders"}


def test_unlinking_asks_first_and_then_nobody_is_known_there(linked: Callable[[], Chat], official: str) -> None:
    chat = linked()
    assert "Telegram" in chat.says("unlink my account").text
    assert chat.house.saathi.links(official)["links"]
    chat.says("yes")
    assert chat.house.saathi.links(official)["links"] == []
    assert "whose account" in chat.says("my gaps").text


def test_two_accounts_of_one_person_share_the_conversation(linked: Callable[[], Chat], house: House,
                                                           telegram: TelegramService, official: str) -> None:
    first = linked()
    second = Chat(house, telegram)
    second.links(official)
    first.says("I want to claim level 3 in teamwork")
    assert second.says("no").text
    with house.saathi.database.connection() as conn:
        assert conn.execute("SELECT count(DISTINCT conversation) FROM running_conversations WHERE official_id = %s",
                            (official,)).fetchone() in ((0,), (1,))


def test_an_edited_message_is_answered_anew(linked: Callable[[], Chat]) -> None:
    chat = linked()
    said = chat.person.says("my gaps")
    before = len(chat.person.messages)
    chat.sends(said)
    chat.hears(before)
    assert chat.does(lambda person: person.edits(said, "what does my post require"))[-1].text


def test_a_blocked_bot_is_not_talked_through(linked: Callable[[], Chat], official: str) -> None:
    chat = linked()
    def reachable() -> bool:
        with chat.house.saathi.database.connection() as conn:
            row = conn.execute("SELECT reachable FROM links WHERE official_id = %s AND unlinked_at IS NULL",
                               (official,)).fetchone()
            return bool(row and row[0])
    chat.sends(chat.person.blocks())
    until(lambda: not reachable(), "the block")
    chat.sends(chat.person.blocks(gone=False))
    until(reachable, "the way back")


def test_who_floods_is_told_and_what_was_kept_is_answered(chat: Chat, house: House, telegram: TelegramService) -> None:
    from bot.store.inbox import MOST_WAITING

    updates = [chat.person.says(f"message {number}") for number in range(MOST_WAITING + 3)]
    with house.saathi.database.connection() as conn, conn.transaction():
        # the workers stand still while it comes
        conn.execute("LOCK TABLE links IN ACCESS EXCLUSIVE MODE")
        for update in updates:
            chat.sends(update)
        kinds = conn.execute("SELECT event ->> 'kind', count(*) FROM inbox WHERE account = %s GROUP BY 1 ORDER BY 1",
                             (str(chat.person.id),)).fetchall()
    assert kinds == [("flood", 3), ("said", MOST_WAITING)]

    def answered() -> bool:
        with house.saathi.database.connection() as conn:
            row = conn.execute("SELECT count(*) FROM inbox WHERE account = %s AND done_at IS NOT NULL",
                               (str(chat.person.id),)).fetchone()
            return row == (MOST_WAITING + 3,)
    until(answered, "the answers")
    with house.saathi.database.connection() as conn:  # they are sent at a message a second: that is not waited for
        origins = [row[0] for row in conn.execute("SELECT origin FROM outbox WHERE chat = %s", (str(chat.person.id),))]
    assert len(origins) == MOST_WAITING + 1 and sum(each.startswith("flood ") for each in origins) == 1

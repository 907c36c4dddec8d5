"""The command `saathi items draft`: a language model writes quiz items of a course, and authors find them on the list.

Returns its exit code. Says how many were written and kept, and why others were left out; refuses where no model is set
up, with how to set one up.
"""

from __future__ import annotations

import json
from typing import Any

import psycopg

from bot.commands import bars, complain, say
from bot.people.access import Person, may_author
from bot.people.draft_errors import DraftRefusal, NotAuthorError
from bot.people.item_drafts import Account, Wanted, draft_items
from bot.settings import Settings
from bot.store.database import open_database
from bot.wiring import clock
from frac.framework import Framework
from frac.store.framework import load
from passbook import officials
from prompts.loader import LANGUAGES, table

NO_MODEL = ("No language model is set up. Name one in SAATHI_MODEL (openai:NAME with SAATHI_MODEL_URL for any server "
            "that speaks OpenAI's protocol, ollama:NAME, local:FOLDER), and run this again.")
SILENT = {
    "over_budget": "what models may take today (SAATHI_MODEL_TOKENS_…) is used up; it begins anew tomorrow",
    "slow": "it took longer than it may (SAATHI_MODEL_SECONDS)", "down": "it cannot be reached",
    "busy": "it is asked too much just now", "resting": "it failed several times, and rests for a moment",
    "refused": "it would not answer", "garbled": "what it answered cannot be read", "empty": "it answered nothing"}


def draft(settings: Settings, who: str, course: str, section: int | None, count: int, as_json: bool) -> int:
    """Has so many items of a course drafted for an author, and prints what came of it."""
    if settings.model is None:
        complain(NO_MODEL)
        return 3
    if "draft" not in settings.model.may:
        complain("The language model may not draft here: SAATHI_MODEL_MAY leaves it out.")
        return 3
    from bot.llm.budget import KeptBudget
    from bot.llm.calls import Models

    database = open_database(settings.database_url, settings.home)

    def opened(conn: psycopg.Connection[Any]) -> Framework:
        official = officials.by_id(conn, who)
        if official is None or not may_author(Person(official, tuple(officials.grants_of(conn, who)))):
            raise NotAuthorError(who)
        return load(conn)

    try:
        models = Models(settings.model, KeptBudget(settings.model, database, clock))
        with bars() as progress:
            account = draft_items(database.connection, opened, models, clock, who, Wanted(course, section, count),
                                  LANGUAGES[0], progress)
    except NotAuthorError:
        complain(f"'{who}' is no author here. Name somebody who has the capability author.")
        return 1
    except DraftRefusal as refusal:
        complain(str(table("page", LANGUAGES[0])["errors"][f"draft_{refusal.key}"]).format(**refusal.facts))
        return 1
    finally:
        database.close()
    if as_json:
        say(json.dumps({"draft": account.draft, **account.as_json()}, ensure_ascii=False, indent=1))
    else:
        _print(account, count)
    return 0 if account.draft else 3 if account.silent else 1


def _print(account: Account, count: int) -> None:
    """The account in words."""
    left = account.left_out
    say(f"{account.passed + len(left)} items were written for {count} that were asked for: {account.passed} kept, "
        f"{len(left)} left out.")
    for stem, why in left:
        say(f"\n  {stem[:90] or 'an item without a question'}")
        for each in why:
            say(f"  - {each}")
    if account.silent:
        say(f"\nThe model stopped: {SILENT.get(account.silent, account.silent)}.")
    if account.draft:
        say(f"\nThey wait for authors at /drafts?draft={account.draft}; nobody is asked one before another author "
            "approves.")

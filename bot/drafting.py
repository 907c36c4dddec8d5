"""The commands `saathi frac match` and `saathi frac draft`: texts to competencies, posts to drafts. Each returns its
exit code; what they write is a proposal and counts for nobody.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot import indexing
from bot.commands import bars, complain, say
from bot.settings import Settings
from bot.store.database import open_database
from bot.tenant import MATCHING, learnt
from bot.understanding.gloss import glossed
from frac.drafting import orders
from frac.drafting.shape import Draft
from frac.drafting.titles import same_post
from frac.framework import Framework, Organisation
from frac.store.framework import load
from retrieval.matching.drafting import Drafter, Post

# So many posts or texts are worked on before their lines are written: a stopped run loses no more.
PIECE = 128


class BadInputError(Exception):
    """A file that cannot be used; the text says why and how to mend it."""


def match(settings: Settings, source: Path, out: Path) -> int:
    """Ranks the framework's competencies for each text of a file of `{"id", "text"}` lines."""
    try:
        asked = list(_texts(source))
        with _drafter(settings) as (_, drafter), out.open("w", encoding="utf-8") as file:
            matcher = drafter.texts if drafter.texts.learnt or not drafter.posts.learnt else drafter.posts
            for start in range(0, len(asked), PIECE):
                piece = asked[start:start + PIECE]
                # of a text in Hindi its English is matched, as that of a post's description is
                texts = [Post("", gloss=glossed).english(text) for _, text in piece]
                for (identity, _), ranked in zip(piece, matcher.match([""] * len(piece), texts), strict=True):
                    file.write(json.dumps({"id": identity, "ranked": [
                        {"competency_id": each.competency, "score": round(each.score, 4),
                         "probability": round(each.probability, 4)} for each in ranked]}, ensure_ascii=False) + "\n")
    except BadInputError as fault:
        complain(str(fault))
        return 1
    except OSError as fault:
        return _unwritable(fault, out)
    complain(f"{len(asked)} texts were matched; the rankings are in {out}.")
    return 0


def draft_file(settings: Settings, source: Path, out: Path) -> int:
    """Drafts every post of a file with the columns of `positions.csv`. What is in `out` already is not drafted again,
    so that a run that was stopped goes on."""
    try:
        _fill(settings, list(posts_of(source)), out)
    except BadInputError as fault:
        complain(str(fault))
        return 1
    except OSError as fault:
        return _unwritable(fault, out)
    return 0


def draft_order(settings: Settings, source: Path, out: Path | None, title: str | None, organisation: str | None = None,
                is_json: bool = False) -> int:
    """Drafts every post of an order that allots work, a text; with a title the one post that it is about. No name of a
    person goes on."""
    try:
        rows = _allotted(source, title)
        if out is not None:
            _fill(settings, rows, out, organisation)
            return 0
        with _drafter(settings) as (framework, drafter):
            rows = _placed(framework, rows, organisation)
            for start in range(0, len(rows), PIECE):
                for draft in drafter.draft([_post(framework, row) for row in rows[start:start + PIECE]]):
                    if is_json:
                        say(json.dumps(as_json(framework, draft), ensure_ascii=False))
                        continue
                    for line in (*_lines(framework, draft), ""):
                        say(line)
    except BadInputError as fault:
        complain(str(fault))
        return 1
    except OSError as fault:
        return _unwritable(fault, out or source)
    return 0


def _fill(settings: Settings, rows: list[dict[str, str]], out: Path, organisation: str | None = None) -> None:
    """Drafts the posts that `out` has not yet."""
    done = _done(out)
    waiting = [row for row in rows if row["id"] not in done]
    with bars() as progress, _drafter(settings) as (framework, drafter):
        waiting = _placed(framework, waiting, organisation)
        with out.open("a", encoding="utf-8") as file:
            for start in range(0, len(waiting), PIECE):
                progress("drafts", len(rows) - len(waiting) + start, len(rows))
                piece = waiting[start:start + PIECE]
                drafts = drafter.draft([_post(framework, row) for row in piece])
                for row, draft in zip(piece, drafts, strict=True):
                    file.write(json.dumps({"id": row["id"], **as_json(framework, draft)}, ensure_ascii=False) + "\n")
                file.flush()
        progress("drafts", len(rows), len(rows))
    before = f" ({len(rows) - len(waiting)} were there before)" if len(waiting) < len(rows) else ""
    complain(f"{len(rows)} drafts are in {out}{before}.")


def draft_one(settings: Settings, title: str, organisation: str | None, description: str, is_json: bool) -> int:
    """Drafts one post and prints the draft."""
    with _drafter(settings) as (framework, drafter):
        try:
            (row,) = _placed(framework, [{"title": title, "description": description}], organisation)
        except BadInputError as fault:
            complain(str(fault))
            return 1
        (draft,) = drafter.draft([_post(framework, row)])
    if is_json:
        say(json.dumps(as_json(framework, draft), ensure_ascii=False, indent=1))
    else:
        for line in _lines(framework, draft):
            say(line)
    return 0


def as_json(framework: Framework, draft: Draft) -> dict[str, Any]:
    """A draft as JSON: with names beside ids, probabilities to four digits."""
    return {
        "title": draft.title, "certain": draft.certain,
        "roles": [{"title": role.title, "position_id": role.position,
                   "activities": [asdict(each) for each in role.activities]} for role in draft.roles],
        "competencies": [{"competency_id": each.competency, "name": framework.competencies[each.competency].name,
                          "type": each.type, "level": each.level, "probability": round(each.probability, 4),
                          "evidence": {"positions": list(each.positions), "activities": list(each.activities),
                                       "sentence": each.sentence}} for each in draft.lines],
        "near": [{"position_id": each.position, "title": framework.positions[each.position].title,
                  "likeness": round(each.likeness, 4)} for each in draft.near],
        "same_title": list(draft.same), "unmet": list(draft.unmet),
        "reuse": [{"position_id": each.position, "title": framework.positions[each.position].title,
                   "likeness": round(each.likeness, 4), "organisations": each.organisations} for each in draft.reuse]}


def _lines(framework: Framework, draft: Draft) -> Iterator[str]:
    """A draft as text."""
    near = ", ".join(f"{framework.positions[each.position].title} ({each.likeness:.2f})" for each in draft.near[:3])
    if not draft.certain:
        yield (f"I cannot tell what '{draft.title}' is: nothing in {framework.tenant.name} is like it. Add a "
               "description or a list of duties, in English or Hindi.")
        yield from _unmet(draft)
        return
    yield f"Draft of '{draft.title}', for people to look at; it counts for nobody."
    for again in draft.reuse:
        have = {0: "", 1: ", which 1 organisation has"}.get(
            again.organisations, f", which {again.organisations} organisations have")
        yield f"This looks like {framework.positions[again.position].title} ({again.position}){have}: use it again?"
    yield f"Near: {near}" if near else "Nothing known is near."
    for role in draft.roles:
        yield f"\n{role.title or 'As described'}"
        for each in role.activities:
            yield f"  - {each.description}"
    for kind in dict.fromkeys(each.type for each in draft.lines):
        yield f"\n{kind}"
        for line in draft.lines:
            if line.type == kind:
                why = ", ".join(framework.positions[each].title for each in line.positions)
                yield (f"  {framework.competencies[line.competency].name}, level {line.level} "
                       f"({100 * line.probability:.0f} %)" + (f": as {why}" if why else ""))
    yield from _unmet(draft)


def _unmet(draft: Draft) -> Iterator[str]:
    if draft.unmet:
        told = "; ".join(f'"{each}"' for each in draft.unmet)
        yield f"\nNothing in the framework speaks for: {told}; it may need a domain competency of its own."


# ---- input


def _post(framework: Framework, row: dict[str, str]) -> Post:
    """The post of a row; the name of its organisation is a part of what is known of it."""
    place = framework.organisations.get(row.get("organisation_id") or "")
    return Post(row["title"], row.get("description") or "", place.name if place else "", glossed)


def _allotted(source: Path, title: str | None) -> list[dict[str, str]]:
    """The posts of an order. With a title: the duties that it has there, or else the whole order."""
    text = _read(source)
    if "\0" in text or not text.strip():
        raise BadInputError(f"{source} " + ("is empty." if not text.strip() else "is no text: save the order as plain "
                                            "text in UTF-8."))
    found = orders.posts_of(text)
    if title:
        own = [duty for each in found if same_post(each.title, title) for duty in each.duties]
        found = [orders.Allotted(title, tuple(own or orders.points(orders.without_names(text))))]
    if not found:
        raise BadInputError(f"I cannot tell the posts of {source} apart: no line in it is the title of a post with "
                            "duties after it. Give --title for the one post that it is about.")
    made = []
    for number, each in enumerate(found, 1):
        told = "\n".join(each.duties)
        known = hashlib.sha256(f"{each.title}\n{told}".encode()).hexdigest()[:8]
        made.append({"id": f"post-{number}-{known}", "title": each.title, "description": told})
    return made


def _placed(framework: Framework, rows: list[dict[str, str]], organisation: str | None) -> list[dict[str, str]]:
    """The same rows, in an organisation that is named by its id or as it is written."""
    if not organisation:
        return rows
    place = _place(framework, organisation)
    if place is None:
        raise BadInputError(f"There is no organisation '{organisation}' in {framework.tenant.name}. Name it by its id "
                            "or as it is written there, or leave --organisation out.")
    return [{**row, "organisation_id": place.id} for row in rows]


def _place(framework: Framework, said: str) -> Organisation | None:
    known = framework.organisations.values()
    return framework.organisations.get(said) or next((
        each for each in known if said.casefold() in (each.name.casefold(), *(one.casefold() for one in each.aliases))),
        None)


def _texts(source: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(_read(source).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row["id"]), str(row["text"])
        except (ValueError, KeyError, TypeError):
            raise BadInputError(f"{source}, line {number}: write one object a line, "
                                '{"id": "…", "text": "…"}.') from None


def posts_of(source: Path) -> Iterator[dict[str, str]]:
    """The rows of a file with the columns of `positions.csv`. Raises BadInputError."""
    rows = csv.DictReader(_read(source).splitlines())
    if "title" not in [(each or "").strip() for each in rows.fieldnames or ()]:
        raise BadInputError(f"{source}: there is no column 'title'. The columns are those of positions.csv: id, title, "
                            "organisation_id, group, description, aliases.")
    for number, row in enumerate(rows, 2):
        made = {str(key).strip(): str(value).strip() for key, value in row.items() if key and isinstance(value, str)}
        if not made.get("title"):
            raise BadInputError(f"{source}, line {number}: the title is empty.")
        yield {**made, "id": made.get("id") or f"line-{number}"}


def _read(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInputError(f"{source} cannot be read as UTF-8 text ({fault}).") from None


def _done(out: Path) -> set[str]:
    """The ids that a file of drafts has already; a line that was cut off in writing is taken away."""
    if not out.exists():
        return set()
    kept, found = list[str](), set[str]()
    for line in _read(out).splitlines():
        try:
            found.add(str(json.loads(line)["id"]))
            kept.append(line)
        except (ValueError, KeyError, TypeError):
            continue
    out.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    return found


def _unwritable(fault: OSError, out: Path) -> int:
    complain(f"{fault.filename or out}: {fault.strerror}. Name a file that can be written.")
    return 1


@contextmanager
def _drafter(settings: Settings) -> Iterator[tuple[Framework, Drafter]]:
    """What is learnt of the stored framework."""
    database = open_database(settings.database_url, settings.home)
    try:
        with database.connection() as conn:
            framework = load(conn)
        with bars() as progress:
            encoder = indexing.load_encoder(settings, progress)
        yield framework, learnt(framework, encoder, settings.index.parent / MATCHING)
    finally:
        database.close()


def forms(source: Path | None, out: Path | None, title: str | None, order: Path | None = None,
          description: str = "") -> Sequence[str]:
    """What is wrong with a call of `draft`: nothing, where it is one post, one file or one order."""
    if order:
        return ("give --order alone: it has the duties itself",) if source or description else ()
    if title and (source or out):
        return ("give --title for one post, or --in and --out for a file",)
    if not title and not (source and out):
        return ("say what to draft: --title for one post, --order for an order, or --in and --out for a file of posts",)
    return ()

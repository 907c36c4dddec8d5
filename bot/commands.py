"""What the commands do. Each returns its exit code; heavy libraries are loaded by the command that needs them."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.indexing import Conn, Progress, at_work
from bot.settings import Settings, share_counters
from bot.turn import Incoming, Reply
from bot.wiring import Saathi, build, clock

if TYPE_CHECKING:
    from bot.evaluation import Wanted

SHOWN = 50
DEMO = Path(__file__).parent.parent / "demo"


def say(text: str = "") -> None:
    """A line on standard output."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(text + "\n")


@contextmanager
def bars() -> Iterator[Progress]:
    """Progress bars on standard error; plain lines where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        seen: set[str] = set()

        def plain(what: str, _done: int, _total: int | None) -> None:
            if what not in seen:
                seen.add(what)
                complain(f"{_LABELS.get(what, what)} …")
        yield plain
        return
    with Progress(TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                  console=console) as shown:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(_LABELS.get(what, what), total=total)
            shown.update(tasks[what], completed=done, total=total)
        yield show
        for task in tasks.values():
            shown.update(task, total=shown.tasks[task].completed or 1, completed=shown.tasks[task].completed or 1)


_LABELS = {"checks": "checking", "passbook": "writing passbooks", "index": "building the index",
           "encoder": "exporting the encoder", "classifier": "training on examples",
           "learned": "of these, learned from feedback"}


# ---- import


def import_(settings: Settings, directory: Path, lenient: bool, as_json: bool) -> int:
    """Checks and loads a bundle, then makes the index. 1 with every problem listed where nothing was loaded."""
    from bot.importing import import_bundle
    from bot.store.database import open_database
    from passbook import keys

    keys.unlock(settings.key)
    database = open_database(settings.database_url, settings.home)
    try:
        # At work from before the new version is stored until it can be answered from: a running server goes on with the
        # one before, and makes neither index nor classifier itself.
        with bars() as progress, database.connection() as conn, at_work(conn):
            report = import_bundle(conn, directory, now=clock(), lenient=lenient,
                                   rejects=settings.home / "rejects.jsonl", progress=progress)
            if report.ok:
                _ready(settings, progress, conn)
    finally:
        database.close()
    if as_json:
        say(json.dumps(report.as_json(), ensure_ascii=False, default=str, indent=1))
    else:
        _tell(report)
    return 0 if report.ok else 1


def _ready(settings: Settings, progress: Progress, conn: Conn | None = None) -> None:
    """Makes all that answering needs. `conn`: the connection that is at work already."""
    saathi = build(settings, progress)
    try:
        with nullcontext(conn) if conn else saathi.database.connection() as own:
            saathi.tenancy(own)
    finally:
        saathi.close()


def _tell(report: Any) -> None:
    for notice in report.notices[:SHOWN]:
        complain(f"note: {notice}")
    if len(report.notices) > SHOWN:
        complain(f"… and {len(report.notices) - SHOWN} more notes (--json lists all)")
    for problem in report.problems:
        complain(str(problem))
    if report.problem_count > len(report.problems):
        complain(f"… and {report.problem_count - len(report.problems)} more problems")
    if not report.ok:
        complain(f"{report.problem_count} problem{'s' if report.problem_count != 1 else ''}; nothing was loaded.")
        return
    for file, counts in report.counts.items():
        say(f"{file}: {counts.read} read, {counts.new} new, {counts.updated} updated, {counts.unchanged} unchanged"
            + (f", {counts.rejected} rejected" if counts.rejected else "")
            + (f", {counts.kept} kept as they were" if counts.kept else ""))
    if report.rejects_file:
        complain(f"{report.problem_count} problems; the rows left out are in {report.rejects_file}")
    say("Loaded." if report.changed else "Nothing has changed.")


# ---- asking


def ask(settings: Settings, who: str, text: str, as_json: bool, conversation: str | None, language: str | None) -> int:
    """One turn."""
    from bot.channels.terminal.render import render

    saathi = _open(settings)
    try:
        reply = saathi.answer(Incoming(uuid.uuid4().hex, who, text, conversation, language))
    finally:
        saathi.close()
    say(json.dumps(reply.as_json(), ensure_ascii=False) if as_json else render(reply.as_json()))
    return 1 if reply.outcome == "error" else 0


def _open(settings: Settings) -> Saathi:
    """Saathi with a tenant in it; raises NoTenant before anything is asked."""
    with bars() as progress:
        saathi = build(settings, progress)
        try:
            with saathi.database.connection() as conn:
                saathi.tenancy(conn)
        except BaseException:
            saathi.close()
            raise
    return saathi


def ask_batch(settings: Settings, source: Path, target: Path) -> int:
    """Many turns in order; a line that fails yields a reply with outcome `error`."""
    try:
        lines = source.read_bytes().decode("utf-8-sig", "replace").split("\n")
        out = target.open("w", encoding="utf-8")
    except OSError as fault:
        complain(f"{fault.filename}: {fault.strerror}. Name a file that can be read, and one that can be written.")
        return 1
    with out:
        saathi = _open(settings)
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    reply = _batch_line(saathi, number, line)
                    out.write(json.dumps(reply.as_json(), ensure_ascii=False) + "\n")
                    out.flush()
        finally:
            saathi.close()
    return 0


def _batch_line(saathi: Saathi, number: int, line: str) -> Reply:
    fault, identity = None, f"line-{number}"
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        fault = f"Line {number} is no JSON object."
    else:
        if isinstance(given.get("id"), (str, int)) and _whole(str(given["id"])):
            identity = str(given["id"])
        elif isinstance(given.get("id"), str):
            fault = f"Line {number} has half a sign in its `id`, which no reply can repeat."
        optional = ("conversation", "language", "channel")
        if not isinstance(given.get("as"), str) or not isinstance(given.get("say"), str):
            fault = f"Line {number} must say who asks (`as`) and what (`say`), both as text."
        elif any(not isinstance(given.get(key), (str, type(None))) for key in optional):
            fault = f"Line {number}: {', '.join(optional)} are texts."
    if fault:
        return Reply("error", fault, id=identity)
    return saathi.answer(Incoming(identity, given["as"], given["say"], given.get("conversation"),
                                  given.get("language"), given.get("channel") or "terminal"))


def _whole(text: str) -> bool:
    """Whether no sign of a text is half a one (a lone surrogate), which no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def chat(settings: Settings, who: str | None) -> int:
    """A conversation in the terminal, until an empty line's end of input or `exit`."""
    from bot.channels.terminal.render import render

    saathi = _open(settings)
    try:
        person = who or _choose(saathi)
        if person is None:
            return 1
        if saathi.person(person) is None:
            complain(f"There is no official with the id '{person}' in this tenant. Use --as with another id.")
            return 1
        greeting = saathi.greet(person, None)
        say(render(greeting.as_json()))
        # The greeting's offers are choices too: a number takes one.
        offers = [block["items"] for block in greeting.blocks if block["type"] == "choices"]
        first: list[dict[str, str]] = offers[0] if offers else []
        while True:
            try:
                text = input("\n> ")
            except (EOFError, KeyboardInterrupt):
                say()
                return 0
            if text.strip().lower() in ("exit", "quit", "/exit", "/quit", "bye"):
                return 0
            if first and text.strip().isdecimal() and 1 <= int(text) <= len(first):
                text = first[int(text) - 1]["say"]
            first = []
            say("\n" + render(saathi.answer(Incoming(uuid.uuid4().hex, person, text)).as_json()))
    finally:
        saathi.close()


def _choose(saathi: Saathi) -> str | None:
    """Asks who speaks."""
    people = saathi.people("", 8)
    for number, card in enumerate(people, 1):
        say(f"  {number}. {card.name}, {card.position}, {card.organisation} ({card.id})")
    try:
        text = input("Who are you? A number, or an id: ").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return people[int(text) - 1].id if text.isdecimal() and 1 <= int(text) <= len(people) else text or None


# ---- serving


def serve(settings: Settings, host: str, port: int, workers: int | None = None) -> int:
    """The web server, until it is stopped; with `workers` processes that answer what comes by channels (default: one
    where a channel is set up)."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            complain(f"{host}:{port} cannot be listened on ({fault.strerror}). Use --port with another port.")
            return 3
    code = _apart(settings, "prepare")
    if code:
        return code
    here = host in ("127.0.0.1", "localhost", "::1")
    counters = Path(tempfile.mkdtemp(prefix="saathi-counters-"))
    share_counters(counters)
    from bot.serving import run

    saathi = _open(replace(settings, loopback=here))
    try:
        saathi.warm()
        if settings.pick_person and not here:
            complain("Careful: whoever reaches this address can be anybody of the tenant.")
        count = workers if workers is not None else int(bool(saathi.channels))
        shown = f"http://{'localhost' if here else host}:{port}"
        by = f", and by {' and '.join(sorted(saathi.channels))}" if saathi.channels else ""
        say(f"Saathi is at {shown}{by}  (Ctrl+C stops it)")
        sys.stdout.flush()
        run(saathi, host, port, count)
    finally:
        saathi.close()
        shutil.rmtree(counters, ignore_errors=True)
    return 0


def demo(settings: Settings, host: str, port: int) -> int:
    """Loads the demo tenant into an empty home, then serves."""
    from bot.store.database import open_database
    from frac.store import framework

    database = open_database(settings.database_url, settings.home)
    with database.connection() as conn:
        empty = conn.execute("SELECT 1 FROM tenant").fetchone() is None and framework.version(conn) == 0
    database.close()
    if empty:
        say("Loading the demo tenant (all its people are made up) …")
        sys.stdout.flush()
        code = _apart(settings, "import", str(DEMO))
        if code:
            return code
    return serve(settings, host, port)


def prepare(settings: Settings) -> int:
    """Makes all that answering needs of the stored tenant."""
    with bars() as progress:
        _ready(settings, progress)
    return 0


def _apart(settings: Settings, *command: str) -> int:
    """Runs a command in a process of its own: what making an index loads (torch, scikit-learn) must not stay in the
    memory of a server."""
    import subprocess

    return subprocess.run([sys.executable, "-m", "bot.cli", *command, *(["--debug"] if settings.debug else [])],
                          check=False).returncode


# ---- checking


def verify(settings: Settings, official: str | None) -> int:
    """Recomputes the chains. 1 where one is broken."""
    from bot.store.database import open_database
    from passbook import ledger

    database = open_database(settings.database_url, settings.home)
    try:
        with database.connection() as conn:
            verdict = ledger.verify(conn, official)
            end = ledger.chain_of(conn, official)[-1:] if official else []
            known = official is None or conn.execute("SELECT 1 FROM officials WHERE id = %s", (official,)).fetchone()
    finally:
        database.close()
    if official and not known and not verdict.entries:
        complain(f"There is no official with the id '{official}' in this tenant.")
        return 1
    for broken in verdict.breaks:
        complain(f"{broken.official_id}: entry {broken.number}"
                 + (f" ({broken.entry_id})" if broken.entry_id else "") + f": {broken.what}")
    say(f"{verdict.entries} entries in {verdict.chains} passbooks recomputed: "
        + ("every chain holds." if not verdict.breaks else f"{len(verdict.breaks)} broken."))
    for last in end:
        say(f"The last entry is number {last.number}, with the hash {last.hash.hex()}.")
    return 1 if verdict.breaks else 0


def items(settings: Settings, as_json: bool) -> int:
    """Tells which quiz items an author should look at."""
    from bot.item_report import report

    return report(settings, as_json)


def draft_items(settings: Settings, who: str, course: str, section: int | None, count: int, as_json: bool) -> int:
    """Has a language model write quiz items of a course, for authors to decide on."""
    from bot.item_drafting import draft

    return draft(settings, who, course, section, count, as_json)


def evaluate(settings: Settings, files: list[Path], wanted: Wanted) -> int:
    """Runs golden conversations without writing to any passbook."""
    from bot.evaluation import rehearse

    return rehearse(settings, files, wanted)

"""The command `saathi`: every way to run it from a shell. What went wrong is said in words, with how to mend it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import catalogue_commands, commands, frac_commands
from bot.shell import As, Debug, Now, run

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
                  help="Saathi, the learning companion of a government's officials.")
app.add_typer(frac_commands.app, name="frac")
app.add_typer(catalogue_commands.app, name="catalogue")


@app.command("import")
def import_(directory: Annotated[Path, typer.Argument(help="The directory of the bundle.")],
            lenient: Annotated[bool, typer.Option("--lenient", help="Load what is valid, set the rest aside.")] = False,
            as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
            debug: Debug = False) -> None:
    """Check and load a bundle, and build the search index."""
    run(lambda settings: commands.import_(settings, directory, lenient, as_json), None, debug)


@app.command()
def convert(sources: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
            into: Annotated[Path, typer.Option(help="The folder of the bundle: a new one, or one to add to.")],
            only: Annotated[str | None, typer.Option("--as", help="What the files are: odcs, frac, case, order, "
                                                     "igot-content, warehouse or assess; without it each is "
                                                     "looked at.")] = None,
            organisation: Annotated[str | None, typer.Option(help="The organisation whose posts an ODCS sheet "
                                                             "describes.")] = None,
            kind: Annotated[str | None, typer.Option(help="What it is, if it is new: ministry, department, …")] = None,
            level: Annotated[int | None, typer.Option(min=1, max=99, help="The level that requirements without one "
                                                      "are meant at.")] = None,
            mapping: Annotated[Path | None, typer.Option(help="A table that says what assessments measure.")] = None,
            tenant: Annotated[str | None, typer.Option(help="The tenant's name, for a new bundle.")] = None,
            as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"],
                                                           help="The day of the data, for a new bundle.")] = None,
            as_json: Annotated[bool, typer.Option("--json", help="Print the account as JSON.")] = False,
            debug: Debug = False) -> None:
    """Turn what you have (ODCS sheets, FRAC nodes, CASE files, work orders, iGOT exports, telemetry) into a bundle."""
    from bot import converting
    from bot.conversion.draft import Told
    from bot.conversion.loaders import LOADERS

    if only is not None and only not in LOADERS:
        raise typer.BadParameter(f"--as takes one of {', '.join(LOADERS)}")
    if bool(tenant) != bool(as_of):
        raise typer.BadParameter("give --tenant and --as-of together")
    if kind and not organisation:
        raise typer.BadParameter("--kind says what --organisation is; give both")
    told = Told(organisation, kind, level, tenant, as_of.date().isoformat() if as_of else None)
    run(lambda _settings: converting.run(sources, into, told, only, mapping, as_json), None, debug)


@app.command()
def ask(say: Annotated[str | None, typer.Argument(help="What to say.")] = None,
        who: Annotated[str | None, typer.Option("--as", help="The official who speaks, by id.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print the reply as JSON.")] = False,
        conversation: Annotated[str | None, typer.Option(help="The conversation; without it, the running one.")] = None,
        language: Annotated[str | None, typer.Option(help="Reply in this language (en, hi).")] = None,
        batch: Annotated[Path | None, typer.Option(help="Many turns: a file of JSON lines.")] = None,
        out: Annotated[Path | None, typer.Option(help="Where the replies of --batch go.")] = None,
        now: Now = None, debug: Debug = False) -> None:
    """Ask once, or answer a file of turns with --batch."""
    if batch is not None:
        if out is None:
            raise typer.BadParameter("--batch needs --out, the file for the replies")
        run(lambda settings: commands.ask_batch(settings, batch, out), now, debug)
    if who is None or say is None:
        raise typer.BadParameter('say who asks and what: saathi ask --as ID "my gaps"')
    run(lambda settings: commands.ask(settings, who, say, as_json, conversation, language), now, debug)


@app.command()
def chat(who: Annotated[str | None, typer.Option("--as", help="The official who speaks, by id.")] = None,
         now: Now = None, debug: Debug = False) -> None:
    """Talk in the terminal."""
    run(lambda settings: commands.chat(settings, who), now, debug)


@app.command()
def serve(host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
          port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
          pick_person: Annotated[bool, typer.Option("--pick-person", help="Let whoever reaches the page be anybody: "
                                                    "for trying a tenant on your own machine.")] = False,
          workers: Annotated[int | None, typer.Option(min=0, max=64, help="Processes that answer what comes by "
                                                      "channels; without it one, where one is set up.")] = None,
          now: Now = None, debug: Debug = False) -> None:
    """The web server."""
    run(lambda settings: commands.serve(settings, host, port, workers), now, debug, pick_person=pick_person)


@app.command()
def worker(concurrency: Annotated[int, typer.Option(min=1, max=16, help="Turns at a time.")] = 2,
           metrics_port: Annotated[int | None, typer.Option(help="Tell counters in Prometheus' format here.")] = None,
           now: Now = None, debug: Debug = False) -> None:
    """A further worker process: answers what waits in the queue, until it is stopped."""
    from bot import operating

    run(lambda settings: operating.worker(settings, concurrency, metrics_port), now, debug)


queue_app = typer.Typer(no_args_is_help=False, help="What waits in the queue, and what was given up.")
app.add_typer(queue_app, name="queue")


@queue_app.callback(invoke_without_command=True)
def queue(context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
          debug: Debug = False) -> None:
    """How much waits, and the dead letters."""
    if context.invoked_subcommand is None:
        from bot import operating

        run(lambda settings: operating.queue(settings, as_json), None, debug)


@queue_app.command()
def replay(number: Annotated[str | None, typer.Argument(help="One of the dead letters, as `saathi queue` names it "
                                                        "(in-7, out-12); without it, all.")] = None,
           debug: Debug = False) -> None:
    """Make dead letters wait again."""
    from bot import operating

    run(lambda settings: operating.replay(settings, number), None, debug)


@queue_app.command()
def drop(number: Annotated[str, typer.Argument(help="The dead letter, as `saathi queue` names it.")],
         debug: Debug = False) -> None:
    """Let go of a dead letter for good."""
    from bot import operating

    run(lambda settings: operating.drop(settings, number), None, debug)


@app.command()
def doors(debug: Debug = False) -> None:
    """Which channels are set up, and whether their services accept us."""
    from bot import operating

    run(operating.doors, None, debug)


telegram_app = typer.Typer(no_args_is_help=True, help="Telegram: setting the bot up.")
app.add_typer(telegram_app, name="telegram")


@telegram_app.command("set-webhook")
def set_webhook(debug: Debug = False) -> None:
    """Tell Telegram where this server is (SAATHI_PUBLIC_URL), and the bot's commands in each language."""
    from bot import operating

    run(operating.set_webhook, None, debug)


@telegram_app.command("poll")
def poll(now: Now = None, debug: Debug = False) -> None:
    """Fetch messages instead of having them delivered, and answer them: for a laptop that Telegram cannot reach."""
    from bot import operating

    run(operating.poll, now, debug)


@app.command()
def erase(who: Annotated[str, typer.Option("--official", help="The official, by id.")],
          yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
          debug: Debug = False) -> None:
    """Erase what is personal of an official: conversations, accounts, and the words in their passbook."""
    from bot import recordkeeping

    run(lambda settings: recordkeeping.erase(settings, who, yes), None, debug)


@app.command()
def demo(host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
         port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
         now: Now = None, debug: Debug = False) -> None:
    """Load the demo tenant if the home is empty, then serve; whoever reaches the page may be any of its people."""
    run(lambda settings: commands.demo(settings, host, port), now, debug, pick_person=True)


@app.command(hidden=True)
def prepare(debug: Debug = False) -> None:
    """Make the encoder, index and classifier that the stored tenant needs."""
    run(commands.prepare, None, debug)


@app.command()
def statement(who: As,
              out: Annotated[Path, typer.Option(help="The file to write: .pdf, .csv, .json or .html.")],
              of: Annotated[str | None, typer.Option(help="Another official, whom you may see.")] = None,
              first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"],
                                                             help="The first day of the period.")] = None,
              last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"],
                                                            help="The last day of the period.")] = None,
              period: Annotated[str | None, typer.Option(help="A month (2026-01), quarter (2025-26-Q4), year (2025-26) "
                                                         "or two days (2026-01-01..2026-02-01).")] = None,
              language: Annotated[str | None, typer.Option(help="The language of the statement (en, hi).")] = None,
              now: Now = None, debug: Debug = False) -> None:
    """Write a passbook statement: opening levels, entries and why they count, closing levels against the post."""
    from bot.statement import state, suffix
    from passbook.periods import of_days

    if suffix(out) is None:
        raise typer.BadParameter(f"{out.name}: the file's name must end with .pdf, .csv, .json or .html")
    if period and (first or last):
        raise typer.BadParameter("give --period, or --from and --to")
    days = of_days(first and first.date(), last and last.date())
    if (first or last) and days is None:
        raise typer.BadParameter("--to must be no earlier than --from")
    run(lambda settings: state(settings, who, of, out, period or days, language), now, debug)


@app.command()
def figures(identity: Annotated[str, typer.Argument(help="The id of an answer in figures, as the answer tells it.")],
            who: As, out: Annotated[Path, typer.Option(help="The file to write: .csv, .xlsx, .svg or .png.")],
            now: Now = None, debug: Debug = False) -> None:
    """Write an answer in figures or its chart into a file, asked anew with your rights of now."""
    from bot.figures_file import FORMS, save

    if out.suffix.lower().removeprefix(".") not in FORMS:
        raise typer.BadParameter(f"{out.name}: the file's name must end with .csv, .xlsx, .svg or .png")
    run(lambda settings: save(settings, who, identity, out), now, debug)


@app.command()
def verify(official: Annotated[str | None, typer.Option(help="One official; without it, everybody.")] = None,
           debug: Debug = False) -> None:
    """Recompute the chain of the passbooks; names the first break."""
    run(lambda settings: commands.verify(settings, official), None, debug)


@app.command()
def receipt(identity: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of an answer; without it the "
                                                           "latest are listed.")] = None,
            who: Annotated[str | None, typer.Option("--as", help="Answers to this official alone, by id.")] = None,
            as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
            now: Now = None, debug: Debug = False) -> None:
    """Compute the figures of an answer anew and say whether they still hold; writes nothing."""
    from bot.receipts.command import show

    run(lambda settings: show(settings, identity, who, as_json), now, debug)


items_app = typer.Typer(no_args_is_help=False, help="Quiz items: which to look at; having some drafted by a model.")
app.add_typer(items_app, name="items")


@items_app.callback(invoke_without_command=True)
def items(context: typer.Context,
          as_json: Annotated[bool, typer.Option("--json", help="Print every item's figures as JSON.")] = False,
          debug: Debug = False) -> None:
    """Quiz items that an author should look at, by all recorded answers, and why."""
    if context.invoked_subcommand is None:
        run(lambda settings: commands.items(settings, as_json), None, debug)


@items_app.command("draft")
def draft_items(who: As, course: Annotated[str, typer.Option(help="The course, by id.")],
                section: Annotated[int | None, typer.Option(min=1, help="One section, by its number; without it, "
                                                            "all.")] = None,
                count: Annotated[int, typer.Option(min=1, max=100, help="How many items.")] = 5,
                as_json: Annotated[bool, typer.Option("--json", help="Print the account as JSON.")] = False,
                debug: Debug = False) -> None:
    """Have a language model write quiz items of a course, as drafts for authors; none is asked before an approval."""
    run(lambda settings: commands.draft_items(settings, who, course, section, count, as_json), None, debug)


@app.command()
def export(out: Annotated[Path, typer.Option(help="The JSON file to write.")],
           who: Annotated[str, typer.Option("--as", help="The official, by id.")], debug: Debug = False) -> None:
    """Everything that is held about an official, as JSON."""
    from bot import recordkeeping

    run(lambda settings: recordkeeping.export(settings, who, out), None, debug)


@app.command()
def review(who: Annotated[str, typer.Option("--as", help="The official who gives the word, by id.")],
           verify_: Annotated[str | None, typer.Option("--verify", help="A claim to verify, by id.")] = None,
           uphold: Annotated[str | None, typer.Option(help="A dispute to uphold, by id.")] = None,
           dismiss: Annotated[str | None, typer.Option(help="A dispute to dismiss, by id.")] = None,
           note: Annotated[str, typer.Option(help="The reason, for the passbook.")] = "",
           now: Now = None, debug: Debug = False) -> None:
    """Claims and disputes that wait for your word: list them, or give it."""
    from bot import recordkeeping

    given = [(each, granted) for each, granted in ((verify_, True), (uphold, True), (dismiss, False)) if each]
    if len(given) > 1:
        raise typer.BadParameter("one word at a time: --verify, --uphold or --dismiss")
    which, granted = given[0] if given else (None, None)
    run(lambda settings: recordkeeping.review(settings, who, which, granted, note), now, debug)


@app.command()
def feedback(out: Annotated[Path, typer.Option(help="The file to write: .csv or .jsonl.")],
             golden: Annotated[bool, typer.Option(help="The golden conversations made of it, instead of the cases.")]
             = False, debug: Debug = False) -> None:
    """Write what people found wrong or right, without whose it is."""
    from bot import recordkeeping

    form = out.suffix.lower().removeprefix(".")
    if form not in ("csv", "jsonl"):
        raise typer.BadParameter(f"{out.name}: the file's name must end with .csv or .jsonl")
    run(lambda settings: recordkeeping.feedback(settings, out, form, "golden" if golden else "cases"), None, debug)


@app.command("eval")
def eval_(files: Annotated[list[Path], typer.Argument(help="Golden conversations, as JSON lines.")],
          models: Annotated[list[str] | None, typer.Option("--with", help="The language model to run under: none, "
                                                           "configured (SAATHI_MODEL), scripted:faithful, "
                                                           "scripted:wild, or provider:model. More than once: each is "
                                                           "compared with the first.")] = None,
          out: Annotated[Path | None, typer.Option(help="Write every turn of every run to this JSON file.")] = None,
          against: Annotated[Path | None, typer.Option(help="Compare with the first run of such a file.")] = None,
          as_json: Annotated[bool, typer.Option("--json", help="Print the score card as JSON.")] = False,
          show: Annotated[bool, typer.Option(help="Show every wrong turn.")] = False,
          now: Now = None, debug: Debug = False) -> None:
    """Run golden conversations and print the score card; nothing is written to any passbook."""
    from bot.evaluation import Wanted

    wanted = Wanted(as_json, show, tuple(models or ()), out, against)
    run(lambda settings: commands.evaluate(settings, files, wanted), now, debug)


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


if __name__ == "__main__":
    main()

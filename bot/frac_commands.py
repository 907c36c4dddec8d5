"""`saathi frac …`: the framework in and out, its map, and drafts of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.shell import Debug, Now, run

app = typer.Typer(no_args_is_help=True, help="The framework: positions, roles, activities, competencies.")


@app.command()
def case(out: Annotated[Path, typer.Option(help="The JSON file to write.")],
         as_json: Annotated[bool, typer.Option("--json", help="Print the account as JSON.")] = False,
         debug: Debug = False) -> None:
    """Write the framework as 1EdTech CASE 1.1; `saathi convert --as case` reads such files."""
    from bot import interchange

    run(lambda settings: interchange.export_case(settings, out, as_json), None, debug)


@app.command()
def tag(limit: Annotated[int | None, typer.Option(min=1, help="So many courses at most.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print what was proposed as JSON.")] = False,
        debug: Debug = False) -> None:
    """Propose what untagged courses teach, onto the authors' list at /drafts; nothing counts until it is approved."""
    from bot import tagging

    run(lambda settings: tagging.tag(settings, limit, as_json), None, debug)


@app.command()
def propose(source: Annotated[Path | None, typer.Option("--in", help="A file of posts with the columns of "
                                                        "positions.csv; an id that is known is that post.")] = None,
            missing: Annotated[bool, typer.Option(help="Every post of the framework that requires nothing yet.")]
            = False, debug: Debug = False) -> None:
    """Draft many posts onto the authors' list at /drafts."""
    from bot import worklist

    if missing == (source is not None):
        raise typer.BadParameter("say which posts: --missing, or --in FILE")
    run(lambda settings: worklist.propose(settings, source), None, debug)


@app.command()
def bundle(into: Annotated[Path, typer.Option(help="The folder to write into, mostly that of the bundle: files of "
                                              "people and events stay as they are there.")],
           debug: Debug = False) -> None:
    """Write the framework as files of a bundle, with all that was approved and courses from outside."""
    from bot import interchange

    run(lambda settings: interchange.export_bundle(settings, into), None, debug)


@app.command("map")
def map_(as_json: Annotated[bool, typer.Option("--json", help="The whole graph, as JSON.")] = False,
         out: Annotated[Path | None, typer.Option(help="The file to write; without it, on the screen.")] = None,
         now: Now = None, debug: Debug = False) -> None:
    """The system as a graph: what is linked to what, where work meets, what no course reaches."""
    from bot import mapping

    if not as_json:
        raise typer.BadParameter("add --json, or see the map at /map")
    run(lambda settings: mapping.map_json(settings, out), now, debug)


@app.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="Print all findings as JSON.")] = False,
          now: Now = None, debug: Debug = False) -> None:
    """Check the framework: what in it cannot be met, may be double, has two meanings, or is worth a look."""
    from bot import checking

    run(lambda settings: checking.check(settings, as_json), now, debug)


@app.command()
def match(source: Annotated[Path, typer.Option("--in", help='Texts: lines of {"id", "text"}.')],
          out: Annotated[Path, typer.Option(help="Where the rankings go, as JSON lines.")],
          debug: Debug = False) -> None:
    """Rank the framework's competencies for free texts: duties, courses, advertisements."""
    from bot import drafting

    run(lambda settings: drafting.match(settings, source, out), None, debug)


@app.command()
def draft(title: Annotated[str | None, typer.Option(help="The title of a post.")] = None,
          organisation: Annotated[str | None, typer.Option(help="Its organisation, by id or name.")] = None,
          description: Annotated[str, typer.Option(help="What the post does: a sentence, or a list of duties.")] = "",
          source: Annotated[Path | None, typer.Option("--in", help="A file of posts with the columns of "
                                                      "positions.csv.")] = None,
          order: Annotated[Path | None, typer.Option(help="An order that allots work, as plain text: its posts with "
                                                     "their duties; with --title the one post it is about.")] = None,
          out: Annotated[Path | None, typer.Option(help="Where the drafts of --in or --order go, as JSON lines; those "
                                                   "that are there already are kept.")] = None,
          as_json: Annotated[bool, typer.Option("--json", help="Print the draft as JSON.")] = False,
          debug: Debug = False) -> None:
    """Draft roles, activities and competencies of a post, of an order's posts or of a file of them, with what each
    line rests on."""
    from bot import drafting

    for wrong in drafting.forms(source, out, title, order, description):
        raise typer.BadParameter(wrong)
    if order:
        run(lambda settings: drafting.draft_order(settings, order, out, title, organisation, as_json), None, debug)
    if source and out:
        run(lambda settings: drafting.draft_file(settings, source, out), None, debug)
    run(lambda settings: drafting.draft_one(settings, title or "", organisation, description, as_json), None, debug)

"""`saathi catalogue …`: courses from catalogues outside in, listed and away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.shell import Debug, run

app = typer.Typer(no_args_is_help=True, help="Courses that others offer, from their catalogues.")


@app.command()
def add(file: Annotated[Path, typer.Argument(help="The catalogue: CSV, XLSX, JSON or JSON Lines.")],
        like: Annotated[str | None, typer.Option("--as", help="Its shape: edx, coursera, swayam, udemy, or a mapping "
                                                 "of your own, NAME.toml; without it the file is looked at.")] = None,
        source: Annotated[str | None, typer.Option(help="The catalogue's name here; without it, the shape's.")] = None,
        whole: Annotated[bool, typer.Option("--whole", help="The file is the whole catalogue: courses that it has no "
                                            "longer are retired.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be kept, and keep nothing.")] = False,
        debug: Debug = False) -> None:
    """Take in the courses of a catalogue; what is there already is known again."""
    from bot import cataloguing

    run(lambda settings: cataloguing.add(settings, file, like, source, whole, as_json, dry_run), None, debug)


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
          debug: Debug = False) -> None:
    """Which catalogues are kept, and how many courses of each."""
    from bot import cataloguing

    run(lambda settings: cataloguing.list_(settings, as_json), None, debug)


@app.command()
def remove(source: Annotated[str, typer.Option(help="The catalogue, as `saathi catalogue list` names it.")],
           as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
           debug: Debug = False) -> None:
    """Take a catalogue away; courses that passbooks name are retired instead."""
    from bot import cataloguing

    run(lambda settings: cataloguing.remove(settings, source, as_json), None, debug)

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


@app.command("map")
def map_(as_json: Annotated[bool, typer.Option("--json", help="The whole graph, as JSON.")] = False,
         out: Annotated[Path | None, typer.Option(help="The file to write; without it, on the screen.")] = None,
         now: Now = None, debug: Debug = False) -> None:
    """The system as a graph: what is linked to what, where work meets, what no course reaches."""
    from bot import mapping

    if not as_json:
        raise typer.BadParameter("add --json, or see the map at /map")
    run(lambda settings: mapping.map_json(settings, out), now, debug)

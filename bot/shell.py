"""How every command runs: its settings from the environment, and what it raises turned into words and an exit code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated, Any

import typer

from bot.failures import failure
from bot.settings import BadSetting, Settings, from_environment
from bot.store.database import DatabaseDown
from frac.store.framework import NoTenant
from retrieval.export import EncoderUnavailable

Now = Annotated[str | None, typer.Option("--now", help="The clock, such as 2026-11-20; without it the tenant's as_of.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks.")]
As = Annotated[str, typer.Option("--as", help="The official who speaks, by id.")]


def run(work: Callable[[Settings], int], now: str | None, debug: bool, **more: Any) -> None:
    """Runs a command and turns what it raises into words and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        code = work(from_environment(now=now, debug=debug, **more))
    except KeyboardInterrupt:
        typer.echo("Stopped; nothing is half-written.", err=True)
        code = 130
    except BadSetting as fault:
        typer.echo(str(fault), err=True)
        code = 2
    except NoTenant:
        typer.echo("No tenant is loaded yet. Load one with: saathi import DIR", err=True)
        code = 1
    except (DatabaseDown, EncoderUnavailable) as fault:
        typer.echo(str(fault), err=True)
        code = 3
    except Exception as fault:
        if debug:
            raise
        typer.echo(f"It failed: {type(fault).__name__}. Nothing is half-written; --debug shows more.", err=True)
        code = failure(fault).exit_code
    raise typer.Exit(code)

"""Turns what ministries have into the files of a bundle: opens, tells which loader is for which file, fills, writes.

All or nothing: one file that cannot be read, or that no loader knows, and nothing is written. Refuses to load anything
into Saathi; that is the import's, with all its checks.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from bot.conversion.contract import Loader
from bot.conversion.draft import Draft, Told
from bot.conversion.folder import read_folder, write_folder
from bot.conversion.lacks import lacks
from bot.conversion.loaders import LOADERS
from bot.conversion.measures import read_mapping
from bot.conversion.names import name
from bot.conversion.report import Report
from bot.conversion.sources import Source, gather
from bot.conversion.workbook import Unusable
from frac.load.tenant import FILE


def convert(paths: list[Path], into: Path, told: Told, *, only: str | None = None,
            mapping: Path | None = None) -> Report:
    """Fills the bundle in `into` (made if it is not there) from files and folders; what was there is kept.

    `only` is the name of the loader for all of them; without it each file is looked at. What is wrong with a source is
    in the report and never raised; OSError is raised where the bundle cannot be written, with every file as it was.
    """
    report = Report(into=str(into))
    try:
        if into.exists() and not into.is_dir():
            raise Unusable(into.name, None, "is no folder", "Name a folder for the bundle, there or still to be made.")
        if mapping is not None:
            told = replace(told, measures=read_mapping(mapping))
        everything = read_folder(into)
        assigned = _assigned(gather(paths), only, report)
        if report.problems:
            return report
        draft = Draft(everything, told, report)
        for step in ("framework", "people"):
            for loader in LOADERS.values():
                do, sources = getattr(loader, step), assigned.get(loader.name, [])
                if do is not None and sources:
                    do(sources, draft)
    except Unusable as broken:
        report.problems.append(str(broken))
        return report
    there = any((into / file).exists() for file in (FILE, f"{FILE}.gz"))
    tenant = None if there else _tenant(told)
    if there and told.tenant:
        report.note(FILE, "the bundle says already who the tenant is; --tenant and --as-of change nothing")
    report.taken, report.lacks = draft.taken(), lacks(everything, there or tenant is not None)
    report.written, report.ok = write_folder(into, everything, tenant), True
    return report


def _assigned(sources: list[Source], only: str | None, report: Report) -> dict[str, list[Source]]:
    """Each source under the loader that is for it, in order of their names whatever order they were named in."""
    found: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda each: (each.file, str(each.path))):
        try:
            loader = _loader_for(source, only)
        except Unusable as broken:
            report.problems.append(str(broken))
            continue
        if loader is None:
            report.note(source.file, "the file is of no shape that is known; it was not read")
        else:
            report.read[source.file] = loader.name
            found.setdefault(loader.name, []).append(source)
    if not found and not report.problems:
        report.problems.append("There is no file among them that could be read. " + _shapes())
    return found


def _loader_for(source: Source, only: str | None) -> Loader | None:
    """The loader for a source; None for a file of a folder that none knows. Raises Unusable for one that was named."""
    candidates = [LOADERS[only]] if only else list(LOADERS.values())
    found = [loader for loader in candidates if loader.recognises(source)]
    if len(found) == 1:
        return found[0]
    if not source.named:
        return None
    if source.empty:
        raise Unusable(source.file, None, "is empty", "Export it again, or leave it out.")
    if found:
        names = " and ".join(loader.name for loader in found)
        raise Unusable(source.file, None, f"could be {names}", "Say which with --as.")
    if only:
        raise Unusable(source.file, None, f"is not of the shape '{only}'", LOADERS[only].shape)
    raise Unusable(source.file, None, "is of no shape that is known", _shapes())


def _shapes() -> str:
    return "Known are: " + " ".join(f"{loader.name}: {loader.shape}" for loader in LOADERS.values())


def _tenant(told: Told) -> str | None:
    """The least that tenant.toml must say, if the administrator said it."""
    if not (told.tenant and told.as_of):
        return None
    return f"name = {json.dumps(name(told.tenant), ensure_ascii=False)}\nas_of = {told.as_of}\n"

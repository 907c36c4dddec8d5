"""A document as PDF (A4, archival PDF/A-2a, tagged), set by typst from the template that its contents name.

The contents go in as data and are never read as markup. The font for Latin and Devanagari comes with a wheel; where it
lacks a sign the embedded fonts and then those of the machine are asked, and a sign that none can show is replaced and
said to be. typst refuses such a file by itself, so no box stands in a PDF unsaid. It is set in a process of its own:
what typst keeps in memory (some 120 MB) must not stay in a server.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.documents.contract import Contents, Form

# Templates by name; a statement's contents name none.
STATEMENT = "statement"
TEMPLATES = {name: Path(__file__).parent / f"{name}.typ" for name in (STATEMENT, "report", "institution")}
# The wheel with the font, and the families that show Devanagari where a machine has them; the first that is there.
WHEEL = "fontpkg_noto_sans_devanagari"
DEVANAGARI = ("Noto Sans Devanagari", "Noto Serif Devanagari", "Mukta", "Hind", "Lohit Devanagari", "Nirmala UI",
              "Kohinoor Devanagari", "Mangal")
LATIN = ("Noto Sans", "Libertinus Serif")
REPLACED = "□"
# A word longer than this may be broken anywhere.
_LONG = re.compile(r"[^\s\u200b]{28}(?=[^\s\u200b])")
_MISSING = re.compile(r'the text `"(\\u\{([0-9a-f]+)\}|\\?.)', re.DOTALL)
_INDIC = re.compile("[\u0900-\u097f]")
# Blocks of signs are replaced one after another; there are no more of them than this below the ideographs.
_BLOCK, _IDEOGRAPHS = 128, 0x2E80


# How long a statement may take; thousands of entries take a few seconds.
_PATIENCE = 120.0


def make(contents: Contents) -> bytes:
    """The PDF, set in a process of its own. Raises ChildProcessError where that fails."""
    ended = subprocess.run([sys.executable, "-m", "bot.documents"], input=json.dumps(contents).encode(),
                           capture_output=True, check=False, timeout=_PATIENCE)
    if ended.returncode:
        raise ChildProcessError(ended.stderr.decode("utf-8", "replace")[-500:])
    return ended.stdout


def set_here(contents: Contents) -> bytes:
    """The PDF, set in this process."""
    import typst

    template = TEMPLATES[contents.get("template", STATEMENT)]
    told = _each_text(contents, _printable)
    machine = DEVANAGARI[0] not in fonts(False).families()
    if machine and not shows_devanagari() and _INDIC.search(json.dumps(told, ensure_ascii=False)):
        # A mathematical font within typst has these letters, but cannot join them: better none than wrong ones.
        told = _without(told, "\u0905")
    for _ in range(_IDEOGRAPHS // _BLOCK + 2):
        try:
            return bytes(typst.compile(template, format="pdf", font_paths=fonts(machine), pdf_standards=["a-2a"],
                                       sys_inputs=inputs(told, machine)))
        except typst.TypstError as fault:
            missing = _MISSING.search(str(fault))
            if missing is None:
                raise
            sign = chr(int(missing[2], 16)) if missing[2] else missing[1][-1]
        if machine:
            told = _without(told, sign)
        machine = True
    raise ValueError("no font shows any sign")


def inputs(told: Contents, machine: bool = False) -> dict[str, str]:
    """What the template is given: the contents, and the families of fonts that there are, as JSON."""
    known = set(fonts(machine).families())
    families = [each for each in (*DEVANAGARI, *LATIN) if each in known]
    return {"contents": json.dumps(told, ensure_ascii=False), "fonts": json.dumps(families)}


@lru_cache(maxsize=2)
def fonts(machine: bool) -> Any:
    """The fonts to choose from: those of the wheel and of typst, and with `machine` those of this machine too."""
    import typst

    found = find_spec(WHEEL)
    folder = Path(found.origin).parent / "files" if found and found.origin else None
    return typst.Fonts(include_system_fonts=machine, include_embedded_fonts=True,
                       font_paths=[folder] if folder and folder.is_dir() else [])


def shows_devanagari() -> bool:
    """Whether any font here shows Devanagari."""
    return find_spec(WHEEL) is not None or any(family in fonts(True).families() for family in DEVANAGARI)


def _each_text(part: Any, change: Callable[[str], str]) -> Any:
    """The same contents with every text changed."""
    if isinstance(part, str):
        return change(part)
    if isinstance(part, dict):
        return {key: _each_text(value, change) for key, value in part.items()}
    return [_each_text(each, change) for each in part] if isinstance(part, list) else part


def _printable(text: str) -> str:
    """Without signs that print nothing or turn the direction of writing, and with places to break long words at."""
    kept = "".join(sign if sign in "\u200c\u200d" or unicodedata.category(sign) not in _UNPRINTED
                   else " " if sign.isspace() else "" for sign in text)
    return _LONG.sub("\\g<0>\u200b", kept)


_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _without(told: Contents, sign: str) -> Contents:
    """The contents with a sign and those of its block replaced, and a notice that says so."""
    place = ord(sign)
    instead = REPLACED if place // _BLOCK != ord(REPLACED) // _BLOCK else "?"
    first, end = ((_IDEOGRAPHS, 0x110000) if place >= _IDEOGRAPHS
                  else (place // _BLOCK * _BLOCK, (place // _BLOCK + 1) * _BLOCK))
    changed = _each_text(told, lambda text: "".join(instead if first <= ord(each) < end else each for each in text))
    notice = changed["unreadable"].replace(REPLACED, instead)
    changed["notices"] = [*(each for each in changed["notices"] if each != notice), notice]
    return dict(changed)


FORM = Form("pdf", "application/pdf", make)

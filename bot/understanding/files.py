"""Whether a message wishes for a file, and in which form. Refuses to say which file: that is for a tool."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.lexicon import lexicon

# Lists of phrases, and the form each stands for; the first that is said holds. A file without a form is a PDF.
FILES = (("as_pdf", "pdf"), ("as_csv", "csv"), ("as_sheet", "csv"), ("as_json", "json"), ("as_html", "html"),
         ("as_file", "pdf"))
# Those that can be no topic: their words say nothing else.
_SURE = ("as_pdf", "as_csv")


def wished_file(said: Sequence[str]) -> tuple[str | None, set[int]]:
    """The form of the file that a message wishes for, or None; and the places of words that say nothing but that."""
    lists = lexicon().lists
    form = next((form for key, form in FILES if lists[key].inside(said)), None)
    places = _places("as_sheet", said)
    rest = [word for at, word in enumerate(said) if at not in places]
    # A spreadsheet is a topic too, unless a record is spoken of or nothing at all: "my entries in excel", "in excel".
    nothing_else = bool(rest) and all(word in lists["fillers"] and word not in lists["course_words"] for word in rest)
    if not (lists["record"].inside(said) or nothing_else):
        places = set()
    return form, places.union(*(_places(key, said) for key in _SURE))


def _places(key: str, said: Sequence[str]) -> set[int]:
    return {at for span in lexicon().lists[key].find(said) for at in range(span.start, span.end)}

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
    return form, {at for key in _SURE for span in lists[key].find(said) for at in range(span.start, span.end)}

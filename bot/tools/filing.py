"""Files of an answer that any tool gave: the wish is kept under an id, and answered anew when a file is fetched.

The file says what the chat would say to the same person then; nothing of the answer itself is kept.
"""

from __future__ import annotations

from bot.store import figures
from bot.tools.contract import Desk, Slots
from bot.tools.figures.told import Told
from bot.turn import Block

MEDIA_TYPES = {"pdf": "application/pdf", "csv": "text/csv",
               "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def files(desk: Desk, tool: str, slots: Slots, forms: tuple[str, ...] = ("pdf", "xlsx")) -> list[Block]:
    """The blocks under which the files of an answer can be fetched; the answer is asked again with `document` among its
    slots, for which a tool tells all that it has."""
    identity = desk.new_id()
    figures.keep(desk.conn, identity, desk.person.id, {"tool": tool, "slots": slots}, desk.words.language,
                 desk.recorded_at)
    told = Told(desk)
    return [{"type": "document", "href": f"/api/figures/{identity}.{form}", "media_type": MEDIA_TYPES[form],
             "label": told(f"files.{form}"),
             "command": f"saathi figures {identity} --as {desk.person.id} --out {tool}.{form}"} for form in forms]

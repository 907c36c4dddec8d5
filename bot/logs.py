"""The log of a server or worker: lines of JSON on standard error, one a turn and one for each thing that went wrong.

Message, name, id and result of a person are in none of them; libraries that would log addresses (with tokens in them)
are kept quiet.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

QUIET = ("httpx", "httpcore", "telegram", "pywa", "procrastinate", "uvicorn.access", "psycopg.pool", "authlib")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, object] = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname.lower(), "log": record.name}
        message = record.getMessage()
        if record.name == "saathi.turns":
            return json.dumps({**told, **json.loads(message)}, ensure_ascii=False)
        if record.exc_info and record.exc_info[0] is not None:
            # where it happened, without the text of the error: that may hold a value
            told["error"] = record.exc_info[0].__name__
            told["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}"
                             for frame in traceback.extract_tb(record.exc_info[2])[-5:]]
        return json.dumps({**told, "message": message}, ensure_ascii=False)


def to_standard_error(level: int = logging.INFO) -> None:
    """Sends the log of this process to standard error, as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("saathi").setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)

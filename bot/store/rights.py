"""With whose rights a transaction works: those of a turn, for one asker, or those of the owner for a moment.

In a turn the database itself shows of the ledger what its asker may see (see `007_turn_role.sql`): a tool that forgot
to ask may not read another's entries, whatever its SQL says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

Conn = psycopg.Connection[Any]

_TURN = "SELECT set_config('role', 'saathi_turn', true), set_config('saathi.asker', %s, true)"
_OWNER = "SELECT set_config('role', 'none', true)"
_BACK = "SELECT set_config('role', 'saathi_turn', true)"


@contextmanager
def turn(conn: Conn, asker: str) -> Iterator[None]:
    """A transaction with the rights of a turn, for the official `asker`. Ends with the transaction, or, inside another
    one, with itself."""
    within = conn.info.transaction_status != TransactionStatus.IDLE
    with conn.transaction():
        conn.execute(_TURN, (asker,))
        yield
        if within:  # what holds for the transaction would outlast a part of it
            conn.execute("SELECT set_config('role', 'none', true), set_config('saathi.asker', '', true)")


@contextmanager
def owner(conn: Conn) -> Iterator[None]:
    """The owner's rights inside a turn, for what every turn shares (facts, say) and for nothing that is shown as it
    is read. Raises psycopg's error, as it came, where the work fails: the turn is then over."""
    conn.execute(_OWNER)
    yield
    conn.execute(_BACK)

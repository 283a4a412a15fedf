"""Hearing of the writes of other PCs: the server passes on who changed the books, right after each commit."""

from typing import Any

import psycopg
from sqlalchemy import Engine

from landlord_desktop.db.postgres_engine import CHANNEL, own_errors
from landlord_desktop.rules.errors import BooksError

_GONE = "The connection to the office server was lost; other PCs' work is shown again once it is back."


class ServerNotices:
    """One connection that listens. Not for several threads at once."""

    def __init__(self, engine: Engine, origin: str) -> None:
        self._origin = origin
        with own_errors():
            pooled = engine.raw_connection()
            found: Any = pooled.driver_connection
            pooled.detach()  # from the pool: it is kept for long
            self._connection: psycopg.Connection[Any] = found
            try:
                self._connection.rollback()
                self._connection.autocommit = True
                self._connection.execute(f"LISTEN {CHANNEL}")
            except psycopg.Error as error:
                self._connection.close()
                raise BooksError(_GONE) from error

    def wait(self, seconds: float) -> bool:
        """Wait so long at most for a notice; True where others changed the books. BooksError where nobody is heard."""
        try:
            heard = [notice.payload for notice in self._connection.notifies(timeout=seconds, stop_after=1)]
            heard += [notice.payload for notice in self._connection.notifies(timeout=0)]
        except (psycopg.Error, OSError) as error:
            raise BooksError(_GONE) from error
        return any(origin != self._origin for origin in heard)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

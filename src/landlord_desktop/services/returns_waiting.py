"""How many returned payments wait for a person, for the dashboard."""

from sqlalchemy import Connection, text


def waiting_returns(connection: Connection) -> tuple[int, int]:
    """How many returns wait for a person, and their cents in all; one whose NSF was voided waits again."""
    row = connection.execute(_WAITING).one()
    return int(row[0]), int(row[1])


_WAITING = text(
    "SELECT count(*), coalesce(sum(p.amount_cents), 0) FROM returned_payment p WHERE p.state = 'waiting' OR EXISTS "
    "(SELECT 1 FROM transaction_set v WHERE v.reverses_set_id = p.set_id AND v.kind = 'void')"
)

"""Payers that the server cannot name: which tenant they are, remembered by a person once and used at each load."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.books import Books, record

Payer = tuple[str, str]
"""A payer's name and unit as the server gives them, in small letters with single spaces."""

GONE = "This payment is no longer on the list: it was posted or taken off meanwhile."


def payer_key(payer_name: str, unit_name: str) -> Payer:
    """What a payer is remembered by."""
    return " ".join(payer_name.split()).casefold(), " ".join(unit_name.split()).casefold()


def remembered_payers(connection: Connection) -> Mapping[Payer, tuple[int, int]]:
    """(tenant id, unit id) of every payer remembered whose tenant is still active."""
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(_REMEMBERED)}


def remembered_lines(connection: Connection) -> frozenset[int]:
    """Working lines whose tenant the server did not name and the memory did."""
    known = remembered_payers(connection)
    if not known:
        return frozenset()
    return frozenset(
        row[0]
        for row in connection.execute(_UNNAMED)
        if known.get(payer_key(row[1], row[2]), (None, None))[0] == row[3]
    )


def remembered_tenant(connection: Connection, payer: Payer) -> int | None:
    """The tenant remembered for a payer, inactive or not; None where nobody is."""
    values = {"payer": payer[0], "unit": payer[1]}
    return connection.execute(_ONE, values).scalar()


def keep_payer(connection: Connection, books: Books, payer: Payer, tenant_id: int | None) -> None:
    """Remember (or with None forget) who a payer is, inside a write."""
    values = {"payer": payer[0], "unit": payer[1], "tenant_id": tenant_id}
    if tenant_id is None:
        connection.execute(_FORGET, values)
    else:
        connection.execute(_REMEMBER, {**values, "user": books.actor.user, "now": instant_text(books.now())})
    record(connection, books, "forget payer" if tenant_id is None else "remember payer", "payer memory", "")


def choose_tenant(books: Books, line_id: int, tenant_id: int, *, remember: bool = False) -> Payer | None:
    """Say which tenant made a payment; `remember` does the same for this payer's payments from now on.

    The payer remembered, None where none is. NotFoundError where the line or the tenant is gone; RuleError where there
    is no name to remember. What was accepted for the line is taken back.
    """
    with books.store.write() as connection:
        line = connection.execute(_LINE, {"line_id": line_id}).one_or_none()
        if line is None:
            raise NotFoundError(GONE)
        unit_id = connection.execute(_UNIT, {"tenant_id": tenant_id}).scalar()
        if unit_id is None:
            raise NotFoundError("This tenant is no longer in the books.")
        payer = payer_key(line.payer_name, line.unit_name)
        if remember and not payer[0]:
            raise RuleError("The payment names no payer, so there is nothing to remember. Uncheck Remember This Payer.")
        connection.execute(_CHOOSE, {"line_id": line_id, "tenant_id": tenant_id, "unit_id": line.unit_id or unit_id})
        record(connection, books, "change payment", f"line {line_id}", "")
        if remember:
            keep_payer(connection, books, payer, tenant_id)
    return payer if remember else None


_REMEMBERED = text(
    "SELECT m.payer_name, m.unit_name, m.tenant_id, t.unit_id FROM payer_memory m "
    "JOIN tenant t ON t.id = m.tenant_id WHERE t.active = 1"
)
_UNNAMED = text(
    "SELECT w.id, w.payer_name, w.unit_name, w.tenant_id FROM working_line w "
    "JOIN inosio_payment p ON p.source_key = w.source_key WHERE w.tenant_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM tenant t WHERE lower(t.code) = lower(coalesce(p.tenant_code, '')))"
)
_ONE = text("SELECT tenant_id FROM payer_memory WHERE payer_name = :payer AND unit_name = :unit")
_LINE = text("SELECT payer_name, unit_name, unit_id FROM working_line WHERE id = :line_id AND state = 'open'")
_UNIT = text("SELECT unit_id FROM tenant WHERE id = :tenant_id")
_CHOOSE = text(
    "UPDATE working_line SET tenant_id = :tenant_id, unit_id = :unit_id, accepted_plan = NULL WHERE id = :line_id"
)
_REMEMBER = text(
    "INSERT INTO payer_memory (payer_name, unit_name, tenant_id, remembered_by, remembered_at) "
    "VALUES (:payer, :unit, :tenant_id, :user, :now) ON CONFLICT (payer_name, unit_name) DO UPDATE SET "
    "tenant_id = excluded.tenant_id, remembered_by = excluded.remembered_by, remembered_at = excluded.remembered_at"
)
_FORGET = text("DELETE FROM payer_memory WHERE payer_name = :payer AND unit_name = :unit")

"""Another ID of a record that the server of Inosio knows by its ID."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from landlord_desktop.rules.words import plural
from landlord_desktop.services.field_problems import FieldProblem


def renamed_warnings(connection: Connection, noun: str, old: str, new: str) -> Iterable[FieldProblem]:
    """What follows from another ID of a tenant, unit, ledger or vendor; nothing for a new record."""
    if not old or old == new:
        return
    waiting = connection.execute(_WAITING[noun], {"code": old}).scalar_one() if noun in _WAITING else 0
    if waiting:
        payments = plural(waiting, "waiting payment names", "waiting payments name")
        yield FieldProblem(
            "code",
            f"{payments} {old}; choose the {noun} of each by hand. Send balances, so that Inosio learns the new ID.",
        )
    elif connection.execute(_CONNECTED).scalar():
        yield FieldProblem("code", f"Inosio knows {old}. Send balances, so that it learns the new ID.")


def rename_site(connection: Connection, old: str, new: str) -> None:
    """Work orders of this office follow another ID of the unit or property they are about; imported ones stay."""
    if old and old != new:
        connection.execute(_SITE, {"old": old, "new": new})


_SITE = text("UPDATE work_order SET site_code = :new WHERE site_code = :old AND external_id IS NULL")
_WAITING = {
    noun: text(
        f"SELECT count(*) FROM inosio_payment p JOIN inosio_batch b ON b.id = p.batch_id "  # noqa: S608
        f"WHERE b.status = 'unprocessed' AND p.{noun}_code = :code"
    )
    for noun in ("tenant", "unit", "ledger")
}
_CONNECTED = text("SELECT value FROM setting WHERE key = 'inosio.portfolio' AND value <> ''")

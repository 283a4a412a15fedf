"""Where work orders are about: sites of the server found by their ID, or matched by hand, once for each site."""
# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.books import Books, record


@dataclass(frozen=True, slots=True)
class Site:
    """A unit (its `unit_id`) or a property or other ledger (its `ledger_id`)."""

    unit_id: int | None = None
    ledger_id: int | None = None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What goes with a unit: its ledger, the tenant who lives there, and the ledger's Repair Limit in cents."""

    ledger_id: int
    tenant_id: int | None
    repair_limit_cents: int


def match_new_sites(connection: Connection) -> None:
    """Find the records that imported orders name and that are not known yet: by hand once, else by their ID."""
    for statement in _MATCHES:
        connection.execute(statement)


def match_site(books: Books, record_id: int, site: Site) -> int:
    """Say where an imported order is about; the same is remembered for every order of that site. How many changed.

    RuleError for an order of this office, or where neither or both are named.
    """
    with books.store.write() as connection:
        return write_match(connection, books, record_id, site)


def write_match(connection: Connection, books: Books, record_id: int, site: Site) -> int:
    """The same inside a write that is under way."""
    if (site.unit_id is None) == (site.ledger_id is None):
        raise RuleError("Choose the unit or the property that the work order is about.")
    order = connection.execute(_ORDER, {"id": record_id}).one_or_none()
    if order is None:
        raise NotFoundError(f"There is no work order with the key {record_id} any more.")
    if order.origin != "inosio":
        raise RuleError("A work order of this office has its site in its own field.")
    values = {
        "id": record_id, "unit": site.unit_id, "ledger": site.ledger_id, "code": order.site_code.lower(),
        "user": books.actor.user, "now": instant_text(books.now()),
    }  # fmt: skip
    name = connection.execute(_NAME, values).scalar()
    if name is None:
        raise NotFoundError("The unit or property chosen is no longer there.")
    if order.site_code:
        connection.execute(_REMEMBER, values)
        changed = connection.execute(_APPLY, values).rowcount
    else:
        changed = connection.execute(_APPLY_ONE, values).rowcount
    what = f"site {order.site_code} of Inosio" if order.site_code else f"work order {order.number}"
    record(connection, books, "match site", what, f"{what[:1].upper()}{what[1:]} is {name}.")
    return changed


def unit_facts(books: Books) -> Mapping[int, SiteFacts]:
    """What goes with each unit, for a window that fills the tenant and the ledger in."""
    with books.store.read() as connection:
        return {
            row.id: SiteFacts(row.ledger_id, row.tenant_id, row.repair_limit_cents)
            for row in connection.execute(_UNITS)
        }


def read_alerts(books: Books, site: Site, tenant_id: int | None, ledger_id: int | None) -> Sequence[str]:
    """The profile alerts of the unit, the property, the tenant and the ledger, each after whose it is."""
    values = {"unit": site.unit_id, "site": site.ledger_id, "tenant": tenant_id, "ledger": ledger_id}
    with books.store.read() as connection:
        rows = connection.execute(_ALERTS, {name: value or 0 for name, value in values.items()}).all()
    return [f"{row.name}: {row.alert}" for row in rows]


_CODE = "lower(work_order.site_code)"
_MATCHES = tuple(
    text(f"UPDATE work_order SET {assigned} WHERE origin = 'inosio' AND {empty} AND EXISTS ({found})")
    for assigned, empty, found in (
        (
            f"unit_id = (SELECT m.unit_id FROM site_match m WHERE m.external_site = {_CODE}), "
            f"site_ledger_id = (SELECT m.ledger_id FROM site_match m WHERE m.external_site = {_CODE})",
            "site_code <> '' AND unit_id IS NULL AND site_ledger_id IS NULL",
            f"SELECT 1 FROM site_match m WHERE m.external_site = {_CODE}",
        ),
        (
            f"unit_id = (SELECT min(u.id) FROM unit u WHERE lower(u.code) = {_CODE})",
            "site_code <> '' AND unit_id IS NULL AND site_ledger_id IS NULL",
            f"SELECT 1 FROM unit u WHERE lower(u.code) = {_CODE}",
        ),
        (
            f"site_ledger_id = (SELECT min(l.id) FROM ledger l WHERE lower(l.code) = {_CODE})",
            "site_code <> '' AND unit_id IS NULL AND site_ledger_id IS NULL",
            f"SELECT 1 FROM ledger l WHERE lower(l.code) = {_CODE}",
        ),
        *(
            (
                f"{name}_id = (SELECT min(r.id) FROM {name} r WHERE lower(r.code) = lower(work_order.{name}_code))",
                f"{name}_code <> '' AND {name}_id IS NULL",
                f"SELECT 1 FROM {name} r WHERE lower(r.code) = lower(work_order.{name}_code)",
            )
            for name in ("tenant", "ledger", "vendor")
        ),
    )
)
_ORDER = text("SELECT origin, number, site_code FROM work_order WHERE id = :id")
_NAME = text(
    "SELECT code FROM unit WHERE id = CAST(:unit AS BIGINT) UNION ALL "
    "SELECT code FROM ledger WHERE id = CAST(:ledger AS BIGINT)"
)
_REMEMBER = text(
    "INSERT INTO site_match (external_site, unit_id, ledger_id, matched_by, matched_at) "
    "VALUES (:code, :unit, :ledger, :user, :now) ON CONFLICT (external_site) DO UPDATE "
    "SET unit_id = excluded.unit_id, ledger_id = excluded.ledger_id, matched_by = excluded.matched_by, "
    "matched_at = excluded.matched_at"
)
_APPLY = text(
    "UPDATE work_order SET unit_id = :unit, site_ledger_id = :ledger "
    "WHERE origin = 'inosio' AND lower(site_code) = :code"
)
_APPLY_ONE = text("UPDATE work_order SET unit_id = :unit, site_ledger_id = :ledger WHERE id = :id")
_UNITS = text(
    "SELECT u.id, u.ledger_id, (SELECT min(t.id) FROM tenant t WHERE t.unit_id = u.id AND t.active = 1 "
    "AND t.posts_to_responsible = 0) AS tenant_id, "
    "CASE WHEN u.repair_limit_cents > 0 THEN u.repair_limit_cents ELSE l.repair_limit_cents END AS repair_limit_cents "
    "FROM unit u JOIN ledger l ON l.id = u.ledger_id"
)
_ALERTS = text(
    "SELECT name, alert FROM unit WHERE id = :unit AND alert <> '' UNION "
    "SELECT name, alert FROM tenant WHERE id = :tenant AND alert <> '' UNION "
    "SELECT name, alert FROM ledger WHERE id IN (:site, :ledger) AND alert <> ''"
)

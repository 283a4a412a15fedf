"""What the pick lists of a work order offer, and what goes with the site picked; read in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landlord_desktop.services.profiles.vendors import list_vendors
from landlord_desktop.services.work_order_sites import Site, SiteFacts, unit_facts
from landlord_desktop.ui import record_choices as choices
from landlord_desktop.ui.widgets.pick_list import PickRow

_LEDGERS = ("owner", "property", "management")


@dataclass(frozen=True, slots=True)
class SitePick(PickRow):
    """A unit or a property to pick, with what goes with a unit."""

    unit_id: int | None = None
    ledger_id: int | None = None
    facts: SiteFacts | None = None


def site_key(site: Site) -> str | None:
    """The key of a site in its pick list; None for none."""
    if site.unit_id is not None:
        return f"unit {site.unit_id}"
    return None if site.ledger_id is None else f"ledger {site.ledger_id}"


def site_of(key: object) -> Site:
    """The site of a key of the pick list."""
    kind, _, number = str(key or "").partition(" ")
    return Site(int(number)) if kind == "unit" else Site(None, int(number)) if kind == "ledger" else Site()


def read_choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    """The rows of all pick lists of the window."""
    vendors = [
        PickRow(row.record_id, row.code, row.name, "" if row.active else "inactive")
        for row in sorted(list_vendors(books), key=lambda row: not row.active)
    ]
    return {
        "unit_id": [*_units(books), *_properties(books)], "tenant_id": choices.tenants(books),
        "ledger_id": choices.ledgers(books, _LEDGERS), "vendor_id": vendors, "warranty_vendor_id": vendors,
        "charge_code_id": choices.charge_codes(books),
    }  # fmt: skip


def _units(books: Any) -> list[SitePick]:
    facts = unit_facts(books)
    made = []
    for row in choices.units(books):
        key = int(str(row.key))
        made.append(SitePick(site_key(Site(key)), row.code, row.name, row.detail, key, None, facts.get(key)))
    return made


def _properties(books: Any) -> list[SitePick]:
    made = []
    for row in choices.ledgers(books, _LEDGERS[:2]):
        site = Site(ledger_id=int(str(row.key)))
        made.append(SitePick(site_key(site), row.code, row.name, row.detail or "ledger", None, site.ledger_id))
    return made

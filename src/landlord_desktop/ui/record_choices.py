"""What the pick lists of profile and setup windows offer; called in the background.

Inactive records are offered last, so that a record that names one shows it.
"""

from collections.abc import Iterable
from typing import Any

from landlord_desktop.services.account_codes import list_account_codes
from landlord_desktop.services.profiles.charge_codes import list_charge_codes
from landlord_desktop.services.profiles.fee_profiles import list_fee_profiles
from landlord_desktop.services.profiles.late_fee_profiles import list_late_fee_profiles
from landlord_desktop.services.profiles.ledgers import list_ledgers
from landlord_desktop.services.profiles.schedules import list_schedules
from landlord_desktop.services.profiles.tenants import list_tenants
from landlord_desktop.services.profiles.units import list_units
from landlord_desktop.ui.widgets.pick_list import PickRow
from landlord_desktop.ui.widgets.profile_parts import LedgerPick

_INACTIVE = "inactive"


def ledgers(books: Any, kinds: Iterable[str]) -> list[PickRow]:
    """The ledgers of these kinds."""
    rows = [row for row in list_ledgers(books) if row.kind in set(kinds)]
    made = [LedgerPick(row.record_id, row.code, row.name, _word(row), row.kind) for row in rows]
    return _active_first(made)


def units(books: Any) -> list[PickRow]:
    """The units, found by address too."""
    made = [
        PickRow(row.record_id, row.code, row.name, ", ".join(part for part in (row.address, _word(row)) if part))
        for row in list_units(books)
    ]
    return _active_first(made)


def tenants(books: Any) -> list[PickRow]:
    """The tenants, found by their unit too."""
    made = [
        PickRow(row.record_id, row.code, row.name, ", ".join(part for part in (row.unit, _word(row)) if part))
        for row in list_tenants(books)
    ]
    return _active_first(made)


def charge_codes(books: Any) -> list[PickRow]:
    """The charge codes."""
    return _picks(list_charge_codes(books))


def schedules(books: Any) -> list[PickRow]:
    """The schedules, the shortest first."""
    return _active_first([PickRow(row.record_id, row.code, row.name, _word(row)) for row in list_schedules(books)])


def fee_profiles(books: Any) -> list[PickRow]:
    """The management fee profiles."""
    return _picks(list_fee_profiles(books))


def late_fee_profiles(books: Any) -> list[PickRow]:
    """The late fee profiles."""
    return _picks(list_late_fee_profiles(books))


def banks(books: Any) -> list[PickRow]:
    """The bank account codes."""
    rows = [row for row in list_account_codes(books) if row.is_bank]
    return _active_first([PickRow(row.account_id, row.code, row.name, _word(row)) for row in rows])


def accounts(books: Any, types: Iterable[str] | None = None) -> list[PickRow]:
    """The account codes that are no bank, of these types."""
    wanted = None if types is None else set(types)
    rows = [
        row for row in list_account_codes(books) if not row.is_bank and (wanted is None or row.account_type in wanted)
    ]
    return _active_first([PickRow(row.account_id, row.code, row.name, _word(row)) for row in rows])


def _picks(rows: Iterable[Any]) -> list[PickRow]:
    return _active_first([PickRow(row.record_id, row.code, row.name, _word(row)) for row in rows])


def _word(row: Any) -> str:
    return "" if row.active else _INACTIVE


def _active_first(rows: Iterable[PickRow]) -> list[PickRow]:
    return sorted(rows, key=lambda row: row.detail.endswith(_INACTIVE))

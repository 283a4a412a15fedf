"""Words and pick lists that the screens of the general ledger share."""

from collections.abc import Iterable

from landlord_desktop.services.account_codes import BankRow
from landlord_desktop.ui.widgets.pick_list import PickRow

METHOD_WORDS = {"ach": "ACH", "card": "Card", "check": "Check", "cash": "Cash"}


def bank_rows(banks: Iterable[BankRow]) -> list[PickRow]:
    """Banks for a pick list, found by ID and name."""
    return [PickRow(bank.bank_id, bank.code, bank.name) for bank in banks]

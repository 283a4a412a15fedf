"""Profiles > Owner, Property, Management Group: `Nu Investments [Owner]`."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.profiles.field_checks import ADDRESS_TEXTS, LONGEST_CODE, LONGEST_NAME
from landlord_desktop.services.profiles.ledgers import (
    ACCOUNTING_METHODS,
    FIELD_NAMES,
    MANAGEMENT,
    OWNER,
    PROPERTY,
    SHARE_NAMES,
    Ledger,
    OwnerShare,
    delete_ledger,
    list_ledgers,
    read_ledger,
    save_ledger,
)
from landlord_desktop.services.profiles.percents import share_percent
from landlord_desktop.ui import record_choices as choices
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.edit_window import RecordSource
from landlord_desktop.ui.widgets.fields import choice_field
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.profile_parts import (
    ProfileWindow,
    address_group,
    comments_page,
    reach_group,
    rows_of,
)
from landlord_desktop.ui.widgets.record_pages import RecordHeader, RecordPage

_SHARES_HINT = (
    "For equal parts enter 1 share each; for odd percentages enter the percentage without its decimal point "
    "(27.416 % is 27416). The percent is the owner's shares of all shares."
)
_RESERVE_HELP = "Kept back when the owner is paid."


def _choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    owners = choices.ledgers(books, [OWNER])
    return {
        "management_ledger_id": choices.ledgers(books, [MANAGEMENT]), "bank_account_id": choices.banks(books),
        "owners/owner_id": owners,
    }  # fmt: skip


def _source(kind: str) -> RecordSource[Ledger]:
    return RecordSource(
        new=Ledger(kind=kind),
        read=read_ledger,
        keys=lambda books: [row.record_id for row in list_ledgers(books, kind)],
        save=save_ledger,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        choices=_choices,
        delete=delete_ledger,
    )


class LedgerWindow(ProfileWindow[Ledger]):
    """The window of a ledger; a property has the page of its owners first."""

    topics = frozenset({"profiles", "accounts"})
    help_page = "owners"
    parameter = "record_id"
    tells = ("profiles",)
    history = ("ledger", "General Ledger", "What was posted in this ledger")
    ledger_kind: ClassVar[str] = OWNER

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        header = RecordHeader(FIELD_NAMES, LONGEST_CODE, LONGEST_NAME)
        address = RecordPage(FIELD_NAMES)
        address_group(address, ADDRESS_TEXTS)
        reach_group(address, ADDRESS_TEXTS)
        accounting, comments = self._accounting_page(), comments_page(FIELD_NAMES)
        pages = [("Address", address), ("Accounting", accounting), ("Comments", comments)]
        if self.ledger_kind == PROPERTY:
            pages.insert(0, ("Owners", self._owners_page()))
        self.build(header, pages, rows_of(header, *(page for _title, page in pages)))
        self.opens("bank_account_id", "account")
        if self.ledger_kind != MANAGEMENT:
            self.opens("management_ledger_id", "management_group")

    def show_choices(self, choices: Mapping[str, Sequence[PickRow]]) -> None:
        """A management group has no management group, an owner no owners."""
        super().show_choices({name: rows for name, rows in choices.items() if name.partition("/")[0] in self.rows})

    def _accounting_page(self) -> RecordPage:
        page = RecordPage(FIELD_NAMES)
        page.group("Accounting", 0)
        if self.ledger_kind != MANAGEMENT:
            page.add("management_ledger_id", PickList("management_group", "management groups", with_folder=True),
                     "Receives the management fees and late fees.")  # fmt: skip
        page.add("bank_account_id", PickList("bank", "banks", with_folder=True), "Where its receipts go by default.")
        page.add("accounting_method", choice_field("accounting_method", list(ACCOUNTING_METHODS.items())),
                 "On a cash basis a charge is income once it is paid, with accrual when it is charged.")  # fmt: skip
        page.group("Limits", 1)
        page.add("reserve_cents", MoneyEdit("base_reserve"), _RESERVE_HELP)
        page.add("repair_limit_cents", MoneyEdit("repair_limit"), "Repairs beyond it need the owner's consent.")
        return page

    def _owners_page(self) -> RecordPage:
        page = RecordPage(FIELD_NAMES, columns=1)
        columns = (
            LineColumn("owner_id", SHARE_NAMES["owner_id"], "pick", width=320, stretch=1, required=True),
            LineColumn("shares", SHARE_NAMES["shares"], "number", required=True),
            LineColumn("percent", SHARE_NAMES["percent"], "figure", help="Own shares of all shares; computed"),
        )
        self.owners = LineGrid("owners", "Owners", columns, self.context.today)
        self.owners.changed.connect(self._show_percents)
        page.add_wide("owners", "Owners", self.owners, _SHARES_HINT)
        return page

    def record_shown(self) -> None:
        """The percent of each owner."""
        if self.ledger_kind == PROPERTY:
            self._show_percents()

    def _show_percents(self) -> None:
        shares = [self.owners.value(place, "shares") or 0 for place in range(self.owners.line_count())]
        for place, own in enumerate(shares):
            self.owners.set_value(place, "percent", share_percent(own, sum(shares)) if own else "")


class OwnerWindow(LedgerWindow):
    """The window of an owner."""

    key, title, kind, noun = "owner", "Owner", "Owner", "owner"
    reference = OWNER
    source = _source(OWNER)


class PropertyWindow(LedgerWindow):
    """The window of a property, with its owners and their shares."""

    key, title, kind, noun = "property", "Property", "Property", "property"
    ledger_kind = reference = PROPERTY
    source = _source(PROPERTY)
    lines: ClassVar[Mapping[str, type[Any]]] = {"owners": OwnerShare}


class ManagementGroupWindow(LedgerWindow):
    """The window of a management group."""

    key, title, kind, noun = "management_group", "Management Group", "Management Group", "management group"
    ledger_kind = MANAGEMENT
    source = _source(MANAGEMENT)

"""Setup > Posting Table and Database Settings: what the office has one of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles import database_settings, posting_table
from landlord_desktop.services.profiles.charge_codes import list_charge_codes
from landlord_desktop.services.profiles.database_settings import DatabaseSettings
from landlord_desktop.services.profiles.posting_table import ROLE_TYPES, PostingTable
from landlord_desktop.ui import record_choices as choices
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.edit_window import RecordSource
from landlord_desktop.ui.widgets.fields import WholeNumberEdit, check_field, choice_field, text_field
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.profile_parts import ProfileWindow
from landlord_desktop.ui.widgets.record_pages import RecordPage

_LONGEST_FOLDER = 400
_TENANTS_MONEY = ("open_credits", "security_deposits", "accounts_receivable")
_ROLE_HELP = {
    "open_credits": "Tenants' money that pays no charge yet.",
    "security_deposits": "Deposits that are held for tenants.",
    "accounts_receivable": "Unpaid charges of ledgers with accrual.",
    "owner_contribution": "Money that an owner puts in.",
    "management_receipt": "Money of a management group that pays no charge.",
    "bank_charges": "What a bank takes for returned items.",
}


def _account_choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    return {role: choices.accounts(books, types) for role, types in ROLE_TYPES.items()}


class PostingTableWindow(ProfileWindow[PostingTable]):
    """The accounts that postings take for themselves."""

    key, title, noun = "posting_table", "Posting Table", "Posting Table"
    help_page = "posting_table"
    topics = frozenset({"settings", "accounts"})
    tells = ("settings",)
    single = True
    source = RecordSource(
        new=PostingTable(),
        read=lambda books, _key: posting_table.read_posting_table(books),
        keys=lambda _books: [1],
        save=posting_table.save_posting_table,
        key_of=lambda _record: 1,
        title_of=lambda _record: "The Posting Table",
        choices=_account_choices,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        page = RecordPage(posting_table.FIELD_NAMES)
        page.group("Tenants' Money", 0)
        roles = [*_TENANTS_MONEY, *(role for role in posting_table.FIELD_NAMES if role not in _TENANTS_MONEY)]
        for role in roles:
            if role == roles[len(_TENANTS_MONEY)]:
                page.group("Income and Expense", 1)
            page.add(role, PickList(role, "account codes", with_folder=True), _ROLE_HELP.get(role, ""), required=True)
        intro = _intro("posting_table", "Where postings go that name no account. Transactions so far stay as they are.")
        self.build(intro, [("Accounts", page)], page.rows)
        for role in roles:
            self.opens(role, "account")


@dataclass(frozen=True, slots=True)
class SettingsForm(DatabaseSettings):
    """The database settings as typed, and the reason for opening a locked period again."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class _SavedForm:
    record: SettingsForm
    warnings: tuple[FieldProblem, ...]


def _form(settings: DatabaseSettings) -> SettingsForm:
    return SettingsForm(**{one.name: getattr(settings, one.name) for one in fields(settings)})


def _settings(form: SettingsForm) -> DatabaseSettings:
    return DatabaseSettings(**{one.name: getattr(form, one.name) for one in fields(DatabaseSettings)})


def _save(books: Any, form: SettingsForm, before: SettingsForm | None) -> _SavedForm:
    read = None if before is None else _settings(before)
    saved = database_settings.save_database_settings(books, _settings(form), read, form.reason.strip())
    return _SavedForm(_form(saved.record), saved.warnings)


def _code_choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    rows = [PickRow(row.code, row.code, row.name) for row in list_charge_codes(books) if row.active]
    return {"rent_charge_code": rows, "nsf_charge_code": rows}


class DatabaseSettingsWindow(ProfileWindow[SettingsForm]):
    """The period lock, and how the office works."""

    key, title, noun = "database_settings", "Database Settings", "Database Settings"
    help_page = "database_settings"
    topics = frozenset({"settings", "profiles"})
    tells = ("settings", "office")
    single = True
    source = RecordSource(
        new=SettingsForm(),
        read=lambda books, _key: _form(database_settings.read_database_settings(books)),
        keys=lambda _books: [1],
        save=_save,
        key_of=lambda _record: 1,
        title_of=lambda _record: "Database Settings",
        choices=_code_choices,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        names = database_settings.FIELD_NAMES
        page = RecordPage(names)
        page.group("Office", 0)
        page.add("name", text_field("office_name", 60), "Printed on all reports.", required=True)
        page.add("backup_folder", text_field("backup_folder", _LONGEST_FOLDER),
                 "A folder with its whole path; empty for the usual one.")  # fmt: skip
        page.group("Period Lock", 0, "Nothing is posted or reversed with a date in a locked period.")
        self._locked = DateEdit("locked_through", context.today, optional=True)
        page.add("locked_through", self._locked)
        page.add("reason", text_field("reason", 200), "Asked where a locked period is opened again.")
        page.group("Receivables", 1)
        page.add("use_open_credits", check_field("use_open_credits", names["use_open_credits"]),
                 "When a charge is posted and open credits pay all that is unpaid and undisputed.")  # fmt: skip
        page.add("allocation_order", choice_field("allocation_order", database_settings.ALLOCATION_ORDERS),
                 "What a proposal pays first; charges that are equal in this, oldest first.")  # fmt: skip
        page.add("rent_charge_code", PickList("rent_charge_code", "charge codes"), required=True)
        page.add("nsf_charge_code", PickList("nsf_charge_code", "charge codes"), required=True)
        page.group("Deposits", 1)
        page.add("deposit_days", WholeNumberEdit("deposit_days", 3),
                 "Business days within which receipts are to be on a deposit slip.", required=True)  # fmt: skip
        page.add("slips_after_post", check_field("slips_after_post", names["slips_after_post"]),
                 "By Ctrl+Enter in Batch Receipts, for the batches of Inosio that are posted whole.")  # fmt: skip
        pilot = _autopilot_page()
        self.build(_intro("database_settings", "These hold for everybody who works in this database."),
                   [("Settings", page), ("Autopilot", pilot)], {**page.rows, **pilot.rows})  # fmt: skip
        self._locked.date_changed.connect(self.enable_parts)

    def enable_parts(self) -> None:
        """A reason is needed only where the lock goes back."""
        row, before, now = self.rows["reason"], self.record.locked_through, self._locked.value()
        row.field.setEnabled(before is not None and (now is None or now < before))


def _autopilot_page() -> RecordPage:
    """Whether and when the autopilot works by itself, and its leash."""
    names = database_settings.FIELD_NAMES
    page = RecordPage(names)
    page.group("When It Works", 0, "It posts only what is exactly due, and never a proposal.")
    page.add("autopilot_on", check_field("autopilot_on", names["autopilot_on"]),
             "Once each day, on one PC; its rounds stand in Integration > Autopilot.")  # fmt: skip
    page.add("autopilot_at", text_field("autopilot_at", 5), "Such as 06:30; empty for right after the daily round.")
    page.group("Leash", 1, "What is larger waits for a person. Empty means no limit.")
    page.add("autopilot_largest_amount", MoneyEdit("autopilot_largest_amount"))
    page.add("autopilot_largest_batch_amount", MoneyEdit("autopilot_largest_batch_amount"))
    page.add("autopilot_largest_batch_payments", WholeNumberEdit("autopilot_largest_batch_payments", 6))
    return page


def _intro(object_name: str, text: str) -> Card:
    card = Card(f"{object_name}_header")
    card.body.addWidget(label(text, f"{object_name}_intro", "muted", wrap=True))
    return card

"""Setup > Charge Codes, Management Fee Profiles, Late Fee Profiles, Schedules: their windows."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.profiles import charge_codes, fee_profiles, late_fee_profiles, schedules
from landlord_desktop.services.profiles.field_checks import LONGEST_CODE, LONGEST_NAME
from landlord_desktop.ui import record_choices as choices
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.edit_window import RecordSource
from landlord_desktop.ui.widgets.fields import (
    PercentEdit,
    WholeNumberEdit,
    check_field,
    choice_field,
    fill_field,
    read_field,
)
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.profile_parts import ProfileWindow, rows_of
from landlord_desktop.ui.widgets.record_pages import RecordHeader, RecordPage


def _account_choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    return {"account_id": choices.accounts(books)}


def _schedule_choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    return {"flat_fee_schedule_id": choices.schedules(books)}


def _code_choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    return {"charge_code_id": choices.charge_codes(books)}


class ChargeCodeWindow(ProfileWindow[charge_codes.ChargeCode]):
    """The window of a charge code."""

    key, title, kind, noun = "charge_code", "Charge Code", "Charge Code", "charge code"
    help_page = "charge_codes"
    topics = frozenset({"profiles", "accounts"})
    parameter = "record_id"
    tells = ("profiles", "settings")
    source = RecordSource(
        new=charge_codes.ChargeCode(),
        read=charge_codes.read_charge_code,
        keys=lambda books: [row.record_id for row in charge_codes.list_charge_codes(books)],
        save=charge_codes.save_charge_code,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        choices=_account_choices,
        delete=charge_codes.delete_charge_code,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        names = charge_codes.FIELD_NAMES
        header, page = RecordHeader(names, LONGEST_CODE, LONGEST_NAME), RecordPage(names)
        page.group("Posting", 0)
        page.add("account_id", PickList("account", "account codes", with_folder=True),
                 "The income account, or for deposits the liability, that it is posted to.", required=True)  # fmt: skip
        self._payee = choice_field("payee", list(charge_codes.PAYEES.items()))
        page.add("payee", self._payee, "To whom the charge is owed.")
        page.group("Flags", 1)
        for name in ("subject_to_late_fees", "subject_to_management_fees"):
            page.add(name, check_field(name, names[name]))
        self._deposits = check_field("use_to_track_deposits", names["tracks_deposits"])
        page.add("tracks_deposits", self._deposits, "What is paid of it is held for the tenant. Its payee is Deposit.")
        self.build(header, [("Charge Code", page)], rows_of(header, page))
        self.opens("account_id", "account")
        self._payee.currentIndexChanged.connect(self._payee_chosen)
        self._deposits.toggled.connect(self._deposits_marked)

    def _payee_chosen(self) -> None:
        self._deposits.setChecked(read_field(self._payee) == "deposit")

    def _deposits_marked(self, marked: bool) -> None:
        is_deposit = read_field(self._payee) == "deposit"
        if marked != is_deposit:
            fill_field(self._payee, "deposit" if marked else "owner")


class FeeProfileWindow(ProfileWindow[fee_profiles.FeeProfile]):
    """The window of a management fee profile."""

    key, title, noun = "fee_profile", "Management Fee Profile", "management fee profile"
    kind = "Management Fee Profile"
    help_page = "fee_profiles"
    topics = frozenset({"profiles"})
    parameter = "record_id"
    tells = ("profiles",)
    source = RecordSource(
        new=fee_profiles.FeeProfile(),
        read=fee_profiles.read_fee_profile,
        keys=lambda books: [row.record_id for row in fee_profiles.list_fee_profiles(books)],
        save=fee_profiles.save_fee_profile,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        choices=_schedule_choices,
        delete=fee_profiles.delete_fee_profile,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        names = fee_profiles.FIELD_NAMES
        header, page = RecordHeader(names, LONGEST_CODE, LONGEST_NAME), RecordPage(names)
        page.group("Of Each Receipt", 0)
        page.add("fee_basis_points", PercentEdit("management_fee"),
                 "Of each charge that is subject to management fees, taken when it is paid.")  # fmt: skip
        page.add("late_fee_owner_basis_points", PercentEdit("split_percentage"),
                 "The owner's part of late fees; the rest is the management group's.")  # fmt: skip
        page.group("Flat Fee", 1)
        page.add("flat_fee_cents", MoneyEdit("flat_fee"), "Charged for the unit, whether its rent is paid or not.")
        page.add("flat_fee_schedule_id", PickList("flat_fee_schedule", "schedules", with_folder=True))
        page.group("Leasing Fee", 0)
        page.add("leasing_basis_points", PercentEdit("leasing_fee"), "Of the first month's rent of a lease.")
        page.add("leasing_replaces_fee", check_field("leasing_fee_instead", names["leasing_replaces_fee"]))
        self.build(header, [("Management Fee", page)], rows_of(header, page))
        self.opens("flat_fee_schedule_id", "schedule")


class LateFeeProfileWindow(ProfileWindow[late_fee_profiles.LateFeeProfile]):
    """The window of a late fee profile."""

    key, title, kind, noun = "late_fee_profile", "Late Fee Profile", "Late Fee Profile", "late fee profile"
    help_page = "late_fee_profiles"
    topics = frozenset({"profiles"})
    parameter = "record_id"
    tells = ("profiles",)
    source = RecordSource(
        new=late_fee_profiles.LateFeeProfile(),
        read=late_fee_profiles.read_late_fee_profile,
        keys=lambda books: [row.record_id for row in late_fee_profiles.list_late_fee_profiles(books)],
        save=late_fee_profiles.save_late_fee_profile,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        choices=_code_choices,
        delete=late_fee_profiles.delete_late_fee_profile,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        names = late_fee_profiles.FIELD_NAMES
        header, page = RecordHeader(names, LONGEST_CODE, LONGEST_NAME), RecordPage(names)
        page.group("Fee", 0)
        page.add("charge_code_id", PickList("charge_code", "charge codes", with_folder=True), required=True)
        page.add("amount_cents", MoneyEdit("amount"))
        page.add("basis_points", PercentEdit("percentage"), "Of what is late and unpaid; besides the amount.")
        page.group("When", 1)
        page.add("grace_days", WholeNumberEdit("grace_period", 3),
                 "In days: rent due on the 1st with 5 days of grace is late from the 7th.", required=True)  # fmt: skip
        page.add("repeats", choice_field("charged", list(late_fee_profiles.REPEATS.items())))
        self.build(header, [("Late Fee", page)], rows_of(header, page))
        self.opens("charge_code_id", "charge_code")


class ScheduleWindow(ProfileWindow[schedules.ScheduleRecord]):
    """The window of a schedule."""

    key, title, kind, noun = "schedule", "Schedule", "Schedule", "schedule"
    help_page = "schedules"
    topics = frozenset({"profiles"})
    parameter = "record_id"
    tells = ("profiles",)
    source = RecordSource(
        new=schedules.ScheduleRecord(),
        read=schedules.read_schedule,
        keys=lambda books: [row.record_id for row in schedules.list_schedules(books)],
        save=schedules.save_schedule,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        delete=schedules.delete_schedule,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        names = schedules.FIELD_NAMES
        header, page = RecordHeader(names, LONGEST_CODE, LONGEST_NAME), RecordPage(names)
        page.group("Schedule", 0, "So often charges of this schedule are due: every 2 weeks, every 3 months.")
        page.add("every", WholeNumberEdit("every", 3), required=True)
        page.add("period", choice_field("period", list(schedules.PERIOD_WORDS.items())))
        self.build(header, [("Schedule", page)], rows_of(header, page))

"""Profiles > Tenant: the list, and the window `Anthony Kmetz [Tenant]`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from landlord_desktop.services.applicants import WaitingLookAlike, waiting_look_alikes
from landlord_desktop.services.profiles.field_checks import LONGEST_CODE, LONGEST_NAME
from landlord_desktop.services.profiles.tenants import (
    FIELD_NAMES,
    RecurringLine,
    RentChangeLine,
    Tenant,
    delete_tenant,
    list_tenants,
    read_tenant,
    save_tenant,
)
from landlord_desktop.services.profiles.units import Unit, read_unit
from landlord_desktop.ui import record_choices as choices
from landlord_desktop.ui.features import APPLICANTS
from landlord_desktop.ui.profiles.tenant_pages import general_page, late_fees_page, lease_page, recurring_page
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.edit_window import RecordSource
from landlord_desktop.ui.widgets.list_screen import ListScreen, ListSource, active_column
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.profile_parts import ProfileWindow, comments_page, rows_of
from landlord_desktop.ui.widgets.record_pages import RecordHeader
from landlord_desktop.ui.widgets.rows_model import Column

TYPING_MILLISECONDS = 400
"""How long nothing is typed before the waiting applicants are looked through."""


def _choices(books: Any) -> Mapping[str, Sequence[PickRow]]:
    schedules = choices.schedules(books)
    return {
        "unit_id": choices.units(books), "responsible_tenant_id": choices.tenants(books),
        "late_fee_profile_id": choices.late_fee_profiles(books), "rent_schedule_id": schedules,
        "recurring/charge_code_id": choices.charge_codes(books), "recurring/schedule_id": schedules,
    }  # fmt: skip


class TenantsScreen(ListScreen):
    """Lists the tenants."""

    key, title, help_page = "tenants", "Tenants", "tenants"
    topics = frozenset({"profiles"})
    source = ListSource(list_tenants, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "tenant", "record_id", "tenant", "tenants"
    columns = (
        Column("code", "ID", value=lambda row: row.code, width=110),
        Column("name", "Long Description", value=lambda row: row.name, width=170, stretch=True),
        Column("unit", "Unit", value=lambda row: row.unit, width=150),
        Column("ledger", "Ledger", value=lambda row: row.ledger, width=105),
        Column("rent", "Rent Amount", "money", value=lambda row: row.rent_cents, width=100),
        Column("next", "Next Scheduled", "date", value=lambda row: row.rent_next_on, width=120),
        Column("expires", "Lease Expires", "date", value=lambda row: row.lease_expires_on, width=110),
        Column("responsible", "Responsible Tenant", value=lambda row: row.responsible, width=150, visible=False),
        Column("phone", "Phone", value=lambda row: row.phone, width=140, visible=False),
        Column("email", "E-mail", value=lambda row: row.email, width=200, visible=False),
        active_column(),
    )


class TenantWindow(ProfileWindow[Tenant]):
    """The window of a tenant."""

    key, title, kind, noun = "tenant", "Tenant", "Tenant", "tenant"
    help_page = "tenants"
    topics = frozenset({"profiles"})
    parameter = "record_id"
    tells = ("profiles",)
    reference = "tenant"
    history = ("tenant", "Tenant History", "Charges, receipts and credits of this tenant")
    lines: ClassVar[Mapping[str, type[Any]]] = {"rent_changes": RentChangeLine, "recurring": RecurringLine}
    source = RecordSource(
        new=Tenant(),
        read=read_tenant,
        keys=lambda books: [row.record_id for row in list_tenants(books)],
        save=save_tenant,
        key_of=lambda record: record.record_id,
        title_of=lambda record: record.name,
        choices=_choices,
        delete=delete_tenant,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        header = RecordHeader(FIELD_NAMES, LONGEST_CODE, LONGEST_NAME)
        general, late_fees, comments = general_page(), late_fees_page(), comments_page(FIELD_NAMES)
        lease, self._changes = lease_page(context.today)
        recurring, self._recurring = recurring_page(context.today)
        pages = [
            ("General", general), ("Late Fees", late_fees), ("Lease / Rent Changes", lease),
            ("Recurring Charges", recurring), ("Comments", comments),
        ]  # fmt: skip
        self.build(header, pages, rows_of(header, *(page for _title, page in pages)))
        for name, screen in (
            ("unit_id", "unit"), ("responsible_tenant_id", "tenant"), ("late_fee_profile_id", "late_fee_profile"),
            ("rent_schedule_id", "schedule"),
        ):  # fmt: skip
            self.opens(name, screen)
        self._told_applicant, self._applicant_id = "", 0
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._look_for_applicants)
        for name in ("name", "email"):
            field = self.rows[name].field
            if isinstance(field, QLineEdit):
                field.textEdited.connect(self._typed)
        unit = self.rows["unit_id"].field
        if isinstance(unit, PickList):
            unit.picked.connect(self._typed)

    def new_record(self, parameters: Mapping[str, object]) -> Tenant:
        """A new tenant, of a unit where one is named."""
        unit_id = parameters.get("unit_id")
        return replace(self.source.new, unit_id=unit_id) if isinstance(unit_id, int) else super().new_record({})

    def value_of(self, name: str) -> Any:
        """A line says whether its rent is in force."""
        value = super().value_of(name)
        if name == "rent_changes":
            lines = [{**one, "state": "In force" if one["applied"] else ""} for one in value]
            return [*lines, {}] if lines and lines[-1]["applied"] else lines
        return value

    def record_shown(self) -> None:
        """What is in force stays as it is."""
        for place, one in enumerate(self.record.rent_changes):
            if one.applied:
                self._changes.lock_line(place)

    def record_opened(self) -> None:
        """Tell the tenant's alert, else that of the unit."""
        super().record_opened()
        books, unit_id = self.context.books, self.record.unit_id
        if not self.record.alert.strip() and unit_id is not None:
            self.context.background.run(
                lambda _task: read_unit(books, unit_id), done=self._tell_unit, failed=self.fail, owner=self
            )

    def _tell_unit(self, unit: Unit) -> None:
        if unit.record_id == self.record.unit_id:
            self.tell_alert(unit.alert, f"Unit {unit.code}: ")

    # a new tenant who looks like a waiting applicant

    def _typed(self, _what: object) -> None:
        if self.record.record_id is None and self.context.features.shows(APPLICANTS):
            self._typing.start()

    def _look_for_applicants(self) -> None:
        values, books = self.values(), self.context.books
        name, email, unit_id = str(values["name"]), str(values["email"]), values["unit_id"]
        if self.record.record_id is not None:
            return
        self.context.background.run(
            lambda _task: waiting_look_alikes(books, name, email, unit_id), done=self._tell_applicant,
            failed=self.fail, owner=self,
        )

    def _tell_applicant(self, found: tuple[WaitingLookAlike, ...]) -> None:
        """Warn in place, with the way to the applicant; nothing is kept from being saved."""
        said, self._told_applicant = self._told_applicant, shown(found[0].sentence) if found else ""
        if found and self.problems.text in {"", said}:
            self._applicant_id = found[0].applicant_id
            action = CommandSpec("open_waiting_applicant", "Open the Applicant", "user", slot=self._open_applicant)
            self.problems.show_problem("warning", self._told_applicant, actions=[action])
        elif not found and said and self.problems.text == said:
            self.problems.clear()

    def _open_applicant(self) -> None:
        self.context.navigate("applicant", {"applicant_id": self._applicant_id})

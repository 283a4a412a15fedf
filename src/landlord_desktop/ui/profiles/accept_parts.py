"""The fields of the window that accepts a household: the primary applicant's page, and a card a co-applicant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.services.applicant_household import MEMBER_NAMES, MemberProposal
from landlord_desktop.services.profiles.field_checks import LONGEST_CODE, LONGEST_LINE, LONGEST_NAME
from landlord_desktop.services.profiles.tenant_checks import LONGEST_MEMO
from landlord_desktop.services.profiles.tenant_record import LEASE_TYPES, RECURRING_NAMES, RecurringLine, Tenant
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.style import text_scale
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.fields import check_field, choice_field, fill_field, read_field, text_field
from landlord_desktop.ui.widgets.form import Form, FormRow
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.line_cells import cell_signal
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.record_pages import RecordPage
from landlord_desktop.ui.widgets.side_by_side import SideBySide

Choices = Mapping[str, Sequence[PickRow]]
Today = Callable[[], date]
_RENT_HINT = "The first rent that is charged."
_RECURRING_HINT = "Charged beside the rent, such as parking. Ctrl+Delete takes a line away."
_WIDE, _WIDE_ROOM = ("name", "email", "unit_id", "rent_schedule_id"), 150
_NO_RENT = "$0.00, for the responsible tenant pays it"


class MemberFields(QWidget):
    """The tenant to be made of one applicant; `rows` has each field by the tenant's attribute."""

    changed = Signal()

    def __init__(self, member: MemberProposal) -> None:
        super().__init__()
        self.member = member
        self.rows: dict[str, FormRow] = {}
        self._first: dict[str, Any] = {}

    @property
    def is_wanted(self) -> bool:
        """Whether this applicant is to be accepted."""
        return True

    @property
    def code(self) -> str:
        """The tenant's ID as typed."""
        return cast("QLineEdit", self.rows["code"].field).text().strip()

    def fill(self, choices: Choices) -> None:
        """Give the pick lists what they offer, and show what is proposed."""
        for name, picks in choices.items():
            field_name, _, column = name.partition("/")
            field = self.rows[field_name].field if field_name in self.rows else None
            if isinstance(field, LineGrid):
                field.set_choices(column, picks)
            elif isinstance(field, PickList):
                field.set_rows(picks)
        for name, row in self.rows.items():
            fill_field(row.field, self._proposed(name))
            if isinstance(row.field, QLineEdit):
                row.field.setCursorPosition(0)
            if name in _WIDE:
                row.field.setMinimumWidth(int(_WIDE_ROOM * text_scale()))
            signal = row.field.changed if isinstance(row.field, LineGrid) else cell_signal(row.field)
            if signal is not None:
                signal.connect(self._tell)
        self._first = self.values()

    def values(self) -> dict[str, Any]:
        """What the fields hold, by name."""
        return {name: read_field(row.field) for name, row in self.rows.items()}

    def is_changed(self) -> bool:
        """Whether anything differs from what was proposed."""
        return self.values() != self._first

    def last_field(self) -> QWidget:
        """The last field that Tab comes to."""
        field = list(self.rows.values())[-1].field
        return field.add_button if isinstance(field, LineGrid) else field

    def tenant(self) -> Tenant:
        """The tenant as it was filled in."""
        values = self.values()
        if "recurring" in values:
            values["recurring"] = tuple(_line(one) for one in values["recurring"])
            values["rent_cents"] = values["rent_cents"] or 0
        return replace(self.member.tenant, **values)

    def _proposed(self, name: str) -> Any:
        value = getattr(self.member.tenant, name)
        if name != "recurring":
            return value
        return [{one.name: getattr(line, one.name) for one in fields(line)} for line in value]

    def _tell(self) -> None:
        self.changed.emit()


class PrimaryFields(MemberFields):
    """Everything of the tenant who pays: contact, unit, lease, rent, recurring charges."""

    def __init__(self, member: MemberProposal, today: Today) -> None:
        super().__init__(member)
        self.setObjectName("accept_primary")
        page = RecordPage(MEMBER_NAMES, columns=3)
        page.group(f"{shown(member.applicant.name)}, {member.applicant.kind_words}", 0)
        page.add("code", text_field("tenant_id", LONGEST_CODE), required=True)
        page.add("name", text_field("tenant_name", LONGEST_NAME), required=True)
        page.add("email", text_field("email", LONGEST_LINE))
        page.add("phone", text_field("phone", LONGEST_NAME))
        page.add("unit_id", PickList("unit", "units", with_search=False), required=True)
        page.group("Lease", 1)
        page.add("lease_type", choice_field("lease_type", list(LEASE_TYPES.items())))
        for name in ("lease_starts_on", "lease_expires_on", "move_in_on"):
            page.add(name, DateEdit(name.removesuffix("_on"), today, optional=True))
        page.group("Rent", 2)
        page.add("rent_cents", MoneyEdit("rent_amount"))
        page.add("rent_schedule_id", PickList("rent_schedule", "schedules", with_search=False))
        page.add("rent_next_on", DateEdit("first_month_to_bill", today, optional=True), _RENT_HINT)
        page.add("late_fee_profile_id", PickList("late_fee_profile", "late fee profiles", with_search=False))
        names = RECURRING_NAMES
        columns = (
            LineColumn("charge_code_id", names["charge_code_id"], "pick", width=110, stretch=3, required=True),
            LineColumn("amount_cents", names["amount_cents"], "money", width=100, required=True),
            LineColumn("memo", names["memo"], width=80, stretch=3, longest=LONGEST_MEMO),
            LineColumn("schedule_id", names["schedule_id"], "pick", width=110, stretch=2, required=True),
            LineColumn("next_on", names["next_on"], "date", width=130, required=True),
        )
        self.recurring = LineGrid("recurring_charges", "Recurring Charges", columns, today, total="amount_cents")
        self.recurring.cell_edited.connect(self._line_edited)
        page.add_wide("recurring", "Recurring Charges", self.recurring, _RECURRING_HINT)
        page.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self.rows = page.rows
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    def _line_edited(self, place: int, column: str) -> None:
        """A charge that is picked is charged with the rent, unless something else is typed."""
        if column != "charge_code_id" or self.recurring.value(place, column) is None:
            return
        for name, source in (("schedule_id", "rent_schedule_id"), ("next_on", "rent_next_on")):
            if self.recurring.value(place, name) is None:
                self.recurring.set_value(place, name, read_field(self.rows[source].field))

    def unit_words(self) -> str:
        """The unit picked, as a sentence names it; empty where none is."""
        row = cast("PickList", self.rows["unit_id"].field).picked_row()
        return "" if row is None else shown(row.name or row.code)


class CoApplicantFields(MemberFields):
    """A tenant of the same unit who posts to the responsible one; `place` counts the co-applicants from 1."""

    def __init__(self, member: MemberProposal, today: Today, place: int) -> None:
        super().__init__(member)
        name = f"co_applicant_{place}"
        self.setObjectName(name)
        self.card = Card(f"{name}_card", f"{shown(member.applicant.name)}, {member.applicant.kind_words}")
        self.wanted = check_field(f"{name}_wanted", "Accept too")
        self.wanted.setChecked(member.chosen)
        self.wanted.setAccessibleName(f"Accept {shown(member.applicant.name)} too")
        self.wanted.toggled.connect(self._wanted_changed)
        self.card.header.addWidget(self.wanted)
        self.responsible = label("", f"{name}_responsible_tenant")
        self.parts = SideBySide(*self._forms(name, today), top=True, spacing=SPACE[4])
        self.card.body.addWidget(self.parts)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)
        self._wanted_changed(member.chosen)

    @property
    def is_wanted(self) -> bool:
        """Whether this co-applicant is to be accepted."""
        return self.wanted.isChecked()

    def is_changed(self) -> bool:
        """Whether anything differs from what was proposed."""
        return super().is_changed() or self.is_wanted != self.member.chosen

    def show_responsible(self, words: str) -> None:
        """Write who the responsible tenant is."""
        self.responsible.setText(words)

    def _forms(self, name: str, today: Today) -> list[tuple[QWidget, int]]:
        person, lease, money = (Form(f"{name}_{part}") for part in ("person", "lease", "posting"))
        for key, field, needed in (
            ("code", text_field(f"{name}_tenant_id", LONGEST_CODE), True),
            ("name", text_field(f"{name}_tenant_name", LONGEST_NAME), True),
            ("email", text_field(f"{name}_email", LONGEST_LINE), False),
            ("phone", text_field(f"{name}_phone", LONGEST_NAME), False),
        ):
            self.rows[key] = person.add(MEMBER_NAMES[key], field, required=needed)
        for key in ("lease_starts_on", "lease_expires_on", "move_in_on"):
            day = DateEdit(f"{name}_{key.removesuffix('_on')}", today, optional=True)
            self.rows[key] = lease.add(MEMBER_NAMES[key], day)
        money.add(MEMBER_NAMES["responsible_tenant_id"], self.responsible)
        money.level_with(self.rows["code"].field)
        self.rows["posts_to_responsible"] = money.add(
            "", check_field(f"{name}_post_to_responsible_tenant", MEMBER_NAMES["posts_to_responsible"])
        )
        money.add(MEMBER_NAMES["rent_cents"], label(_NO_RENT, f"{name}_rent", "muted", wrap=True))
        return [(person, 4), (lease, 3), (money, 4)]

    def _wanted_changed(self, wanted: bool) -> None:
        self.parts.setEnabled(wanted)
        self.changed.emit()


def _line(value: Mapping[str, Any]) -> RecurringLine:
    """The line as typed; an amount that is still missing is zero, which nobody can save."""
    return RecurringLine(**{**value, "amount_cents": value["amount_cents"] or 0})

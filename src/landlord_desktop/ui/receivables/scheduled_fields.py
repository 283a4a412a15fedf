"""What Scheduled Receivables compiles: the kind, Scheduled Through, Limit to Schedule, Restrict To."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import KINDS, CompileRequest
from landlord_desktop.services.ledger_choices import Choice, ledger_choices
from landlord_desktop.services.scheduled_receivables import schedule_choices
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.theme.style import set_icon
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import set_look
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow

_KINDS = {
    "rent": "R&ent", "late_fee": "&Late Fees", "recurring": "Rec&urring Charges", "management_fee": "Management Fees",
}  # fmt: skip
_WHOLE = "nothing"
_RESTRICTIONS = ((_WHOLE, "Nothing"), ("tenant", "A tenant"), ("unit", "A unit"), ("ledger", "An owner or property"))


@dataclass(frozen=True, slots=True)
class FieldRows:
    """What the fields offer."""

    schedules: tuple[PickRow, ...] = ()
    tenants: tuple[PickRow, ...] = ()
    units: tuple[PickRow, ...] = ()
    ledgers: tuple[PickRow, ...] = ()


def read_field_rows(books: Books) -> FieldRows:
    """Read what the fields offer; the managers' ledgers charge nobody."""
    found = ledger_choices(books)
    ledgers = tuple(choice for choice in found.ledgers if choice.detail.casefold() != "management")
    return FieldRows(
        tuple(PickRow(row.schedule_id, row.code, row.name) for row in schedule_choices(books)),
        _rows(found.tenants), _rows(found.units), _rows(ledgers),
    )  # fmt: skip


def _rows(choices: tuple[Choice, ...]) -> tuple[PickRow, ...]:
    return tuple(PickRow(row.record_id, row.code, row.name, row.detail) for row in choices)


class ScheduledFields(QWidget):
    """`changed` tells that another compile is meant than the one shown."""

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._rows = FieldRows()
        self.kinds = QButtonGroup(self)
        self.through = DateEdit("scheduled_through", context.today)
        self.through.set_value(context.today())
        self.schedule = PickList("limit_to_schedule", "schedules")
        self.restriction = QComboBox()
        self.restriction.setObjectName("restrict_to")
        for key, words in _RESTRICTIONS:
            self.restriction.addItem(words, key)
        self.record = PickList("restrict_to_record", "records")
        self.compile_button = push_button(
            "Compile", "compile", "primary", "refresh", "F5", "List what is due through this day"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        layout.addLayout(self._radios())
        layout.addLayout(self._limits())
        self._restrict()
        self.kinds.buttonClicked.connect(self._tell)
        self.through.date_changed.connect(self._tell)
        self.schedule.picked.connect(self._tell)
        self.restriction.currentIndexChanged.connect(self._restrict)
        self.record.picked.connect(self._tell)

    def request(self) -> CompileRequest | None:
        """What to compile; None without a day."""
        day = self.through.value()
        if day is None:
            return None
        which, key = str(self.restriction.currentData()), self.record.picked_key()
        record_id = key if isinstance(key, int) else None
        schedule = self.schedule.picked_key()
        return CompileRequest(
            self.kind(), day, schedule if isinstance(schedule, int) else None,
            record_id if which == "tenant" else None, record_id if which == "unit" else None,
            record_id if which == "ledger" else None,
        )

    def kind(self) -> str:
        """The kind chosen."""
        return KINDS[self.kinds.checkedId()]

    def set_kind(self, kind: str) -> None:
        """Choose a kind."""
        self.kinds.button(KINDS.index(kind)).setChecked(True)
        self._tell()

    def restrict_to(self, which: str, record_id: int) -> None:
        """Restrict to a tenant, a unit or a ledger."""
        self.restriction.setCurrentIndex(self.restriction.findData(which))
        self.record.pick(record_id)

    def problem(self) -> str:
        """Why these fields cannot be compiled; empty where they can. The cursor goes to the field at fault."""
        for field, words in (
            (self.through, self.through.problem() or ("" if self.through.value() else "Value must be entered")),
            (self.schedule, self.schedule.problem()), (self.record, self._record_problem()),
        ):  # fmt: skip
            if words:
                field.setFocus()
                return f"{field.accessibleName()}: {words}."
        return ""

    def _record_problem(self) -> str:
        if self.restriction.currentData() == _WHOLE or self.record.picked_key() is not None:
            return ""
        return self.record.problem() or "Value must be entered"

    def show_compiled(self, *, done: bool) -> None:
        """Once compiled, Post is what comes next."""
        set_look(self.compile_button, "kind", "" if done else "primary")
        set_icon(self.compile_button, "refresh", "text" if done else "text_on_accent")

    def set_rows(self, rows: FieldRows) -> None:
        """Offer these records; what is picked stays."""
        self._rows = rows
        self.schedule.set_rows(rows.schedules)
        self._offer_records()

    def _radios(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        for place, kind in enumerate(KINDS):
            radio = QRadioButton(_KINDS[kind])
            radio.setObjectName(_KINDS[kind].replace("&", "").lower().replace(" ", "_"))
            radio.setChecked(place == 0)
            self.kinds.addButton(radio, place)
            row.addWidget(radio)
        row.addStretch(1)
        return row

    def _limits(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        for text, field, width in (
            ("Scheduled &Through", self.through, 0), ("Limit to S&chedule", self.schedule, 230),
            ("Restrict T&o", self.restriction, 0), ("Recor&d", self.record, 300),
        ):  # fmt: skip
            form = Form(f"{field.objectName()}_form", "above")
            form.add(text, field)
            field.setMinimumWidth(width)
            row.addWidget(form, 0, top)
        self.through.line.setMinimumWidth(0)
        self.through.line.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.compile_button, 0, bottom)
        row.addStretch(1)
        return row

    def _restrict(self) -> None:
        if self.record.line.hasFocus():
            self.restriction.setFocus()  # the record may be disabled now
        self.record.clear_pick()
        self._offer_records()
        self._tell()

    def _offer_records(self) -> None:
        which = str(self.restriction.currentData())
        offered = {"tenant": self._rows.tenants, "unit": self._rows.units, "ledger": self._rows.ledgers}
        self.record.set_rows(offered.get(which, ()))
        self.record.setEnabled(which != _WHOLE)

    def _tell(self) -> None:
        self.changed.emit()

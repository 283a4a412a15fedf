"""What the general ledger is asked for: ledger, account, days, unit, tenant."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.general_ledger import LedgerQuestion
from landlord_desktop.services.ledger_choices import Choice, LedgerChoices
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.day_fields import DayFields, above
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow


def pick_rows(choices: tuple[Choice, ...]) -> list[PickRow]:
    """Choices for a pick list."""
    return [PickRow(choice.record_id, choice.code, choice.name, choice.detail) for choice in choices]


class LedgerFields(QWidget):
    """All fields. `changed` tells once that another question is asked, however many fields a caller set."""

    changed = Signal()

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self.setObjectName("general_ledger_fields")
        self._quiet = False
        self.ledger, self.account = PickList("ledger", "ledgers"), PickList("account", "accounts")
        self.unit, self.tenant = PickList("unit", "units"), PickList("tenant", "tenants")
        self.days = DayFields(context)
        self.with_voided = QCheckBox("Show voide&d")
        self.with_voided.setObjectName("show_voided")
        self.with_voided.setToolTip("Show sets that were voided on their own posting date too; they are in the journal")
        hints = ((self.ledger, "All ledgers"), (self.account, "All accounts"), (self.unit, "All"), (self.tenant, "All"))
        for pick, hint in hints:
            pick.line.setPlaceholderText(hint)
            pick.picked.connect(self._tell)
        self.days.changed.connect(self._tell)
        self.with_voided.toggled.connect(self._tell)
        self._lay_out()

    def set_choices(self, choices: LedgerChoices) -> None:
        """Offer these records; what was picked stays where it still is among them."""
        self._quiet = True
        self.ledger.set_rows(pick_rows(choices.ledgers))
        self.account.set_rows(pick_rows(choices.accounts))
        self.unit.set_rows(pick_rows(choices.units))
        self.tenant.set_rows(pick_rows(choices.tenants))
        self._quiet = False

    def ask(self, **wanted: object) -> None:
        """Ask for records by their ids (ledger_id, account_id, unit_id, tenant_id); fields not named are cleared."""
        self._quiet = True
        for name, pick in self._picks().items():
            key = wanted.get(name)
            if not isinstance(key, int) or not pick.pick(key):
                pick.clear_pick()
        self._quiet = False

    def question(self) -> LedgerQuestion:
        """What is asked now."""
        first, last = self.days.days()
        picked = {name: key for name, pick in self._picks().items() if isinstance(key := pick.picked_key(), int)}
        return LedgerQuestion(first=first, last=last, with_voided=self.with_voided.isChecked(), **picked)

    def _picks(self) -> dict[str, PickList]:
        return {
            "ledger_id": self.ledger, "account_id": self.account, "unit_id": self.unit, "tenant_id": self.tenant
        }

    def _tell(self, _value: object = None) -> None:
        if not self._quiet:
            self.changed.emit()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE[2])
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE[3])
            rows.addLayout(row)
        for row, field, text, width in (
            (first, self.ledger, "&Ledger", 270), (first, self.account, "A&ccount", 270),
            (second, self.unit, "&Unit", 270), (second, self.tenant, "&Tenant", 270),
        ):
            field.setMinimumWidth(width)
            row.addWidget(above(field, text), 0, Qt.AlignmentFlag.AlignTop)
        for part in (self.days, self.days.own_days):
            first.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self.with_voided, 0, Qt.AlignmentFlag.AlignBottom)
        for row in (first, second):
            row.addStretch(1)

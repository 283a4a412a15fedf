"""What is proposed for a returned payment: why it waits or what its NSF would do, with its fees."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.returns import CLEAR, PARTIAL, ReturnedRow
from landlord_desktop.services.returns_posting import ApproveOrder
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.money_edit import MoneyEdit

_LONGEST_RAW_TEXT = 4000
STATES = {
    CLEAR: State("positive", "Clear"),
    "used_since": State("warning", "Used since"),
    "ledger_short": State("warning", "Ledger short"),
    "dated_today": State("warning", "Dated today"),
    "dated_later": State("warning", "Dated later"),
    "unknown_payment": State("negative", "Unknown payment"),
    "not_posted": State("warning", "Not posted yet"),
    "receipt_voided": State("neutral", "Receipt voided"),
    "already_returned": State("neutral", "Returned already"),
    "above_receipt": State("negative", "Above the receipt"),
    PARTIAL: State("warning", "Only a part"),
    "not_deposited": State("warning", "Not deposited"),
    "unreadable": State("negative", "Cannot be read"),
    "refused": State("negative", "Cannot be posted"),
    "approved": State("positive", "Approved"),
    "set_aside": State("neutral", "Set aside"),
}
"""How a return stands, by its code."""

_PANEL_HEIGHT = 250


def state_of(row: ReturnedRow) -> State:
    """The badge of a return."""
    return STATES[row.code if row.state == "waiting" else row.state]


class ReturnPanel(Card):
    """Shows one return. `approve_asked` asks for its NSF; the fees are those of the fields."""

    approve_asked = Signal()

    def __init__(self) -> None:
        super().__init__("return_panel", "Proposal")
        self._row: ReturnedRow | None = None
        self.badge = StateBadge("return_state")
        self.title = label("", "return_title", "heading", wrap=True)
        self.why = label("", "return_why", wrap=True)
        self.effects = label("", "return_effects", "muted", wrap=True)
        self.tenant_fee, self.item_fee = MoneyEdit("nsf_fee"), MoneyEdit("returned_item_fee")
        self.late_fee = QCheckBox("Charge the &late fee too")
        self.late_fee.setObjectName("charge_late_fee")
        self.approve = push_button(
            "Approve", "approve_return", "primary", "check", "", "Post the NSF with these fees (F8)",
            self.approve_asked.emit,
        )  # fmt: skip
        self._fees = QWidget()
        self._lay_out()
        self.show_row(None)

    def show_row(self, row: ReturnedRow | None) -> None:
        """Show a return, or that none is chosen; typed fees stay while it is the same one."""
        same = row is not None and self._row is not None and row.key == self._row.key and row.state == self._row.state
        self._row = row
        set_shown(self.badge, shown=row is not None)
        self.title.setText(_title(row) if row is not None else "No return is chosen")
        if row is None:
            self.why.clear()
        else:
            self.badge.set_state(state_of(row))
            self.why.setText(shown(row.why if row.state == "waiting" else row.settled))
        self.effects.setText("\n".join(f"\u2022 {shown(line)}" for line in _lines(row)))
        open_row = row is not None and row.approvable
        set_shown(self._fees, shown=open_row)
        if row is not None and not same:
            self.tenant_fee.set_cents(row.tenant_fee_cents or None)
            self.item_fee.set_cents(row.returned_item_fee_cents or None)
            self.late_fee.setChecked(False)
        late = row.late_fee if row is not None else None
        set_shown(self.late_fee, shown=open_row and late is not None)
        if late is not None:
            self.late_fee.setText(f"Charge the &late fee of {format_cents(late.amount_cents)} too")

    def order(self) -> ApproveOrder | None:
        """What is to be posted; None where nothing can be, or where a fee is no amount."""
        row = self._row
        if row is None or not row.approvable:
            return None
        wrong = next((field for field in (self.tenant_fee, self.item_fee) if not field.is_valid()), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        late = row.late_fee if self.late_fee.isChecked() else None
        fees = (self.tenant_fee.value_cents() or 0, self.item_fee.value_cents() or 0)
        return ApproveOrder(row.key, *fees, unwind=row.code == "used_since", late_fee=late)

    def _lay_out(self) -> None:
        self.header.addWidget(self.badge)
        text = QWidget()
        text.setProperty("role", "page")
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        for part in (self.title, self.why, self.effects):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("return_proposal")
        area.setWidget(text)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fees = QHBoxLayout(self._fees)
        fees.setContentsMargins(0, 0, 0, 0)
        fees.setSpacing(SPACE[2])
        for title, field in (("&NSF Fee", self.tenant_fee), ("Returned It&em Fee", self.item_fee)):
            words = label(title)
            words.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            field.setMaximumWidth(130)
            fees.addWidget(words)
            fees.addWidget(field)
            fees.addSpacing(SPACE[3])
        fees.addWidget(self.late_fee)
        fees.addStretch(1)
        fees.addWidget(self.approve)
        self.body.addWidget(area, 1)
        self.body.addWidget(self._fees)
        self.setFixedHeight(_PANEL_HEIGHT)


def _title(row: ReturnedRow) -> str:
    amount = "An amount that cannot be read" if row.amount_cents is None else format_cents(row.amount_cents)
    payer = f" of {shown(row.payer)}" if row.payer else ""
    when = f" on {format_day(row.returned_on)}" if row.returned_on else ""
    reason = f": {shown(row.reason)}" if row.reason != row.kind_words else ""
    return f"{amount}{payer}, {row.kind_words.lower()}{when}{reason}"


def _lines(row: ReturnedRow | None) -> list[str]:
    if row is None:
        return []
    if not row.approvable:
        return [row.raw_text[:_LONGEST_RAW_TEXT]] if row.raw_text else []
    dated = []
    if row.day is not None and row.code not in {CLEAR, PARTIAL}:
        dated = [f"NSF of receipt {row.receipt_id}, dated {format_day(row.day)}."]
    warned = [line for line in row.warnings if line not in row.why]
    return [*dated, *warned, *row.effects]

"""Edit of a charge: what is owed, to whom, and how and when it was paid."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.receipt_detail import ChargeDetail
from landlord_desktop.services.tenant_records import PaymentPart
from landlord_desktop.ui.corrections.words import ORIGIN_WORDS, charge_state, paid_words
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import format_day, format_moment, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label

_COLUMNS = (
    Column("posted_on", "Date", "date", value=lambda row: row.posted_on, width=95),
    Column("what", "How It Was Paid", value=paid_words, width=260, stretch=True),
    Column("fee", "Fee", "money", value=lambda row: row.fee_cents or None, width=100),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=110),
)


class ChargeWindow(QDialog):
    """Built from a charge that was read. `acted` names what the screen is asked to do, `receipt_asked` a receipt."""

    acted = Signal(str)
    receipt_asked = Signal(object)

    def __init__(self, detail: ChargeDetail, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.detail, self._context = detail, context
        line = detail.line
        self.setObjectName("charge_window")
        self.setWindowTitle(f"{shown(line.name)} of {format_day(line.charged_on)} [Charge]")
        self.setModal(True)
        self.resize(860, 560)
        self.table = HistoryTable(
            "charge_parts", _COLUMNS, _key, "Nothing was paid of it yet", "charge_parts", multi=False,
            with_filter=False,
        )
        self.table.set_rows(detail.parts)
        self.table.activated.connect(self._open_receipt)
        head = QHBoxLayout()
        head.addWidget(label(f"{shown(line.name)}, {shown(line.tenant)}", "charge_title", "heading"))
        head.addStretch(1)
        head.addWidget(StateBadge("charge_state", charge_state(line)))
        facts = QHBoxLayout()
        facts.setSpacing(SPACE[4])
        left, right = DetailPanel("charge_facts"), DetailPanel("charge_amounts")
        left.set_pairs(_facts(detail))
        right.set_pairs(_amounts(detail))
        facts.addWidget(left, 3)
        facts.addWidget(right, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addLayout(head)
        layout.addLayout(facts)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._buttons())
        self.table.select_first()
        self.table.setFocus()

    def _buttons(self) -> QHBoxLayout:
        line = self.detail.line
        dispute = push_button(
            "Clear Dispute" if line.disputed else "Dispute", "dispute", icon="warning", shortcut="Ctrl+U",
            slot=self._dispute,
        )
        dispute.setEnabled(bool(line.unpaid_cents) or line.disputed)
        void = push_button("Void", "void", icon="remove", shortcut="Ctrl+Delete", slot=self._void)
        void.setEnabled(line.voided_by_set_id is None)
        journal = push_button("Journal", "journal", icon="history", shortcut="Ctrl+J", slot=self._journal)
        close = push_button("Close", "close_charge", icon="close", tooltip="Close (Esc)", slot=self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        for button in (dispute, void, journal):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def _dispute(self) -> None:
        self._act("dispute")

    def _void(self) -> None:
        self._act("void")

    def _act(self, what: str) -> None:
        self.accept()
        self.acted.emit(what)

    def _journal(self) -> None:
        self.accept()
        self._context.open_record("set", self.detail.line.set_id)

    def _open_receipt(self, _key: object) -> None:
        part = self.table.current_row()
        if part is not None and part.receipt_id is not None:
            self.accept()
            self.receipt_asked.emit(part.receipt_id)


def _key(part: PaymentPart) -> tuple[object, ...]:
    return part.key


def _facts(detail: ChargeDetail) -> list[Pair]:
    line = detail.line
    found = [
        Pair("Date", line.charged_on, "date"),
        Pair("Due", line.due_on, "date"),
        Pair("Charge code", f"{line.code}: {line.name}"),
        Pair("Owed to ledger", line.ledger),
        Pair("Memo", line.memo),
        Pair("Came from", ORIGIN_WORDS.get(line.origin, line.origin)),
        Pair("Entered", f"{format_moment(detail.entered_at)} by {detail.entered_by} on {detail.workstation}"),
    ]
    if line.voided_by_set_id is not None:
        found.append(Pair("Voided", f"{'' if line.voided_on is None else format_day(line.voided_on)}: "
                                    f"{line.void_reason}"))  # fmt: skip
    return found


def _amounts(detail: ChargeDetail) -> list[Pair]:
    line = detail.line
    found = [
        Pair("Amount", line.amount_cents, "money", "charge_amount"),
        Pair("Paid", line.paid_cents, "money", "charge_paid"),
        Pair("Unpaid", line.unpaid_cents, "money", "charge_unpaid"),
    ]
    if line.fee_basis_points:
        found.append(Pair("Management fee taken", line.fee_taken_cents, "money", "charge_fee"))
    return found

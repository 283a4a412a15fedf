"""A posted deposit slip with its receipts, to look at and to print."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.bank_history import SlipDetail
from landlord_desktop.ui.gl.words import METHOD_WORDS
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label

_COLUMNS = (
    Column("received", "Received", "date", value=lambda row: row.received_on, width=100),
    Column("payer", "Payer", value=lambda row: row.payer, width=220, stretch=True),
    Column("unit", "Unit", value=lambda row: row.unit, width=160),
    Column("method", "Method", value=lambda row: METHOD_WORDS[row.method], width=80),
    Column("memo", "Memo", value=lambda row: row.memo, width=180),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=110),
)


class SlipDialog(QDialog):
    """Built from a slip that was read; nothing can be changed here."""

    print_asked = Signal(object)

    def __init__(self, slip: SlipDetail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deposit_slip_window")
        self.setWindowTitle(f"Deposit Slip {slip.number} [Deposit]")
        self.setModal(True)
        self.resize(920, 560)
        self._slip_id = slip.slip_id
        facts = DetailPanel("slip_facts", f"Deposit Slip {slip.number}")
        facts.set_pairs(
            [
                Pair("Bank", slip.bank),
                Pair("Deposited", slip.deposited_on, "date"),
                Pair("Inosio batch", slip.batch_id),
                Pair("Entered by", slip.entered_by),
                Pair("Date cleared", slip.cleared_on, "date"),
            ]
        )
        self.table = HistoryTable(
            "slip_receipts", _COLUMNS, lambda row: row.receipt_id, "No receipts", "slip_receipts", with_filter=False
        )
        self.table.set_rows(slip.receipts)
        total = label(
            f"{plural(len(slip.receipts), 'receipt')}, {format_cents(slip.total_cents)}", "slip_total", "heading"
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addWidget(total)
        buttons.addStretch(1)
        buttons.addWidget(
            push_button("Print Deposit Slip", "print_deposit_slip", "primary", "print", "Ctrl+P", slot=self._print)
        )
        buttons.addWidget(push_button("Close", "close_slip", icon="close", tooltip="Close (Esc)", slot=self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(facts)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.table.select_first()
        self.table.setFocus()

    def _print(self) -> None:
        self.accept()
        self.print_asked.emit(self._slip_id)

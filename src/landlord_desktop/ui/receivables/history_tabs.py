"""The seven tabs of Tenant History: their tables, their columns, and which record a line of them is."""

from collections.abc import Hashable, Sequence
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from landlord_desktop.services.receipt_lines import ReceiptLine, shown
from landlord_desktop.services.set_words import set_description
from landlord_desktop.services.tenant_history import DepositMove, TenantHistory
from landlord_desktop.services.tenant_records import AdvanceLine, ChargeLine, CreditLine
from landlord_desktop.ui.corrections.words import (
    charge_state,
    charge_words,
    method_words,
    paid_by_words,
    paid_words,
    receipt_state,
)
from landlord_desktop.ui.receivables.history_links import HistoryRow
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable

TABS = (
    ("unpaid_charges", "1. Unpaid Charges"), ("charges", "2. Charges"), ("receipts", "3. Receipts"),
    ("advance_payments", "4. Advance Payments"), ("deposits", "5. Deposits"), ("open_credits", "6. Open Credits"),
    ("deposit_history", "7. Deposit History"),
)  # fmt: skip
_CHARGE = (
    Column("charged_on", "Date", "date", value=lambda row: row.charged_on, width=90),
    Column("due_on", "Due", "date", value=lambda row: row.due_on, width=90, visible=False),
    Column("name", "Charge", value=lambda row: row.name, width=130),
    Column("memo", "Memo", value=lambda row: row.memo, width=130, stretch=True),
    Column("ledger", "Ledger", value=lambda row: row.ledger, width=90),
    Column("tenant", "Tenant", value=lambda row: row.tenant, width=140, visible=False),
    Column("state", "State", "state", value=charge_state, width=160),
)
_AMOUNT = Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=105)
_UNPAID = Column("unpaid", "Unpaid", "money", value=lambda row: row.unpaid_cents, width=105)
_PAID = Column("paid", "Paid", "money", value=lambda row: row.paid_cents, width=105)
_PAID_BY = Column("paid_by", "Paid By", value=paid_by_words, width=130)
_RECEIPTS = (
    Column("posted_on", "Date", "date", value=lambda row: row.posted_on, width=90),
    Column("number", "Receipt", value=lambda row: row.receipt_id, width=80),
    Column("method", "Method", value=method_words, width=105),
    Column("memo", "Memo", value=lambda row: row.memo, width=150, stretch=True),
    Column("payment_id", "Payment ID", value=lambda row: row.payment_id, width=125),
    Column("bank", "Bank", value=lambda row: row.bank, width=90, visible=False),
    Column("payer", "Tenant", value=lambda row: row.payer, width=140, visible=False),
    Column("batch", "Inosio Batch", value=lambda row: row.batch_id, width=150, visible=False),
    Column("entered_by", "Entered By", value=lambda row: row.entered_by, width=100, visible=False),
    Column("state", "State", "state", value=receipt_state, width=195),
    _AMOUNT,
)


def _advance_state(row: AdvanceLine) -> State:
    if row.reversed:
        return State("neutral", "Taken back")
    if not row.unused_cents:
        return State("positive", "Used")
    return State("info", "Waiting") if row.unused_cents == row.amount_cents else State("warning", "Part used")


_ADVANCES = (
    Column("posted_on", "Date", "date", value=lambda row: row.posted_on, width=90),
    Column("receipt", "Receipt", value=lambda row: row.receipt_id, width=80),
    Column("code", "Charge", value=lambda row: row.code, width=130),
    Column("memo", "Memo", value=lambda row: row.memo, width=150, stretch=True),
    Column("ledger", "Ledger", value=lambda row: row.ledger, width=90),
    Column("state", "State", "state", value=_advance_state, width=140),
    _AMOUNT,
    Column("used", "Used", "money", value=lambda row: row.used_cents, width=105),
    Column("unused", "Unused", "money", value=lambda row: row.unused_cents, width=105),
)
_DEPOSITS = (*_CHARGE[:6], _AMOUNT, Column("held", "Held", "money", value=lambda row: row.paid_cents, width=105))
_CREDITS = (
    Column("posted_on", "Date", "date", value=lambda row: row.posted_on, width=90),
    Column("what", "What", value=lambda row: set_description(row.kind, row.memo), width=200, stretch=True),
    Column("receipt", "Receipt", value=lambda row: row.receipt_id, width=80),
    Column("ledger", "Ledger", value=lambda row: row.ledger, width=90),
    _AMOUNT,
    Column("balance", "Open Credit", "money", value=lambda row: row.balance_cents, width=115),
)
_DEPOSIT_HISTORY = (
    Column("posted_on", "Date", "date", value=lambda row: row.part.posted_on, width=90),
    Column("what", "What", value=lambda row: paid_words(row.part), width=200, stretch=True),
    Column("charge", "Charge", value=lambda row: charge_words(row.part), width=200),
    Column("ledger", "Ledger", value=lambda row: row.part.ledger, width=90),
    Column("amount", "Amount", "money", value=lambda row: row.part.amount_cents, width=105),
    Column("held", "Deposits Held", "money", value=lambda row: row.held_cents, width=125),
)


def _key_of(row: object) -> Hashable:
    if isinstance(row, ChargeLine):
        return row.charge_id
    if isinstance(row, AdvanceLine):
        return row.advance_id
    if isinstance(row, CreditLine):
        return row.set_id, row.line
    return row.part.key if isinstance(row, DepositMove) else cast("ReceiptLine", row).set_id


_COLUMNS: dict[str, tuple[Sequence[Column], str]] = {
    "unpaid_charges": ((*_CHARGE, _AMOUNT, _PAID, _UNPAID), "No unpaid charges"),
    "charges": ((*_CHARGE, _PAID_BY, _AMOUNT, _UNPAID), "No charges"),
    "receipts": (_RECEIPTS, "No receipts"),
    "advance_payments": (_ADVANCES, "No advance payments"),
    "deposits": (_DEPOSITS, "No deposits are held"),
    "open_credits": (_CREDITS, "No open credit was ever made or used"),
    "deposit_history": (_DEPOSIT_HISTORY, "Nothing was ever paid into a deposit"),
}
NO_TENANT = "Choose a unit or a tenant"


class HistoryTabs(QWidget):
    """The tables in a stack, and the tabs under them, numbered as the guide numbers pages."""

    selection_changed = Signal()
    activated = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tenant_history_lists")
        self._several = False
        self.tables = {
            key: HistoryTable(key, columns, _key_of, NO_TENANT, f"tenant_{key}", multi=False)
            for key, (columns, _empty) in _COLUMNS.items()
        }
        self.tabs = FolderTabs("tenant_history_tabs", TABS)
        self._stack = QStackedWidget()
        for table in self.tables.values():
            self._stack.addWidget(table)
            table.current_changed.connect(self._current_changed)
            table.activated.connect(self._activated)
        self.tabs.chosen.connect(self._show_tab)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[1])
        layout.addWidget(self._stack, 1)

    def table(self) -> HistoryTable:
        """The table in front."""
        return cast("HistoryTable", self._stack.currentWidget())

    def row(self) -> HistoryRow | None:
        """The line the keyboard is on; of Deposit History, the part that it is."""
        found = self.table().current_row()
        return found.part if isinstance(found, DepositMove) else cast("HistoryRow | None", found)

    def show_history(self, history: TenantHistory | None, *, with_voided: bool) -> None:
        """Fill all tables; the lines chosen stay where they still are."""
        rows = dict.fromkeys(_COLUMNS, ()) if history is None else _rows_of(history, with_voided=with_voided)
        for key, table in self.tables.items():
            table.set_empty_text(NO_TENANT if history is None else _COLUMNS[key][1])
            table.set_rows(rows[key])
            self.tabs.set_count(key, len(rows[key]))
            if table.current_row() is None:
                table.select_first()
        self._tell_apart(several=history is not None and len(history.tenant_ids) > 1)

    def choose(self, key: str, record: Hashable) -> bool:
        """Show the tab and the line of this record; False where it is not listed."""
        if not self.tables[key].select_key(record):
            return False
        self.tabs.choose(key)
        self.table().setFocus()
        return True

    def _tell_apart(self, *, several: bool) -> None:
        """Say whose line it is where those of a household are listed together."""
        if several != self._several:
            self._several = several
            for key, column in (("unpaid_charges", "tenant"), ("charges", "tenant"), ("receipts", "payer")):
                self.tables[key].set_column_shown(column, shown=several)

    def _show_tab(self, key: str) -> None:
        in_list = any(part.hasFocus() for part in self._stack.findChildren(QWidget))
        self._stack.setCurrentWidget(self.tables[key])
        if in_list:
            self.tables[key].setFocus()
        self.selection_changed.emit()

    def _current_changed(self, _key: object) -> None:
        if self.sender() is self.table():
            self.selection_changed.emit()

    def _activated(self, key: object) -> None:
        self.activated.emit(key)


def _rows_of(history: TenantHistory, *, with_voided: bool) -> dict[str, Sequence[object]]:
    return {
        "unpaid_charges": history.unpaid,
        "charges": history.charges_shown(with_voided=with_voided),
        "receipts": shown(history.receipts, with_voided=with_voided),
        "advance_payments": [line for line in history.advances if with_voided or not line.hidden],
        "deposits": history.deposits,
        "open_credits": history.credits_shown(with_voided=with_voided),
        "deposit_history": history.deposit_moves(with_voided=with_voided),
    }

"""Edit of a receipt: what was received, what it paid, its slip, what took it back, and a receipt for the tenant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.receipt_detail import ReceiptDetail
from landlord_desktop.ui.corrections.words import charge_words, method_words, receipt_state, receipt_title
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import format_moment, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    day: date | None
    what: str
    ledger: str
    amount_cents: int
    fee_cents: int | None


_COLUMNS = (
    Column("day", "Date", "date", value=lambda row: row.day, width=95),
    Column("what", "What It Paid", value=lambda row: row.what, width=240, stretch=True),
    Column("ledger", "Ledger", value=lambda row: row.ledger, width=110),
    Column("fee", "Fee", "money", value=lambda row: row.fee_cents, width=100),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=110),
)


class ReceiptWindow(QDialog):
    """Built from a receipt that was read. Nothing is changed here; `acted` names what the screen is asked to do."""

    acted = Signal(str)

    def __init__(self, detail: ReceiptDetail, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.detail, self._context = detail, context
        line = detail.line
        self.setObjectName("receipt_window")
        self.setWindowTitle(f"{shown(line.payer)} [{receipt_title(line)}]")
        self.setModal(True)
        self.resize(900, 600)
        self.table = HistoryTable(
            "receipt_parts", _COLUMNS, lambda row: row.number, "It paid no charge", "receipt_parts", with_filter=False
        )
        self.table.set_rows(list(_lines(detail)))
        head = QHBoxLayout()
        head.addWidget(label(f"{receipt_title(line)}, {shown(line.payer)}", "receipt_title", "heading"))
        head.addStretch(1)
        head.addWidget(StateBadge("receipt_state", receipt_state(line)))
        facts = QHBoxLayout()
        facts.setSpacing(SPACE[4])
        left, right = DetailPanel("receipt_facts"), DetailPanel("receipt_slip")
        left.set_pairs(list(_facts(detail)))
        right.set_pairs(list(_links(detail)))
        facts.addWidget(left, 1)
        facts.addWidget(right, 1)
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
        self.slip_button = push_button(
            "Deposit Slip", "deposit_slip", icon="deposit", shortcut="Ctrl+D",
            tooltip="The deposit slip that the receipt is on", slot=self._slip,
        )
        self.slip_button.setEnabled(line.slip_id is not None)
        if line.slip_id is None:
            self.slip_button.setToolTip("The receipt is on no deposit slip")
        self.void_button = push_button(
            "Void NSF" if line.state == "returned" else "Void", "void", icon="remove", shortcut="Ctrl+Delete",
            slot=self._void,
        )
        self.void_button.setEnabled(line.is_live or line.state == "returned")
        self.nsf_button = push_button("NSF", "nsf", icon="warning", shortcut="Ctrl+N", slot=self._nsf)
        self.nsf_button.setEnabled(line.state == "deposited")
        journal = push_button("Journal", "journal", icon="history", shortcut="Ctrl+J", slot=self._journal,
                              tooltip="The debits and credits in GL > Journal")  # fmt: skip
        printed = push_button("Print Receipt", "print_receipt", "primary", "print", "Ctrl+P", slot=self._print)
        close = push_button("Close", "close_receipt", icon="close", tooltip="Close (Esc)", slot=self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        for button in (self.slip_button, self.void_button, self.nsf_button, journal):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(printed)
        row.addWidget(close)
        return row

    def _slip(self) -> None:
        self._act("slip")

    def _void(self) -> None:
        self._act("void")

    def _nsf(self) -> None:
        self._act("nsf")

    def _act(self, what: str) -> None:
        self.accept()
        self.acted.emit(what)

    def _journal(self) -> None:
        self.accept()
        self._context.open_record("set", self.detail.line.set_id)

    def _print(self) -> None:
        self.accept()
        self._context.navigate("report", {"name": "tenant-receipt", "receipt_id": self.detail.line.receipt_id})


def _facts(detail: ReceiptDetail) -> Iterator[Pair]:
    line = detail.line
    yield Pair("Amount", line.amount_cents, "money", "receipt_amount")
    yield Pair("Date", line.posted_on, "date")
    if line.received_on != line.posted_on:
        yield Pair("Received", line.received_on, "date")
    yield Pair("Method", method_words(line))
    yield Pair("Bank", line.bank)
    yield Pair("Unit", line.unit)
    if line.kind == "ledger_receipt":
        yield Pair("Ledger", detail.ledger)
        yield Pair("Account", detail.account)
    yield Pair("Memo", line.memo)
    if line.payment_id:
        yield Pair("Payment ID", line.payment_id)
        yield Pair("Inosio batch", line.batch_id)


def _links(detail: ReceiptDetail) -> Iterator[Pair]:
    line = detail.line
    number = None if line.slip_number is None else f"{line.slip_number}"
    yield Pair("Deposit slip", number or "Awaiting deposit" if line.is_live else number)
    earlier = [str(slip[1]) for slip in detail.slips if slip[0] != line.slip_id]
    if earlier:
        yield Pair("Was on slip", ", ".join(earlier))
    yield Pair("Entered", f"{format_moment(detail.entered_at)} by {line.entered_by} on {detail.workstation}")
    if line.replaces_id is not None:
        yield Pair("Replaces", f"Receipt {line.replaces_id}")
    if line.replaced_by_id is not None:
        yield Pair("Replaced by", f"Receipt {line.replaced_by_id}")
    for other in detail.taken_back:
        yield Pair(receipt_state(other).word, f"{other.reason} ({other.entered_by})", "text")
    if detail.comments:
        yield Pair("Comments", detail.comments)
    if detail.balance_cents is not None:
        yield Pair("Balance now", detail.balance_cents, "money", "tenant_balance_now")


def _lines(detail: ReceiptDetail) -> Iterator[_Line]:
    number = 0
    for part in detail.parts:
        source = "" if part.source == "payment" else f", out of open credit of {part.credit_ledger}"
        yield _Line(
            number, part.charged_on, f"{charge_words(part)}{source}", part.ledger, part.amount_cents,
            part.fee_cents or None,
        )
        number += 1
    for advance in detail.advances:
        words = f"Advance payment of {advance.code}"
        yield _Line(number, detail.line.posted_on, words, advance.ledger, advance.amount_cents, None)
        number += 1
    if detail.line.open_credit_cents:
        yield _Line(number, detail.line.posted_on, "Open credit", detail.ledger, detail.line.open_credit_cents, None)
    if detail.line.kind == "ledger_receipt":
        yield _Line(number, detail.line.posted_on, detail.account, detail.ledger, detail.line.amount_cents, None)

"""AR > Receipt History: all receipts of all tenants and ledgers, and where each of them stands."""

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.services.account_codes import BankChoices, bank_choice
from landlord_desktop.services.receipt_lines import (
    MOST_RECEIPTS,
    ReceiptLine,
    ReceiptList,
    find_receipts,
    receipt_history,
    shown,
)
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.corrections.acts import Corrections
from landlord_desktop.ui.corrections.record_windows import RecordWindows
from landlord_desktop.ui.corrections.words import method_words, receipt_state, total_words
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.day_fields import DayFields, above
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_COLUMNS = (
    Column("posted_on", "Date", "date", value=lambda row: row.posted_on, width=90),
    Column("number", "Receipt", value=lambda row: row.receipt_id, width=70),
    Column("payer", "Payer", value=lambda row: row.payer, width=155, stretch=True),
    Column("unit", "Unit", value=lambda row: row.unit, width=150, roomy=200),
    Column("method", "Method", value=method_words, width=75),
    Column("memo", "Memo", value=lambda row: row.memo, width=110, roomy=190),
    Column("payment_id", "Payment ID", value=lambda row: row.payment_id, width=130),
    Column("bank", "Bank", value=lambda row: row.bank, width=90, visible=False),
    Column("batch", "Inosio Batch", value=lambda row: row.batch_id, width=150, visible=False),
    Column("entered_by", "Entered By", value=lambda row: row.entered_by, width=100, visible=False),
    Column("state", "State", "state", value=receipt_state, width=150),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=100),
)
_FOLDERS = (
    ("all", "1. All"), ("awaiting", "2. Awaiting Deposit"), ("deposited", "3. Deposited"), ("returned", "4. Returned"),
    ("voided", "5. Voided"), ("ledger", "6. Ledger Receipts"),
)  # fmt: skip


class ReceiptHistoryScreen(Screen):
    """Lists the receipts of some days, or those of all years that were looked for."""

    key = "receipt_history"
    title = "Receipt History"
    help_page = "receipt_history"
    topics = frozenset({"receipts", "slips", "accounts", "journal"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._lines: tuple[ReceiptLine, ...] = ()
        self._asked = 0
        self._found_by = ""
        self._wanted: int | None = None
        self.problems = ProblemBar("receipt_history_problem")
        self.finder = QLineEdit()
        self.days = DayFields(context)
        self.bank = PickList("bank", "bank accounts")
        self.with_voided = QCheckBox("Show voide&d")
        self.table = HistoryTable(
            "receipts", _COLUMNS, lambda row: row.set_id, "No receipts were posted on these days", "receipt_history",
            multi=False,
        )  # fmt: skip
        self.folders = FolderTabs("receipt_folders", _FOLDERS)
        self.total = label("", "receipts_total", "muted", wrap=True)
        self.acts = Corrections(context, self.problems, self)
        self.windows = RecordWindows(context, self.acts, self)
        self._lay_out()
        self.days.set_range("days60")
        self.days.changed.connect(self._days_changed)
        self.bank.picked.connect(self._days_changed)
        self.with_voided.toggled.connect(self._show_folder)
        self.folders.chosen.connect(self._show_folder)
        self.table.current_changed.connect(self.left_buttons_changed)
        self.table.activated.connect(self._activated)
        self.acts.busy_changed.connect(self.left_buttons_changed)

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Read the banks and the receipts; `receipt_id` names one to be shown, whatever its year."""
        books, wanted = self.context.books, parameters.get("receipt_id")
        if isinstance(wanted, int):
            self._wanted = wanted
            self.finder.setText(str(wanted))
        self.context.background.run(
            lambda _task: bank_choice(books), done=self._begin, failed=self.acts.failed, owner=self
        )

    def refresh(self, changes: Changes) -> None:
        """Read again what is listed."""
        if "accounts" in changes.topics:
            self.activate()
        else:
            self._read()

    def first_focus(self) -> QWidget:
        """The field to find a receipt by."""
        return self.finder

    def left_buttons(self) -> list[CommandSpec]:
        """What can be done with the receipt that is chosen."""
        row, ready = self._row(), not self.acts.busy
        live = row is not None and row.is_receipt
        can_void = (live and row is not None and row.state in {"awaiting", "deposited", "returned"}) or (
            row is not None and row.kind == "nsf"
        )
        deposited = live and row is not None and row.state == "deposited"
        tenant = row is not None and row.tenant_id is not None
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec("edit", "Edit", "edit", "Ctrl+E", self.edit, "Open the receipt with its slip", row is not None),
            CommandSpec(
                "void", "Void", "remove", "Ctrl+Delete", self.void, "Take the whole transaction back by another",
                ready and can_void,
            ),
            CommandSpec(
                "reverse", "Reverse", "undo", "Ctrl+R", self.reverse,
                "Reverse the whole batch of the receipt, or void it", ready and row is not None and row.is_live,
            ),
            CommandSpec("nsf", "NSF", "cancel", "Ctrl+N", self.nsf, "The bank returned this payment",
                        ready and deposited),
            CommandSpec(
                "print_receipt", "Print Receipt", "print", "Ctrl+P", self.print_receipt,
                "A receipt for the payer, now or again", row is not None,
            ),
            CommandSpec(
                "tenant_history", "Tenant History", "tenant", "Ctrl+T", self.tenant_history,
                "Everything of this tenant", tenant,
            ),
        ]  # fmt: skip

    # commands

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.table.filter.setFocus()

    def edit(self) -> None:
        """Open the receipt."""
        if (row := self._row()) is not None:
            self.windows.open_receipt(row.receipt_id)

    def void(self) -> None:
        """Void the receipt, or the NSF that the line is."""
        if (row := self._row()) is not None:
            self.acts.void_receipt(row)

    def reverse(self) -> None:
        """Reverse the batch of the receipt, or void the receipt."""
        if (row := self._row()) is not None:
            self.acts.reverse(row)

    def nsf(self) -> None:
        """The bank returned the receipt."""
        if (row := self._row()) is not None:
            self.acts.nsf(row)

    def print_receipt(self) -> None:
        """A receipt for the payer."""
        if (row := self._row()) is not None:
            self.context.navigate("report", {"name": "tenant-receipt", "receipt_id": row.receipt_id})

    def tenant_history(self) -> None:
        """Everything of the tenant who paid."""
        if (row := self._row()) is not None and row.tenant_id is not None:
            self.context.open_record("tenant", row.tenant_id)

    def search(self) -> None:
        """Find receipts of all years; an empty field goes back to the days."""
        self._wanted = None
        self._read()
        self.table.setFocus()

    # how it is done

    def _lay_out(self) -> None:
        self.finder.setObjectName("find_receipt")
        self.finder.setPlaceholderText("Payment ID, amount, payer, check or receipt number")
        self.finder.setClearButtonEnabled(True)
        self.finder.setMinimumWidth(300)
        self.finder.setToolTip("Finds receipts of all years; Enter looks for them")
        self.finder.returnPressed.connect(self.search)
        self.finder.textChanged.connect(self._find_cleared)
        button = push_button(
            "Find", "find", icon="search", shortcut="F3", tooltip="Find in all years", slot=self.search
        )
        self.with_voided.setObjectName("show_voided")
        self.with_voided.setToolTip("Also what was voided on its own posting date; it is in the journal (Alt+D)")
        self.bank.line.setPlaceholderText("All banks")
        self.bank.setMinimumWidth(190)
        bottom = Qt.AlignmentFlag.AlignBottom
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE[3])
        title = label("Find in A&ll Years")
        title.setBuddy(self.finder)
        title.setContentsMargins(SPACE[1], 0, 0, 0)
        self.finder.setAccessibleName("Find in all years")
        finder = QVBoxLayout()
        finder.setSpacing(SPACE[1])
        finder.addStretch(1)
        finder.addWidget(title)
        finder.addWidget(self.finder)
        first.addLayout(finder, 1)
        first.addWidget(button, 0, bottom)
        for part in (self.days, self.days.own_days, above(self.bank, "Ban&k")):
            first.addWidget(part, 0, bottom)
        second.addWidget(label("Receipt History", role="title"))
        second.addStretch(1)
        second.addWidget(self.with_voided, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addLayout(second)
        layout.addLayout(first)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.total)
        layout.addWidget(self.folders)

    def _begin(self, choice: BankChoices) -> None:
        self.bank.set_rows([PickRow(bank.bank_id, bank.code, bank.name) for bank in choice.banks])
        self._read()

    def _days_changed(self) -> None:
        self.finder.clear()
        self._read()

    def _find_cleared(self, text: str) -> None:
        if not text and self._found_by:
            self._read()

    def _read(self) -> None:
        books, (first, last), words = self.context.books, self.days.days(), self.finder.text().strip()
        bank_id = self.bank.picked_key()
        self._asked += 1
        asked = self._asked

        def read() -> tuple[int, str, ReceiptList]:
            if words:
                return asked, words, find_receipts(books, words)
            return asked, "", receipt_history(books, first, last, bank_id if isinstance(bank_id, int) else None)

        self.context.background.run(
            lambda _task: read(), done=self._show, failed=self.acts.failed, owner=self
        )

    def _show(self, found: tuple[int, str, ReceiptList]) -> None:
        asked, words, receipts = found
        if asked != self._asked:
            return
        self._lines, self._found_by = receipts.lines, words
        self.table.set_empty_text(
            f"No receipt is found by \u201c{words}\u201d" if words else "No receipts were posted on these days"
        )
        if receipts.more:
            self.problems.show_problem(
                "info", f"Only the newest {len(receipts.lines):,} are listed. Choose fewer days, or a bank."
                if not words else f"Only the newest {len(receipts.lines):,} that match are listed."
            )  # fmt: skip
        self._show_folder()
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            if not self.table.select_key(wanted) and any(line.set_id == wanted for line in self._lines):
                self.with_voided.setChecked(True)
                self.table.select_key(wanted)
            self.table.setFocus()

    def _show_folder(self, _changed: Hashable = None) -> None:
        listed = shown(self._lines, with_voided=self.with_voided.isChecked())
        for folder, _text in _FOLDERS:
            self.folders.set_count(folder, sum(_in_folder(line, folder) for line in listed))
        rows = [line for line in listed if _in_folder(line, self.folders.key())]
        self.table.set_rows(rows)
        if self.table.current_row() is None:
            self.table.select_first()
        self.total.setText(total_words(rows) if len(rows) < MOST_RECEIPTS else "")
        self.left_buttons_changed.emit()

    def _row(self) -> ReceiptLine | None:
        return cast("ReceiptLine | None", self.table.current_row())

    def _activated(self, _key: object) -> None:
        self.edit()


def _in_folder(line: ReceiptLine, folder: str) -> bool:
    return {
        "all": True,
        "awaiting": line.is_receipt and line.state == "awaiting",
        "deposited": line.is_receipt and line.state == "deposited",
        "returned": line.state == "returned" or line.kind == "nsf_void",
        "voided": line.kind == "void" or line.state in {"voided", "replaced"},
        "ledger": line.kind == "ledger_receipt",
    }[folder]

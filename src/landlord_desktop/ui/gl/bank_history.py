"""GL > Bank Account History: the lines of a bank, and its four sums."""

from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.account_codes import BankChoices, bank_choice
from landlord_desktop.services.bank_history import (
    BankHistory,
    HistoryLine,
    RangeName,
    SlipDetail,
    bank_history,
    days_of,
    slip_detail,
)
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.gl.slip_dialog import SlipDialog
from landlord_desktop.ui.gl.words import bank_rows
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_day, plural
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox

_FOLDERS = (("all", "1. All"), ("deposits", "2. Deposits"), ("uncleared", "3. Uncleared"), ("cleared", "4. Cleared"))
_RANGES = (
    ("days60", "Last 60 days"), ("month", "This month"), ("year", "This year"), ("all", "All"), ("custom", "Custom"),
)  # fmt: skip
def describe(line: HistoryLine) -> str:
    """What a line is, with the receipts and the batch of a deposit."""
    parts = [line.description]
    if line.kind == "deposit":
        parts.append(plural(line.item_count, "receipt"))
    if line.batch_id:
        parts.append(f"Inosio batch {line.batch_id}")
    return ", ".join(parts)


_COLUMNS = (
    Column("posted_on", "Date Posted", "date", value=lambda line: line.posted_on, width=110),
    Column("check_number", "Check Number", value=lambda line: line.check_number, width=120),
    Column("description", "Description", value=describe, width=300, stretch=True),
    Column("additions", "Additions", "money", value=lambda line: line.addition_cents, width=120),
    Column("subtractions", "Subtractions", "money", value=lambda line: line.subtraction_cents, width=120),
    Column("cleared_on", "Date Cleared", "date", value=lambda line: line.cleared_on, width=120),
)
_SUMS = (
    ("last_statement", "Last Statement"),
    ("current_balance", "Current Balance"),
    ("awaiting_deposit", "Awaiting Deposit"),
    ("available_balance", "Available Balance"),
)


class BankHistoryScreen(Screen):
    """Shows one bank at a time; Enter opens a deposit."""

    key = "bank_history"
    title = "Bank Account History"
    help_page = "bank_history"
    topics = frozenset({"receipts", "slips", "accounts"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._history: BankHistory | None = None
        self._asked = 0
        self.problems = ProblemBar("bank_history_problem")
        self.bank = PickList("bank", "bank accounts")
        self.range = QComboBox()
        self.first, self.last = (DateEdit(name, context.today, optional=True) for name in ("from_date", "to_date"))
        self.sums = SumBox("bank_sums")
        self.table = HistoryTable(
            "bank_lines", _COLUMNS, lambda line: (line.kind, line.set_id), "Nothing in this bank for these days",
            "bank_history", multi=False,
        )  # fmt: skip
        self.folders = FolderTabs("bank_history_folders", _FOLDERS)
        self.reckoning = label("", "bank_reckoning", "muted", wrap=True)
        self._build()
        self.bank.picked.connect(self._read)
        self.range.currentIndexChanged.connect(self._range_changed)
        self.first.date_changed.connect(self._read)
        self.last.date_changed.connect(self._read)
        self.table.activated.connect(self._open)
        self.table.selection_changed.connect(self.left_buttons_changed)
        self.folders.chosen.connect(self._show_folder)

    def activate(self, **parameters: object) -> None:
        """Read the banks; show `bank_id`, else the bank shown before, else the usual one. `slip_id` opens a deposit."""
        books, wanted, slip_id = self.context.books, parameters.get("bank_id"), parameters.get("slip_id")
        self.context.background.run(
            lambda _task: (bank_choice(books), wanted), done=self._show_banks, owner=self
        )
        if isinstance(slip_id, int):
            self.context.background.run(
                lambda _task: slip_detail(books, slip_id), done=self._show_named_slip, owner=self
            )

    def refresh(self, changes: Changes) -> None:
        """Read again what is shown."""
        if "accounts" in changes.topics:
            self.activate()
        else:
            self._read()

    def first_focus(self) -> QWidget:
        """The bank."""
        return self.bank

    def left_buttons(self) -> list[CommandSpec]:
        """Filter and Edit as below every list of the guide, and the slip of the deposit chosen."""
        deposit = self._slip_id() is not None
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec("edit", "Edit", "edit", "Ctrl+E", self.edit, "Show the receipts of the deposit", deposit),
            CommandSpec(
                "print_deposit_slip", "Print Deposit Slip", "print", "Ctrl+P", self.print_slip, enabled=deposit
            ),
        ]

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.table.filter.setFocus()

    def edit(self) -> None:
        """Show the receipts of the deposit that is chosen."""
        slip_id, books = self._slip_id(), self.context.books
        if slip_id is not None:
            self.context.background.run(
                lambda _task: slip_detail(books, slip_id), done=self._show_slip, owner=self
            )

    def print_slip(self) -> None:
        """Print the slip of the deposit that is chosen."""
        if (slip_id := self._slip_id()) is not None:
            self._print(slip_id)

    # how it is done

    def _build(self) -> None:
        self.range.setObjectName("range")
        for key, text in _RANGES:
            self.range.addItem(text, key)
        for key, text in _SUMS:
            self.sums.add(key, text, emphasis=key == "available_balance")
        top = QHBoxLayout()
        top.setSpacing(SPACE[3])
        self._dates: list[Form] = []
        self.bank.setMinimumWidth(360)
        for text, field in (("&Bank", self.bank), ("Ra&nge", self.range), ("From", self.first), ("To", self.last)):
            form = Form(f"{field.objectName()}_form", "above")
            form.add(text, field)
            top.addWidget(form, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(field, DateEdit):
                field.set_value(None)
                form.setVisible(False)
                self._dates.append(form)
        top.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(label("Bank Account History", role="title"), 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch(1)
        head.addWidget(self.sums)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addLayout(head)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.reckoning)
        layout.addWidget(self.folders)

    def _show_banks(self, found: tuple[BankChoices, object]) -> None:
        choice, wanted = found
        self.bank.set_rows(bank_rows(choice.banks))
        before = self.bank.picked_key()
        if isinstance(wanted, int):
            self.bank.pick(wanted)
        elif before is None and choice.usual_bank_id is not None:
            self.bank.pick(choice.usual_bank_id)
        if before == self.bank.picked_key():
            self._read()
        if not choice.banks:
            self.problems.show_problem("info", "There is no bank yet. Add one under Setup > Account Codes.")
        else:
            self.problems.clear()

    def _show_named_slip(self, slip: SlipDetail) -> None:
        """Show a deposit that another screen named, over the lines of its bank."""
        bank = next((row.key for row in self.bank.rows() if row.code == slip.bank), None)
        if bank is not None:
            self.bank.pick(bank)
        self._show_slip(slip)

    def _range_changed(self) -> None:
        custom = self.range.currentData() == "custom"
        for form in self._dates:
            form.setVisible(custom)
        self._read()

    def _days(self) -> tuple[date | None, date | None]:
        if self.range.currentData() == "custom":
            return self.first.value(), self.last.value()
        return days_of(cast("RangeName", self.range.currentData()), self.context.today())

    def _read(self) -> None:
        bank_id, books = self.bank.picked_key(), self.context.books
        self._asked += 1
        if not isinstance(bank_id, int):
            self._history = None
            self._show_folder(self.folders.key())
            return
        asked, (first, last) = self._asked, self._days()
        self.context.background.run(
            lambda _task: (asked, bank_history(books, bank_id, first, last)), done=self._show, owner=self
        )

    def _show(self, found: tuple[int, BankHistory]) -> None:
        if found[0] == self._asked:
            self._history = found[1]
            self._show_folder(self.folders.key())

    def _show_folder(self, key: str) -> None:
        history = self._history
        lines = () if history is None else history.lines
        for folder, _text in _FOLDERS:
            self.folders.set_count(folder, sum(_in_folder(line, folder) for line in lines))
        self.table.set_rows([line for line in lines if _in_folder(line, key)])
        if self.table.current_row() is None:
            self.table.select_first()
        self._show_sums()

    def _show_sums(self) -> None:
        history = self._history
        if history is None:
            for key, _text in _SUMS:
                self.sums.set_cents(key, 0)
            self.reckoning.setText("Choose a bank; the flashlight shows their names.")
            return
        self.sums.set_cents("last_statement", history.last_statement_cents)
        self.sums.set_cents("current_balance", history.current_cents)
        self.sums.set_cents("awaiting_deposit", history.awaiting_cents)
        self.sums.set_cents(
            "available_balance", history.available_cents, "negative" if history.available_cents < 0 else ""
        )
        self.reckoning.setText(reckoning(history, *self._days()))

    def _slip_id(self) -> int | None:
        row = self.table.current_row()
        return None if row is None else cast("HistoryLine", row).slip_id

    def _open(self, _key: object) -> None:
        self.edit()

    def _show_slip(self, slip: SlipDetail) -> None:
        dialog = SlipDialog(slip, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.print_asked.connect(self._print)
        dialog.open()

    def _print(self, slip_id: object) -> None:
        self.context.navigate("report", {"name": "deposit-slip", "slip_id": slip_id})


def reckoning(history: BankHistory, first: date | None, last: date | None) -> str:
    """How the lines listed add up to the Available Balance."""
    listed = sum(line.amount_cents for line in history.lines)
    parts = [f"{plural(len(history.lines), 'line')}, {format_cents(listed)}"]
    if first is not None:
        parts.insert(0, f"Before {format_day(first)}: {format_cents(history.before_cents)}")
    if last is not None:
        parts.append(f"after {format_day(last)}: {format_cents(history.after_cents)}")
    waiting = plural(history.awaiting_count, "receipt")
    return (
        f"{' + '.join(parts)} = Available Balance {format_cents(history.available_cents)}. "
        f"{waiting} await{'s' if history.awaiting_count == 1 else ''} deposit."
    )


def _in_folder(line: HistoryLine, folder: str) -> bool:
    return {
        "all": True,
        "deposits": line.kind == "deposit",
        "uncleared": line.cleared_on is None,
        "cleared": line.cleared_on is not None,
    }[folder]

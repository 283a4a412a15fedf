"""GL > Bank Account History: the lines of a bank and its four sums; deposits are edited here, and lines cleared."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

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
from landlord_desktop.services.clearing import ChangedSet, changed_after_reconciliation, unclear_items
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.corrections.acts import Corrections
from landlord_desktop.ui.corrections.clearing_dialog import ClearingDialog
from landlord_desktop.ui.corrections.kinds import VoidCorrection
from landlord_desktop.ui.corrections.record_windows import RecordWindows
from landlord_desktop.ui.gl.bank_lines import COLUMNS, FOLDERS, SUMS, describe, in_folder, reckoning
from landlord_desktop.ui.gl.changed_dialog import ChangedDialog
from landlord_desktop.ui.gl.words import bank_rows
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_day, plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.day_fields import above
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.reason_dialog import ReasonDialog
from landlord_desktop.ui.widgets.sum_box import SumBox

_RANGES = (
    ("days60", "Last 60 days"), ("month", "This month"), ("year", "This year"), ("all", "All"), ("custom", "Custom"),
)  # fmt: skip


class BankHistoryScreen(Screen):
    """Shows one bank at a time; Enter opens a deposit."""

    key = "bank_history"
    title = "Bank Account History"
    help_page = "bank_history"
    topics = frozenset({"receipts", "slips", "accounts", "statements", "journal"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._history: BankHistory | None = None
        self._changed: tuple[ChangedSet, ...] = ()
        self._asked = 0
        self.problems, self.banner = ProblemBar("bank_history_problem"), ProblemBar("bank_history_changed")
        self.bank = PickList("bank", "bank accounts")
        self.range = QComboBox()
        self.first, self.last = (DateEdit(name, context.today, optional=True) for name in ("from_date", "to_date"))
        self.with_voided = QCheckBox("Show voide&d")
        self.sums = SumBox("bank_sums")
        self.table = HistoryTable(
            "bank_lines", COLUMNS, lambda line: line.key, "Nothing in this bank for these days", "bank_history",
        )  # fmt: skip
        self.folders = FolderTabs("bank_history_folders", FOLDERS)
        self.reckoning = label("", "bank_reckoning", "muted", wrap=True)
        self.acts = Corrections(context, self.problems, self)
        self.windows = RecordWindows(context, self.acts, self)
        self._build()
        self.bank.picked.connect(self._read)
        self.range.currentIndexChanged.connect(self._range_changed)
        self.first.date_changed.connect(self._read)
        self.last.date_changed.connect(self._read)
        self.with_voided.toggled.connect(self._show_lines)
        self.table.activated.connect(self._open)
        self.table.selection_changed.connect(self.left_buttons_changed)
        self.table.current_changed.connect(self.left_buttons_changed)
        self.folders.chosen.connect(self._show_folder)
        self.acts.busy_changed.connect(self.left_buttons_changed)

    def activate(self, **parameters: object) -> None:
        """Read the banks; show `bank_id`, else the bank shown before, else the usual one. `slip_id` opens a deposit."""
        books, wanted, slip_id = self.context.books, parameters.get("bank_id"), parameters.get("slip_id")
        self.context.background.run(
            lambda _task: (bank_choice(books), wanted), done=self._show_banks, owner=self
        )
        if isinstance(slip_id, int):
            self.context.background.run(
                lambda _task: slip_detail(books, slip_id), done=self._show_named_slip, failed=self.acts.failed,
                owner=self,
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
        """The guide's Filter, Edit, Void and Unclear, and what goes with them."""
        deposit, chosen = self._slip_id() is not None, self._chosen()
        row = self._row()
        can_void = row is not None and row.voided_by_set_id is None and row.kind != "void" and not self.acts.busy
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec(
                "edit", "Edit", "edit", "Ctrl+E", self.edit, "Show the receipts of the deposit, or the transaction",
                row is not None,
            ),
            CommandSpec(
                "void", "Void", "remove", "Ctrl+Delete", self.void, "Take the whole transaction back by another",
                can_void,
            ),
            CommandSpec(
                "clear", "Clear", "check", "Ctrl+K", self.clear, "The lines chosen are on a bank statement",
                any(line.cleared_on is None for line in chosen),
            ),
            CommandSpec(
                "unclear", "Unclear", "undo", "Ctrl+Shift+K", self.unclear, "Take the clearing of the lines back",
                any(line.cleared_on is not None for line in chosen),
            ),
            CommandSpec(
                "print_deposit_slip", "Print Deposit Slip", "print", "Ctrl+P", self.print_slip, enabled=deposit
            ),
        ]  # fmt: skip

    # commands

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.table.filter.setFocus()

    def edit(self) -> None:
        """Show the receipts of the deposit that is chosen; any other line's transaction in the journal."""
        row = self._row()
        if row is None:
            return
        if row.slip_id is not None:
            self.windows.open_slip(row.slip_id)
        else:
            self.context.open_record("set", row.set_id)

    def void(self) -> None:
        """Void the deposit, transfer, NSF or entry that is chosen."""
        row = self._row()
        if row is not None:
            self.acts.void(VoidCorrection(row.set_id, _name(row), f"{describe(row)}, {format_day(row.posted_on)}."))

    def clear(self) -> None:
        """Mark the lines chosen as being on a bank statement."""
        lines = {line.key: line.amount_cents for line in self._chosen() if line.cleared_on is None}
        bank, history = self.bank.picked_row(), self._history
        if lines and bank is not None and history is not None:
            dialog = ClearingDialog(
                self.context, (cast("int", bank.key), bank.code), lines, history.last_statement_cents, self
            )
            dialog.open()

    def unclear(self) -> None:
        """Ask why, then take the clearing of the lines chosen back."""
        lines = [line for line in self._chosen() if line.cleared_on is not None]
        if not lines:
            return
        verb, them = ("is", "it") if len(lines) == 1 else ("are", "them")
        words = (
            f"{plural(len(lines), 'line')} {verb} cleared no more, and Last Statement changes. "
            f"Note the Date Cleared first, to clear {them} with it again."
        )
        dialog = ReasonDialog(self, "Unclear?", words, "Unclear", effects=[
            f"{describe(line)}, cleared {format_day(line.cleared_on)}" for line in lines if line.cleared_on is not None
        ])  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setProperty("lines", [list(line.key) for line in lines])
        dialog.given.connect(self._unclear)
        dialog.open()

    def print_slip(self) -> None:
        """Print the slip of the deposit that is chosen."""
        if (slip_id := self._slip_id()) is not None:
            self.windows.print_slip(slip_id)

    def show_changed(self) -> None:
        """List what was changed after a reconciliation."""
        dialog = ChangedDialog(self._changed, self.context, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # how it is done

    def _build(self) -> None:
        self.range.setObjectName("range")
        for key, text in _RANGES:
            self.range.addItem(text, key)
        for key, text in SUMS:
            self.sums.add(key, text, emphasis=key == "available_balance")
        self.with_voided.setObjectName("show_voided")
        self.with_voided.setToolTip("Also what was voided on its own posting date; it is in the journal (Alt+D)")
        top = QHBoxLayout()
        top.setSpacing(SPACE[3])
        self._dates: list[Form] = []
        self.bank.setMinimumWidth(360)
        for text, field in (("&Bank", self.bank), ("Ra&nge", self.range), ("From", self.first), ("To", self.last)):
            form = above(field, text)
            top.addWidget(form, 0, Qt.AlignmentFlag.AlignTop)
            if isinstance(field, DateEdit):
                field.set_value(None)
                form.setVisible(False)
                self._dates.append(form)
        top.addWidget(self.with_voided, 0, Qt.AlignmentFlag.AlignBottom)
        top.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(label("Bank Account History", role="title"), 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch(1)
        head.addWidget(self.sums)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addWidget(self.banner)
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
        self.bank.pick(slip.bank_id)
        self.windows.open_slip(slip.slip_id)

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
            self._history, self._changed = None, ()
            self.banner.clear()
            self._show_folder(self.folders.key())
            return
        asked, (first, last) = self._asked, self._days()
        self.context.background.run(
            lambda _task: (asked, bank_history(books, bank_id, first, last)), done=self._show, failed=self.acts.failed,
            owner=self,
        )
        self.context.background.run(  # on its own, for it looks at everything entered since
            lambda _task: (asked, tuple(changed_after_reconciliation(books, bank_id))), done=self._show_changed,
            failed=self.acts.failed, owner=self,
        )

    def _show(self, found: tuple[int, BankHistory]) -> None:
        if found[0] == self._asked:
            self._history = found[1]
            self._show_folder(self.folders.key())

    def _show_changed(self, found: tuple[int, tuple[ChangedSet, ...]]) -> None:
        """Say it once; a dismissed banner comes back when there is more of it."""
        asked, changed = found
        if asked != self._asked or changed == self._changed:
            return
        self._changed = changed
        if not changed:
            self.banner.clear()
            return
        newest = max(one.statement_on for one in changed)
        show = CommandSpec("show_changed", "Show", "search", slot=self.show_changed)
        words = f"Changed after reconciliation: {plural(len(changed), 'transaction')} dated on or before a reconciled"
        self.banner.show_problem("warning", f"{words} statement, the last of {format_day(newest)}.", actions=[show])

    def _show_lines(self, _checked: bool) -> None:
        self._show_folder(self.folders.key())

    def _show_folder(self, key: str) -> None:
        history = self._history
        lines = () if history is None else tuple(
            line for line in history.lines if self.with_voided.isChecked() or not line.hidden
        )  # fmt: skip
        for folder, _text in FOLDERS:
            self.folders.set_count(folder, sum(in_folder(line, folder) for line in lines))
        self.table.set_rows([line for line in lines if in_folder(line, key)])
        if self.table.current_row() is None:
            self.table.select_first()
        self._show_sums()
        self.left_buttons_changed.emit()

    def _show_sums(self) -> None:
        history = self._history
        if history is None:
            for key, _text in SUMS:
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

    def _row(self) -> HistoryLine | None:
        return cast("HistoryLine | None", self.table.current_row())

    def _chosen(self) -> Sequence[HistoryLine]:
        return cast("list[HistoryLine]", self.table.selected_rows())

    def _slip_id(self) -> int | None:
        row = self._row()
        return None if row is None else row.slip_id

    def _open(self, _key: object) -> None:
        self.edit()

    def _unclear(self, reason: str) -> None:
        lines = [(int(line[0]), int(line[1])) for line in self.sender().property("lines")]
        bank_id, books = self.bank.picked_key(), self.context.books
        if isinstance(bank_id, int):
            self.context.background.run(
                lambda _task: unclear_items(books, bank_id, lines, reason), done=self._uncleared,
                failed=self.acts.failed, owner=self,
            )

    def _uncleared(self, count: int) -> None:
        self.context.notify("positive", f"{plural(count, 'line')} cleared no more")
        self.context.changes.tell("slips", "statements")


def _name(line: HistoryLine) -> str:
    text = shown(line.description) or f"set {line.set_id}"
    return text if text[:3].isupper() else f"{text[:1].lower()}{text[1:]}"

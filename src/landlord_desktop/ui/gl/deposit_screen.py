"""GL > Deposit Receipts: undeposited receipts of a bank become a deposit slip."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.account_codes import BankChoices, bank_choice
from landlord_desktop.services.deposit_clock import clock_of, deposit_days
from landlord_desktop.services.deposits import SlipRow, UndepositedReceipt, post_slip, undeposited_receipts
from landlord_desktop.services.settings import InosioSettings, inosio_settings
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.corrections.acts import Corrections
from landlord_desktop.ui.corrections.kinds import VoidCorrection
from landlord_desktop.ui.corrections.record_windows import RecordWindows
from landlord_desktop.ui.gl.batch_strip import BatchStrip
from landlord_desktop.ui.gl.deposit_parts import (
    FOLDERS,
    NOTHING_WAITS,
    SHOW_OTHERS,
    ClockWords,
    DepositFields,
    Reckoning,
    SortChoice,
    in_folder,
    receipts_table,
)
from landlord_desktop.ui.gl.deposit_rows import (
    DepositRow,
    WaitingBatch,
    due_state,
    marked_batch,
    ready_words,
    waiting_batches,
    why_not,
)
from landlord_desktop.ui.gl.words import bank_rows
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_day, plural
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.posting_flow import STILL_POSTING, show_failure
from landlord_desktop.ui.widgets.problem_bar import ProblemBar


@dataclass(frozen=True, slots=True)
class _Posted:
    """A slip that was posted, and what the settings say about sending."""

    slip: SlipRow
    settings: InosioSettings


class DepositScreen(Screen):
    """Receipts arrive marked; Post is possible when what is marked is the Total Deposit."""

    key = "deposit_receipts"
    title = "Deposit Receipts"
    help_page = "deposit_receipts"
    topics = frozenset({"receipts", "slips", "accounts", "settings"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._receipts: list[UndepositedReceipt] = []
        self._rows: list[DepositRow] = []
        self._batches: list[WaitingBatch] = []
        self._unmarked: set[int] = set()
        self._offered_cents: int | None = None
        self._asked = 0
        self._deposit_days = 0
        self._busy = False
        self._last_slip_id: int | None = None
        self.problems = ProblemBar("deposit_problem")
        self.fields = DepositFields(context)
        self.clock = ClockWords()
        self.strip = BatchStrip()
        self.table = receipts_table()
        self.sorting = SortChoice()
        self.folders = FolderTabs("deposit_folders", FOLDERS)
        self.reckoning = Reckoning()
        self.acts = Corrections(context, self.problems, self)
        self.windows = RecordWindows(context, self.acts, self)
        self._build()
        self.fields.bank.picked.connect(self._bank_changed)
        self.fields.show_all.toggled.connect(self._choose_receipts)
        self.fields.day.date_changed.connect(self._reckon)
        self.sorting.by_amount.toggled.connect(self._sort)
        self.table.activated.connect(self._open)
        self.acts.posted.connect(self._read)
        self.strip.batch_chosen.connect(self.mark_batch)
        self.table.mark_asked.connect(self._toggle)
        self.table.current_changed.connect(self.left_buttons_changed)
        self.folders.chosen.connect(self._show_folder)
        self.reckoning.total.cents_changed.connect(self._reckon)
        self.reckoning.total.textEdited.connect(self._reckon)
        self.reckoning.post.clicked.connect(self.post)
        self._sort()
        self._reckon()

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Read the banks and receipts; show `bank_id`, else the bank shown before, else the usual one."""
        books, wanted = self.context.books, parameters.get("bank_id")
        self.context.background.run(lambda _task: (bank_choice(books), wanted), done=self._show_banks, owner=self)

    def refresh(self, changes: Changes) -> None:
        """Read again; the marks stay as they are."""
        if changes.topics & {"accounts", "settings"}:
            self.activate()
        else:
            self._read()

    def first_focus(self) -> QWidget:
        """The bank; where one is shown already, the list."""
        return self.fields.bank if self.fields.bank.picked_key() is None else self.table

    def left_buttons(self) -> list[CommandSpec]:
        """Marking, voiding and printing; Post stands beside the Difference."""
        some = bool(self._rows) and not self._busy
        highlighted = self.table.current_row() is not None and not self._busy
        return [
            CommandSpec("mark_all", "Mark All", "check", "Ctrl+M", self.mark_all, "Mark every receipt", some),
            CommandSpec("start_over", "Start Over", "undo", "Ctrl+U", self.start_over, "Unmark every receipt", some),
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec(
                "edit", "Edit", "edit", "Ctrl+E", self.edit, "Open the highlighted receipt", highlighted
            ),
            CommandSpec(
                "void_receipt", "Void Receipt", "remove", "Ctrl+Delete", self.void, "Void the highlighted receipt",
                highlighted,
            ),
            CommandSpec(
                "void_and_replace", "Void and Replace", "edit", "Ctrl+R", self.void_and_replace,
                "Void and Replace Highlighted Receipt: correct it in Tenant Receipt", highlighted,
            ),
            CommandSpec(
                "print_deposit_slip", "Print Deposit Slip", "print", "Ctrl+P", self.print_slip,
                "Print the slip posted last here", self._last_slip_id is not None,
            ),
        ]  # fmt: skip

    # marking

    def mark_all(self) -> None:
        """Mark every receipt."""
        self._mark(set())

    def start_over(self) -> None:
        """Unmark every receipt."""
        self._mark({receipt.receipt_id for receipt in self._receipts})

    def mark_batch(self, batch_id: str) -> None:
        """Mark the receipts of a batch and no others; the total of a whole batch is offered as the Total Deposit."""
        batch = next((batch for batch in self._batches if batch.batch_id == batch_id), None)
        if batch is None:
            return
        if not batch.whole and self.reckoning.total.value_cents() == self._offered_cents:
            self._offer(None)
        self._mark({row.receipt.receipt_id for row in self._rows} - batch.receipt_ids)
        if batch.whole:
            self._offer(batch.total_cents)
            self.reckoning.post.setFocus()
        else:
            self.reckoning.total.setFocus()

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.table.filter.setFocus()

    # acts

    def post(self) -> None:
        """Post the slip of what is marked, where the difference is zero."""
        bank_id, total, day = self.fields.bank.picked_key(), self.reckoning.total.value_cents(), self.fields.day.value()
        if self._busy or self._why_not() or not isinstance(bank_id, int) or total is None:
            return
        books = self.context.books
        marked = [row.receipt.receipt_id for row in self._rows if row.marked]

        def work(_task: Task) -> _Posted:
            return _Posted(post_slip(books, bank_id, marked, total, day), inosio_settings(books))

        self._set_busy(busy=True)
        self.problems.clear()
        self.context.background.run(work, done=self._posted, failed=self._failed, owner=self)

    def can_close(self) -> bool:
        """Stay until the outcome of a Post is told."""
        if self._busy:
            self.problems.show_problem("info", STILL_POSTING)
        return not self._busy

    def edit(self) -> None:
        """Show the highlighted receipt: what it paid, and a receipt to print."""
        if (receipt := self._highlighted()) is not None:
            self.windows.open_receipt(receipt.receipt_id)

    def void(self) -> None:
        """Ask why, then void the highlighted receipt."""
        receipt = self._highlighted()
        if receipt is not None and not self._busy:
            facts = f"{receipt.payer}, {format_cents(receipt.amount_cents)} of {format_day(receipt.posted_on)}."
            name = f"receipt {receipt.receipt_id}"
            self.acts.void(VoidCorrection(receipt.receipt_id, name, facts, receipt.batch_id is not None))

    def void_and_replace(self) -> None:
        """Correct the highlighted receipt in Tenant Receipt; the old one is voided by the same posting."""
        if (receipt := self._highlighted()) is not None:
            self.windows.replace_receipt(receipt.receipt_id)

    def print_slip(self) -> None:
        """Print the slip that was posted last."""
        if self._last_slip_id is not None:
            self.context.navigate("report", {"name": "deposit-slip", "slip_id": self._last_slip_id})

    # how it is done

    def _build(self) -> None:
        self.table.toolbar.insertWidget(self.table.toolbar.count() - 1, self.sorting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        heading = QHBoxLayout()
        heading.addWidget(label("Deposit Receipts", role="title"))
        heading.addStretch(1)
        heading.addWidget(self.clock)
        layout.addLayout(heading)
        for part, stretch in (
            (self.fields, 0), (self.strip, 0), (self.table, 1), (self.folders, 0), (self.reckoning, 0),
        ):  # fmt: skip
            layout.addWidget(part, stretch)

    def _open(self, _key: object) -> None:
        self.edit()

    def _show_banks(self, found: tuple[BankChoices, object]) -> None:
        choice, wanted = found
        bank = self.fields.bank
        bank.set_rows(bank_rows(choice.banks))
        before = bank.picked_key()
        if isinstance(wanted, int):
            bank.pick(wanted)
        elif before is None and choice.usual_bank_id is not None:
            bank.pick(choice.usual_bank_id)
        if before == bank.picked_key():
            self._read()

    def _bank_changed(self) -> None:
        self._unmarked.clear()
        self._offer(None)
        self._read()

    def _read(self) -> None:
        bank_id, books = self.fields.bank.picked_key(), self.context.books
        self._asked += 1
        if not isinstance(bank_id, int):
            self._receipts = []
            self._choose_receipts()
            return
        asked = self._asked
        self.context.background.run(
            lambda _task: (asked, undeposited_receipts(books, bank_id), deposit_days(books)),
            done=self._show, owner=self,
        )

    def _show(self, found: tuple[int, list[UndepositedReceipt], int]) -> None:
        if found[0] != self._asked:
            return
        self._receipts, self._deposit_days = found[1:]
        self._unmarked &= {receipt.receipt_id for receipt in self._receipts}
        self._choose_receipts()
        keyboard_waits = self.fields.bank.line.hasFocus() or self.hasFocus()
        if self._rows and keyboard_waits and not self.fields.bank.line.isModified():
            self.table.setFocus()

    def _choose_receipts(self) -> None:
        """Show this user's own receipts, or everybody's."""
        user = self.context.books.actor.user
        own = [receipt for receipt in self._receipts if self.fields.show_all.isChecked() or receipt.entered_by == user]
        hidden = len(self._receipts) - len(own)
        self.fields.others.setText(f"{plural(hidden, 'receipt')} of other users not shown" if hidden else "")
        if hidden:
            self.table.set_empty_text("You entered none of the receipts that await deposit", SHOW_OTHERS)
        else:
            self.table.set_empty_text(NOTHING_WAITS)
        self._batches = waiting_batches(own)
        self.strip.set_batches(self._batches)
        self._take(own)
        batch = marked_batch(self._batches, self._marked_ids())
        if batch is not None and self.reckoning.total.is_empty():
            self._offer(batch.total_cents)
        self.left_buttons_changed.emit()

    def _take(self, receipts: Sequence[UndepositedReceipt]) -> None:
        ordered = sorted(receipts, key=lambda receipt: (receipt.received_on, receipt.receipt_id))
        today, days = self.context.today(), self._deposit_days
        self._rows = [
            DepositRow(receipt, receipt.receipt_id not in self._unmarked, due_state(receipt, today, days))
            for receipt in ordered
        ]
        self.clock.show_clock(
            clock_of(((receipt.received_on, 1, receipt.amount_cents) for receipt in receipts), today, days)
        )
        for folder, _text in FOLDERS:
            self.folders.set_count(folder, sum(in_folder(row, folder) for row in self._rows))
        self._show_folder(self.folders.key())
        self._reckon()

    def _show_folder(self, folder: str) -> None:
        self.table.set_rows([row for row in self._rows if in_folder(row, folder)])
        if self.table.current_row() is None:
            self.table.select_first()

    def _sort(self) -> None:
        self.table.sort_by("amount" if self.sorting.by_amount.isChecked() else "payer")

    def _marked_ids(self) -> frozenset[int]:
        return frozenset(row.receipt.receipt_id for row in self._rows if row.marked)

    def _toggle(self, receipt_id: object) -> None:
        """Mark or unmark this receipt, and with it all that are selected."""
        selected = cast("list[int]", self.table.selected_keys())
        chosen: Collection[int] = selected if receipt_id in selected else [cast("int", receipt_id)]
        unmarked = set(self._unmarked)
        if receipt_id in unmarked:
            unmarked.difference_update(chosen)
        else:
            unmarked.update(chosen)
        self._mark(unmarked)

    def _mark(self, unmarked: set[int]) -> None:
        if not self._busy:
            self._unmarked = unmarked
            self._take([row.receipt for row in self._rows])

    def _offer(self, cents: int | None) -> None:
        self._offered_cents = cents
        self.reckoning.total.set_cents(cents)
        self._reckon()

    def _why_not(self) -> str:
        return why_not(
            self._rows,
            self.reckoning.total.value_cents(),
            bank=self.fields.bank.picked_key() is not None,
            day=self.fields.day.value() is not None,
            readable=self.reckoning.total.is_valid(),
        )

    def _reckon(self) -> None:
        marked = sum(row.receipt.amount_cents for row in self._rows if row.marked)
        reason = "The slip is being posted." if self._busy else self._why_not()
        self.reckoning.show_sums(marked, self.reckoning.total.value_cents(), reason, ready_words(self._rows))
        self.reckoning.post.setEnabled(not reason)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._reckon()
        self.left_buttons_changed.emit()

    def _posted(self, posted: _Posted) -> None:
        slip = posted.slip
        self._last_slip_id = slip.slip_id
        self._unmarked.clear()
        self._offer(None)
        self._set_busy(busy=False)
        words = (
            f"Deposit slip {slip.number} is posted: {plural(slip.item_count, 'receipt')}, "
            f"{format_cents(slip.total_cents)} to {slip.bank}."
        )
        slip_button = CommandSpec("print_posted_slip", "Print Deposit Slip", "print", slot=self.print_slip)
        self.problems.show_problem("positive", f"{words}{self._send(posted.settings)}", actions=[slip_button])
        self.context.changes.tell("receipts", "slips", "outbox")
        self._read()
        self.table.setFocus()

    def _send(self, settings: InosioSettings) -> str:
        """Have the balances sent that the slip queued; what to tell of it."""
        if not settings.balances_after_slip:
            return ""
        send_soon = getattr(self.context.sync, "send_soon", None)
        if not settings.server or not callable(send_soon):
            return " Balances wait to be sent."
        send_soon()
        return " Balances are being sent."

    def _highlighted(self) -> UndepositedReceipt | None:
        row = cast("DepositRow | None", self.table.current_row())
        return None if row is None else row.receipt

    def _failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        self.problems.clear()
        show_failure(self.context, self.problems, error, "warning")
        self._read()

"""AR > Returns: payments that came back, each with its proposal; one key approves, one approves all that are clear."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.returns import ReturnedRow, list_returns
from landlord_desktop.services.returns_posting import (
    Approval,
    ApprovedReturn,
    approve_clear,
    approve_return,
    put_back_returns,
    set_aside_returns,
)
from landlord_desktop.services.returns_store import FileResult, load_file
from landlord_desktop.ui import memory
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.receivables.return_columns import ColumnsDialog
from landlord_desktop.ui.receivables.return_panel import ReturnPanel, state_of
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.sync_runs import RoundResult, RunningRound, SyncRuns
from landlord_desktop.ui.text import plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip
from landlord_desktop.ui.widgets.reason_dialog import ReasonDialog

_FOLDER = "returns/folder"
_COLUMNS = (
    Column("returned_on", "Returned", "date", value=lambda row: row.returned_on, width=85),
    Column("payer", "Payer", value=lambda row: row.payer, width=135),
    Column("unit", "Unit", value=lambda row: row.unit, width=115),
    Column("reason", "Reason", value=lambda row: row.reason, width=175, stretch=True),
    Column("receipt", "Receipt", value=lambda row: row.receipt_id or "", width=70),
    Column("slip", "Slip", value=lambda row: row.slip_number or "", width=45),
    Column("payment_id", "Payment ID", value=lambda row: row.payment_id, width=125),
    Column("batch", "Inosio Batch", value=lambda row: row.batch_id, width=150, visible=False),
    Column("kind", "Type", value=lambda row: row.kind_words, width=100, visible=False),
    Column("told_by", "Told By", value=lambda row: row.told_by, width=100, visible=False),
    Column("state", "State", "state", value=state_of, width=170),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=95),
)
_FOLDERS = (("waiting", "1. Waiting"), ("approved", "2. Approved"), ("set_aside", "3. Set Aside"))
_EMPTY = {
    "waiting": ("No return waits", "Returns come with each synchronization; drop the e-mailed CSV file here."),
    "approved": ("No return was approved yet", ""),
    "set_aside": ("No return was set aside", ""),
}


class ReturnsScreen(Screen):
    """The list, and the proposal of the return that is chosen."""

    key = "returns"
    title = "Returns"
    help_page = "returns"
    topics = frozenset({"returns", "receipts", "slips", "batches", "charges", "settings", "statements"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: tuple[ReturnedRow, ...] = ()
        self._asked, self._busy = 0, False
        self._round: RunningRound | None = None
        self._file: Path | None = None
        self.problems = ProblemBar("returns_problem")
        self.strip = ProgressStrip("returns_progress")
        self.total = label("", "returns_total", "muted")
        self.table = HistoryTable(
            "returns", _COLUMNS, lambda row: row.key, _EMPTY["waiting"][0], "returns", multi=False
        )  # fmt: skip
        self.folders = FolderTabs("returns_folders", _FOLDERS)
        self.panel = ReturnPanel()
        self._lay_out()
        self.setAcceptDrops(True)
        self.table.current_changed.connect(self._show_current)
        self.table.activated.connect(self._activated)
        self.folders.chosen.connect(self._show_folder)
        self.panel.approve_asked.connect(self.approve)

    # what the main window asks

    def activate(self, **_parameters: object) -> None:
        """Read the returns and what is proposed for those that wait."""
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - each of its topics means the same
        """Read again; the place in the list stays."""
        self._read()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def left_buttons(self) -> list[CommandSpec]:
        """What can be done with the return that is chosen, and with all."""
        row, ready = self._row(), not self._busy
        waits = ready and row is not None and row.state == "waiting"
        aside = ready and row is not None and row.state == "set_aside"
        clear = sum(one.clear for one in self._rows)
        receipt = row is not None and row.receipt_id is not None
        tenant = row is not None and row.tenant_id is not None
        return [
            CommandSpec(
                "approve", "Approve", "check", "F8", self.approve, "Post the NSF of the return that is chosen",
                ready and row is not None and row.approvable,
            ),
            CommandSpec(
                "approve_all_clear", "Approve All Clear", "process", "Ctrl+Return", self.approve_all,
                f"Post the NSF of all that are clear: {clear:,}", ready and clear > 0, primary=True,
            ),
            CommandSpec("set_aside", "Set Aside", "remove", "Ctrl+Delete", self.set_aside,
                        "Settle the return that is chosen without posting anything; asks why", waits),
            CommandSpec("put_back", "Put Back", "undo", "Ctrl+Shift+Z", self.put_back,
                        "Let the return that is chosen wait again", aside),
            CommandSpec("open_receipt", "Open Receipt", "edit", "Ctrl+E", self.open_receipt,
                        "Open the receipt in Receipt History", receipt),
            CommandSpec("open_tenant", "Tenant History", "tenant", "Ctrl+T", self.open_tenant,
                        "Open the tenant's history", tenant),
            CommandSpec("open_slip", "Open Slip", "deposit", "Ctrl+L", self.open_slip,
                        "Open the deposit slip that the receipt is on, or Deposit Receipts where it is on none",
                        receipt),
            CommandSpec("check_server", "Check Server", "refresh", "F5", self.check_server,
                        "Ask Inosio for returned payments", ready and self._round is None),
            CommandSpec("load_returns_file", "Load CSV File", "load", "Ctrl+O", self.choose_file,
                        "Read the e-mailed report of returns; it can be dropped here too", ready),
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.table.filter.setFocus, "Filter the list"),
        ]  # fmt: skip

    # commands

    def approve(self) -> None:
        """Post the NSF of the return that is chosen, with the fees of the fields."""
        order, books = self.panel.order(), self.context.books
        if order is not None and not self._busy:
            self._write(lambda: approve_return(books, order), self._approved)

    def approve_all(self) -> None:
        """Post the NSF of every return that is clear, each with its usual fees."""
        books = self.context.books
        if any(row.clear for row in self._rows) and not self._busy:
            self._write(lambda: approve_clear(books), self._approved_all)

    def set_aside(self) -> None:
        """Ask why, then settle the return that is chosen without posting anything."""
        row = self._row()
        if row is None or row.state != "waiting" or self._busy:
            return
        text = f"Payment {shown(row.payment_id)} is settled without an NSF. The return stays under Set Aside."
        dialog = ReasonDialog(self, "Set Aside?", text, "Set Aside")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setProperty("return_key", row.key)
        dialog.given.connect(self._set_aside)
        dialog.open()

    def put_back(self) -> None:
        """Let the return that is chosen wait again."""
        row, books = self._row(), self.context.books
        if row is not None and row.state == "set_aside" and not self._busy:
            key = row.key
            self._write(lambda: put_back_returns(books, [key]), self._settled)

    def open_receipt(self) -> None:
        """The receipt in its history."""
        if (row := self._row()) is not None and row.receipt_id is not None:
            self.context.open_record("receipt", row.receipt_id)

    def open_tenant(self) -> None:
        """The tenant's history."""
        if (row := self._row()) is not None and row.tenant_id is not None:
            self.context.open_record("tenant", row.tenant_id)

    def open_slip(self) -> None:
        """The deposit slip that the receipt is on; where it is on none, the screen that makes one."""
        row = self._row()
        if row is not None and row.slip_id is not None:
            self.context.open_record("slip", row.slip_id)
        elif row is not None and row.bank_id is not None:
            self.context.navigate("deposit_receipts", {"bank_id": row.bank_id})

    def check_server(self) -> None:
        """Ask the server, in the worker."""
        if self._round is None:
            self.problems.clear()
            runs = cast("SyncRuns", self.context.sync)
            self._round = runs.run(
                ("returns",), done=self._checked, failed=self._check_failed, progress=self.strip.set_progress,
                owner=self,
            )
            self.strip.start("Asking Inosio for returned payments", self._round.cancel)
            self.left_buttons_changed.emit()

    def choose_file(self) -> None:
        """Ask which file, without waiting."""
        dialog = QFileDialog(
            self, "Load Report of Returns", memory.recall_text(_FOLDER), "CSV files (*.csv);;All files (*)"
        )
        dialog.setObjectName("returns_file")
        dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.load)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def load(self, name: str, columns: Mapping[str, int] | None = None) -> None:
        """Read a file of returns; where its columns are not clear, ask."""
        path, books = Path(name), self.context.books
        self._file = path
        memory.remember(_FOLDER, str(path.parent))
        self._write(lambda: load_file(books, path, columns), self._loaded)

    # how it is done

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """A file may be dropped here."""
        if not self._busy and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Read the file that was dropped."""
        name = next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
        if name:
            event.acceptProposedAction()
            self.load(name)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        heading = QHBoxLayout()
        heading.addWidget(label("Returns", role="title"))
        heading.addStretch(1)
        heading.addWidget(self.total)
        layout.addWidget(self.problems)
        layout.addWidget(self.strip)
        layout.addLayout(heading)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.folders)
        layout.addWidget(self.panel)

    def _read(self) -> None:
        books, self._asked = self.context.books, self._asked + 1
        asked = self._asked
        self.context.background.run(
            lambda _task: (asked, list_returns(books)), done=self._show, failed=self._failed, owner=self
        )

    def _show(self, found: tuple[int, tuple[ReturnedRow, ...]]) -> None:
        if found[0] != self._asked:
            return
        self._rows = found[1]
        for folder, _text in _FOLDERS:
            self.folders.set_count(folder, sum(row.state == folder for row in self._rows))
        waiting = [row for row in self._rows if row.state == "waiting"]
        cents = sum(row.amount_cents or 0 for row in waiting)
        clear = sum(row.clear for row in waiting)
        self.total.setText(
            f"{plural(len(waiting), 'return')} waiting, {format_cents(cents)}; {clear:,} clear" if waiting else ""
        )
        self._show_folder(self.folders.key())

    def _show_folder(self, folder: str) -> None:
        self.table.set_empty_text(*_EMPTY[folder])
        rows = [row for row in self._rows if row.state == folder]
        self.table.set_rows(rows)
        set_shown(self.panel, shown=bool(rows))
        if self.table.current_row() is None:
            self.table.select_first()
        self._show_current()

    def _show_current(self, _row: object = None) -> None:
        self.panel.show_row(self._row())
        self.left_buttons_changed.emit()

    def _row(self) -> ReturnedRow | None:
        return cast("ReturnedRow | None", self.table.current_row())

    def _activated(self, _key: object) -> None:
        self.open_receipt()

    def _write(self, act: Callable[[], object], done: Callable[..., object]) -> None:
        self._set_busy(busy=True)
        self.problems.clear()

        def work(_task: Task) -> object:
            return act()

        self.context.background.run(work, done=done, failed=self._failed, owner=self)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.panel.approve.setEnabled(not busy)
        self.left_buttons_changed.emit()

    def _approved(self, one: ApprovedReturn) -> None:
        words = f"NSF posted: receipt {one.receipt_id} of {shown(one.payer)}, {format_cents(one.amount_cents)}."
        self._settled()
        self.problems.show_problem("positive", words)

    def _approved_all(self, done: Approval) -> None:
        words = f"{plural(len(done.approved), 'NSF')} posted, {format_cents(done.total_cents)}."
        refused = [shown(f"Payment {one.payment_id}: {one.why}") for one in done.waiting if one.code == "refused"]
        self._settled()
        if done.waiting:
            words += f" {plural(len(done.waiting), 'return waits', 'returns wait')} for you."
        self.problems.show_problem("warning" if refused else "positive", words, refused)

    def _set_aside(self, reason: str) -> None:
        books, key = self.context.books, cast("int", self.sender().property("return_key"))
        self._write(lambda: set_aside_returns(books, [key], reason), self._settled)

    def _settled(self, _count: object = None) -> None:
        self._set_busy(busy=False)
        self.context.changes.tell("returns", "receipts", "charges", "credits", "slips", "journal")
        self.table.setFocus()

    def _loaded(self, found: FileResult) -> None:
        self._set_busy(busy=False)
        if found.needs_columns:
            dialog = ColumnsDialog(found.name, found.header, found.columns or {}, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.chosen.connect(self._columns_chosen)
            dialog.open()
            return
        words = f"{plural(found.new, 'new return')} in {shown(found.name)}"
        words += f", {found.known:,} known before." if found.known else "."
        if found.errors:
            words += f" {plural(len(found.errors), 'line was', 'lines were')} not read."
        lines = [f"Line {error.line}: {error.sentence}" for error in found.errors]
        self.problems.show_problem("warning" if lines else "positive", words, lines)
        self.context.changes.tell("returns")
        self.table.setFocus()

    def _columns_chosen(self, columns: object) -> None:
        if self._file is not None:
            self.load(str(self._file), cast("dict[str, int]", columns))

    def _checked(self, result: RoundResult) -> None:
        self._end_round()
        self.problems.show_problem("warning" if result.error else "positive", result.error or result.sentence)
        self._read()

    def _check_failed(self, error: BaseException) -> None:
        self._end_round()
        self._failed(error)

    def _end_round(self) -> None:
        self._round = None
        self.strip.finish()
        self.left_buttons_changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        if isinstance(error, LandlordError):
            self.problems.show_problem("warning", error.sentence)
        else:
            self.context.report_error(error)

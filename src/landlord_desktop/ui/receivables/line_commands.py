"""What is done with the opened line: change, remove, put back, accept, process. Each is shown as saving until it is."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services import tenant_receipt, working_lines
from landlord_desktop.services.line_changes import do_recorded
from landlord_desktop.services.payer_memory import choose_tenant
from landlord_desktop.services.tenant_receipt import Header, Plan, ReceiptDraft
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.receivables.line_writer import LineWriter
from landlord_desktop.ui.receivables.pick_rows import NO_PICKS, Picks
from landlord_desktop.ui.receivables.remove_dialog import RemoveDialog
from landlord_desktop.ui.receivables.shown_line import ShownLine
from landlord_desktop.ui.receivables.tenant_receipt import TenantReceiptWindow
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown

CHANGE_NAMES = {
    "tenant_id": "Change Tenant", "memo": "Change Memo", "bank_account_id": "Change Bank",
    "ledger_id": "Change Ledger", "as_ledger_receipt": "Process as Ledger Receipt", "posting_date": "Change Date",
}  # fmt: skip


class LineCommands(QObject):
    """Acts on the line that `current` gives. `changed` carries topics, `refused` an error."""

    changed = Signal(object)
    refused = Signal(object)
    dialog_closed = Signal()

    def __init__(
        self, context: ScreenContext, writer: LineWriter, current: Callable[[], ShownLine | None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._context, self._books, self._writer, self._window = context, context.books, writer, window
        self._current = current
        self._asked_for: int | None = None
        self._opening = False
        self.picks: Picks = NO_PICKS

    def change(self, values: dict[str, Any]) -> None:
        """Change values of the line; a tenant brings the unit along, and may be remembered for its payer."""
        row = self._current()
        if row is None or row.removed:
            return
        books, line_id = self._books, row.line.line_id
        name = next((CHANGE_NAMES[key] for key in values if key in CHANGE_NAMES), "Change Payment")
        tenant_id, remember = values.get("tenant_id"), bool(values.get("remember"))
        if tenant_id is not None:
            self._write(line_id, name, lambda: choose_tenant(books, line_id, tenant_id, remember=remember))
        else:
            self._write(line_id, name, lambda: working_lines.change_line(books, line_id, **values))

    def accept(self) -> None:
        """Accept the proposal; again to withdraw it."""
        row = self._usable()
        if row is None:
            return
        books, line_id = self._books, row.line.line_id
        if row.line.ready and not row.line.equal:
            self._write(line_id, "Withdraw", lambda: working_lines.withdraw_acceptance(books, line_id))
        elif row.line.proposal_words:
            seen = row.line.reason
            self._write(line_id, "Accept Proposal", lambda: working_lines.accept_proposal(books, line_id, seen=seen))

    def remove(self) -> None:
        """Ask for the reason, then take the line off the list."""
        row = self._usable()
        if row is None:
            return
        self._asked_for = row.line.line_id
        dialog = RemoveDialog(shown(row.line.description), format_cents(row.line.amount_cents), self._window)
        dialog.reason_given.connect(self._remove_with)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self.dialog_closed)
        dialog.open()

    def _remove_with(self, reason: str) -> None:
        books, line_id = self._books, self._asked_for
        if line_id is not None:
            self._write(line_id, "Remove Payment", lambda: working_lines.remove_line(books, line_id, reason))

    def put_back(self) -> None:
        """Put a removed line back on the list."""
        row = self._current()
        if row is not None and row.removed and not row.saving:
            books, line_id = self._books, row.line.line_id
            self._write(line_id, "Put Back", lambda: working_lines.put_back(books, line_id))

    def allocate(self, draft: ReceiptDraft, header: Header, plan: Plan) -> None:
        """Keep an allocation made inside the row; Post posts it."""
        books, line_id = self._books, draft.line_id
        if line_id is not None:
            self._write(line_id, "Allocation", lambda: tenant_receipt.settle_line(books, draft, header, plan))

    def open_receipt(self) -> None:
        """Open the receipt that the payment became before."""
        row = self._current()
        if row is not None and row.line.receipt_id is not None:
            self._context.open_record("receipt", row.line.receipt_id)

    def _write(self, line_id: int, name: str, work: Callable[[], object]) -> None:
        books = self._books
        self._writer.write(line_id, lambda: do_recorded(books, name, [line_id], work))

    def process(self) -> None:
        """Read the line for the Tenant Receipt window, then open it; of a payment posted before, its receipt."""
        row = self._usable()
        if row is None or self._opening:
            return
        if row.line.receipt_id is not None:
            self.open_receipt()
            return
        self._opening = True
        books, line_id = self._books, row.line.line_id

        def work(_task: Task) -> ReceiptDraft:
            return tenant_receipt.receipt_draft(books, line_id)

        self._context.background.run(work, done=self._open_window, failed=self._not_opened, owner=self)

    def _open_window(self, draft: ReceiptDraft) -> None:
        self._opening = False
        window = TenantReceiptWindow(draft, self.picks, self._context, self._window)
        window.changed.connect(self.changed)
        window.finished.connect(self.dialog_closed)
        window.open()

    def _not_opened(self, error: BaseException) -> None:
        self._opening = False
        self.refused.emit(error)

    def _usable(self) -> ShownLine | None:
        row = self._current()
        return row if row is not None and not row.removed and not row.saving else None

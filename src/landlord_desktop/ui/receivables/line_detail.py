"""The opened line, right under the grid: memo, status, reason, the one proposal, and the balances behind it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QWidget

from landlord_desktop.services.tenant_account import LineBehind
from landlord_desktop.services.working_lines import LineRow
from landlord_desktop.ui.receivables.line_balances import LineBalances, look_alike_words, posted_words
from landlord_desktop.ui.receivables.memo_edit import MemoEdit
from landlord_desktop.ui.receivables.pick_rows import Picks
from landlord_desktop.ui.receivables.shown_line import ShownLine
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import described, push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label, set_look
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.side_by_side import SideBySide

ACCEPT_KEY = "F8"
ALLOCATE_KEY = "F7"
PROCESS = "Use Process Payment to say where the money goes."
ADVICE = {
    "equal": "Post will post it.",
    "future_charge": "Use Process Payment if it is meant for these charges.",
    "only_disputed": "Use Process Payment to say what it pays; disputed charges are never paid by themselves.",
    "unknown_tenant": "Choose the tenant who paid, or mark Process as Ledger Receipt.",
    "inactive_tenant": PROCESS,
    "not_a_tenant": "Choose the ledger that gets the money.",
    "already_posted": "It cannot be posted again. Open its receipt, or remove it from the list.",
    "was_reversed": PROCESS,
    "no_bank": "Choose the bank the money is in.",
    "claimed": "Wait until the batch is closed there, or ask.",
    "unreadable": "Ask Inosio about this payment; remove it with that reason until it is clear.",
    "bad_amount": "Ask Inosio about this payment; remove it with that reason until it is clear.",
}
"""What to do where there is no safe proposal, by reason."""
NOT_PROCESSED = {"already_posted", "unreadable", "bad_amount", "claimed", "unknown_tenant"}
"""Reasons for which Process Payment has nothing to offer (an unknown payer is chosen here first)."""


class LineDetail(Card):
    """Shows one line at a time. `change_asked` carries the values to change, by their names."""

    change_asked = Signal(object)
    remove_asked = Signal()
    put_back_asked = Signal()
    process_asked = Signal()
    accept_asked = Signal()
    allocate_asked = Signal()
    open_receipt_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("line_detail", parent=parent)
        self._row: ShownLine | None = None
        self._behind: LineBehind | None = None
        self._enabled = True
        self.memo = MemoEdit("line_memo")
        self.memo.setAccessibleName("Memo of the payment")
        self.as_ledger_receipt = QCheckBox("Process as Ledger Receipt")
        self.as_ledger_receipt.setObjectName("process_as_ledger_receipt")
        self.ledger = PickList("line_ledger", "Ledgers")
        self.ledger.setAccessibleName("Ledger of the receipt")
        self.tenant = PickList("line_tenant", "Tenants")
        self.tenant.setAccessibleName("Tenant who paid")
        self.remember = QCheckBox("Remember this payer")
        self.remember.setObjectName("remember_this_payer")
        self.remember.setToolTip("Take this tenant for the payer of this name and unit from now on")
        self.bank = PickList("line_bank", "Banks")
        self.bank.setAccessibleName("Bank of the payment")
        self.status = label("", "status", wrap=True)
        self.proposal = label("", "proposal", wrap=True)
        self.notes = label("", "line_notes", "caption", wrap=True)
        self.remove = _button("Remove Payment", "remove_payment", "Ctrl+Del")
        self.process = _button("Process Payment", "process_payment", "F9")
        self.allocate = _button("Allocate", "allocate", ALLOCATE_KEY)
        self.open_receipt = _button("Open Receipt", "open_receipt", "F9")
        self.put_back = _button("Put Back", "put_back", "Ctrl+Shift+Del", "undo")
        self.accept = _button("Accept", "accept", ACCEPT_KEY, "check")
        self.balances = LineBalances()
        self._build()
        self._connect()
        self.show_line(None)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[2])
        grid.setVerticalSpacing(SPACE[2])
        grid.setColumnStretch(1, 1)
        self._line(grid, 0, "Memo:", self.memo, self.as_ledger_receipt)
        self._line(grid, 1, "Status:", self.status, self.remove, self.put_back, self.process, self.open_receipt)
        self._line(grid, 2, "Proposal:", self.proposal, self.allocate, self.accept)
        self._line(grid, 3, "", self.notes, self.remember, self.tenant, self.bank, self.ledger)
        grid.setRowStretch(4, 1)
        grid.setContentsMargins(0, 0, 0, 0)
        opened = QWidget()
        opened.setLayout(grid)
        self._whole = SideBySide((opened, 6), (self.balances, 5))
        self._whole.turned.connect(self._fit)
        self.body.addWidget(self._whole)
        self._fit()
        for pick, words in ((self.ledger, "Ledger"), (self.tenant, "Tenant who paid"), (self.bank, "Bank")):
            pick.setMinimumWidth(240)
            pick.line.setPlaceholderText(words)

    def _line(self, grid: QGridLayout, at: int, title: str, words: QWidget, *commands: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addWidget(words, 1)
        for command in commands:
            row.addWidget(command)
        name = label(title, role="muted")
        grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addLayout(row, at, 1)
        grid.setRowMinimumHeight(at, self.accept.sizeHint().height() if title else 0)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another text size: another height."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "balances"):
            self._fit()

    def _fit(self) -> None:
        """One height for every line, so that the list above never moves."""
        rows = 3 * max(self.accept.sizeHint().height(), self.memo.sizeHint().height())
        notes = max(self.tenant.sizeHint().height(), 2 * self.fontMetrics().height())
        self.status.setMinimumWidth(self.fontMetrics().horizontalAdvance("charges are $1,000.00"))
        below = self.balances.minimumSizeHint().height() + SPACE[2] if self._whole.is_turned() else 0
        self.setFixedHeight(rows + notes + below + 4 * SPACE[2] + 2 * SPACE[4])

    def _connect(self) -> None:
        self.memo.editingFinished.connect(self._memo_left)
        self.as_ledger_receipt.clicked.connect(self._ledger_receipt_clicked)
        self.ledger.picked.connect(self._ledger_picked)
        self.tenant.picked.connect(self._tenant_picked)
        self.bank.picked.connect(self._bank_picked)
        self.remove.clicked.connect(self.remove_asked)
        self.put_back.clicked.connect(self.put_back_asked)
        self.process.clicked.connect(self.process_asked)
        self.accept.clicked.connect(self.accept_asked)
        self.allocate.clicked.connect(self.allocate_asked)
        self.open_receipt.clicked.connect(self.open_receipt_asked)

    # what the screen tells it

    @property
    def row(self) -> ShownLine | None:
        """The line shown."""
        return self._row

    def set_picks(self, picks: Picks) -> None:
        """Offer these tenants, banks and ledgers."""
        row, self._row = self._row, None
        self.tenant.set_rows(picks.tenants)
        self.bank.set_rows(picks.banks)
        self.ledger.set_rows(picks.ledgers)
        self._row = row

    def set_usable(self, usable: bool) -> None:
        """Let the line be changed, or not while the batch is posted."""
        self._enabled = usable
        self._show_commands()

    def show_line(self, row: ShownLine | None) -> None:
        """Open this line; what is being typed into its memo stays."""
        same = row is not None and self._row is not None and row.line.line_id == self._row.line.line_id
        if not same:
            self._behind = None
            self.balances.clear()
            self.remember.setChecked(False)
        self._row = None
        line = None if row is None else row.line
        if not (same and self.memo.isModified()):
            self.memo.setText("" if line is None else line.memo)
            self.memo.setModified(False)
        self.as_ledger_receipt.setChecked(line is not None and line.as_ledger_receipt)
        for field, key in (
            (self.ledger, None if line is None else line.ledger_id),
            (self.tenant, None if line is None else line.tenant_id),
            (self.bank, None if line is None else line.bank_id),
        ):
            if not (same and field.line.hasFocus()):
                _pick(field, key)
        self._row = row
        self._show_words()
        self._show_commands()

    def show_behind(self, behind: LineBehind) -> None:
        """Show what stands behind the line, if it is still the one opened."""
        if self._row is not None and behind.line_id == self._row.line.line_id:
            self._behind = behind
            self.balances.show_account(behind.account)
            self._show_words()

    # how it is shown

    def _show_words(self) -> None:
        row = self._row
        if row is None:
            for words in (self.status, self.proposal, self.notes):
                words.setText("")
            return
        behind, line = self._behind, row.line
        receipt = None if behind is None else behind.receipt
        self.status.setText(shown(line.status) if receipt is None else posted_words(receipt))
        self.proposal.setText(self._proposal_words(row))
        looks = "" if behind is None or row.removed else look_alike_words(behind)
        self.notes.setText(looks or _facts(line))
        set_look(self.notes, "kind", "warning" if looks else "")

    def _proposal_words(self, row: ShownLine) -> str:
        line = row.line
        if row.removed:
            return f"Removed: {shown(line.removed_reason)}"
        if line.ready and not line.equal:
            accepted = self._behind.accepted_words if self._behind is not None else ""
            return f"Accepted: {shown(accepted or line.proposal_words)}"
        advice = shown(line.proposal_words) or ADVICE.get(line.reason, PROCESS)
        return advice if line.status == line.reason_words else f"{line.reason_words}. {advice}"

    def _show_commands(self) -> None:
        row = self._row
        line = None if row is None else row.line
        usable = self._enabled and row is not None and not row.saving
        open_line = usable and row is not None and not row.removed
        removed = row is not None and row.removed
        self.put_back.setVisible(removed)
        self.put_back.setEnabled(usable)
        self.remove.setVisible(not removed)
        posted = line is not None and line.receipt_id is not None
        self.process.setVisible(not removed and not posted)
        self.open_receipt.setVisible(posted)
        settled = line is None or line.reason in {"already_posted", "unreadable", "bad_amount", "claimed"}
        self.memo.setReadOnly(not open_line)
        self.as_ledger_receipt.setEnabled(open_line and not settled)
        self.ledger.setVisible(self.as_ledger_receipt.isChecked())
        self.ledger.setEnabled(open_line and not settled)
        self.remove.setEnabled(open_line)
        payer_known = line is not None and (line.as_ledger_receipt or line.reason not in NOT_PROCESSED)
        self.process.setEnabled(open_line and not settled and payer_known)
        self.allocate.setVisible(not removed and not posted)
        self.allocate.setEnabled(self.process.isEnabled() and line is not None and not line.as_ledger_receipt)
        unknown = open_line and line is not None and line.reason == "unknown_tenant"
        self.tenant.setVisible(unknown)
        self.remember.setVisible(unknown)
        self.bank.setVisible(open_line and line is not None and line.reason == "no_bank")
        accepted = line is not None and line.ready and not line.equal
        self._name_accept("Withdraw" if accepted else "Accept")
        self.accept.setVisible(not removed and (accepted or bool(line and line.proposal_words)))
        self.accept.setEnabled(open_line and (accepted or bool(line and line.proposal_words)))

    def _name_accept(self, text: str) -> None:
        """The button's words; giving a button words takes its key away."""
        if self.accept.text() != text:
            self.accept.setText(text)
            self.accept.setShortcut(QKeySequence(ACCEPT_KEY))
            self.accept.setToolTip(described(text, ACCEPT_KEY))

    # what the user does

    def _memo_left(self) -> None:
        if self._row is not None and self.memo.isModified() and self.memo.text() != self._row.line.memo:
            self.memo.setModified(False)
            self.change_asked.emit({"memo": self.memo.text()})

    def _ledger_receipt_clicked(self) -> None:
        if self._row is None:
            return
        wanted = self.as_ledger_receipt.isChecked()
        self.ledger.setVisible(wanted)
        self.change_asked.emit({"as_ledger_receipt": int(wanted)})
        if wanted and self._row.line.ledger_id is None:
            self.ledger.setFocus()

    def _ledger_picked(self, ledger_id: object) -> None:
        if self._row is not None and ledger_id != self._row.line.ledger_id:
            self.change_asked.emit({"ledger_id": ledger_id})

    def _tenant_picked(self, tenant_id: object) -> None:
        if self._row is not None and tenant_id is not None and tenant_id != self._row.line.tenant_id:
            self.change_asked.emit({"tenant_id": tenant_id, "remember": self.remember.isChecked()})

    def _bank_picked(self, bank_id: object) -> None:
        if self._row is not None and bank_id is not None and bank_id != self._row.line.bank_id:
            self.change_asked.emit({"bank_account_id": bank_id})


def _button(text: str, object_name: str, shortcut: str, icon: str = "") -> QPushButton:
    return push_button(text, object_name, icon=icon, shortcut=shortcut)


def _pick(field: PickList, key: int | None) -> None:
    if key is None or not field.pick(key):
        field.clear_pick()


def _facts(line: LineRow) -> str:
    """Where the payment came from, in one small line."""
    parts = [f"Received {format_day(line.received_on)}"]
    if line.bank:
        parts.append(f"bank {shown(line.bank)}")
    if line.payment_id:
        parts.append(f"payment {shown(line.payment_id)}")
    return ", ".join(parts)

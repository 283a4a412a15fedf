"""Clear: the lines chosen are on a bank statement. Its date is asked for, and its closing balance to be compared."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.clearing import ItemKey, clear_items
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.posting_flow import show_refusal
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox


class ClearingDialog(QDialog):
    """Clears lines of one bank. `cleared` tells the closing balance in cents."""

    cleared = Signal(int)

    def __init__(
        self, context: ScreenContext, bank: tuple[int, str], lines: dict[ItemKey, int], before_cents: int,
        parent: QWidget | None = None,
    ) -> None:
        """`bank`: id and code; `lines`: amounts in cents by line; `before_cents`: what is cleared already."""
        super().__init__(parent)
        self.setObjectName("clear_window")
        self.setWindowTitle("Clear [Bank Statement]")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._bank_id, self._lines = context, bank[0], dict(lines)
        self.problems = ProblemBar("clear_problem")
        self.day = DateEdit("statement_date", context.today)
        self.closing = MoneyEdit("statement_closing_balance")
        self.form = Form("clear_form")
        self.form.add("Statement &Date:", self.day, required=True)
        self.form.add(
            "Closing &Balance:", self.closing, "As the bank statement says; where it is entered, it must agree"
        )
        sums = SumBox("clear_sums")
        chosen = sum(self._lines.values())
        for key, title, cents in (
            ("before", "Cleared Before", before_cents), ("chosen", "Chosen", chosen),
            ("after", "Closing Balance", before_cents + chosen),
        ):  # fmt: skip
            sums.add(key, title, emphasis=key == "after")
            sums.set_cents(key, cents)
        self.clear_button = push_button("Clear", "clear_lines", "primary", "check", "Ctrl+Return", slot=self._clear)
        cancel = push_button("Cancel", "cancel_clear", tooltip="Change nothing (Esc)", slot=self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addStretch(1)
        buttons.addWidget(self.clear_button)
        buttons.addWidget(cancel)
        words = f"{plural(len(self._lines), 'line')} of {shown(bank[1])}, {format_cents(chosen)}, on a bank statement."
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[4], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label("Clear", role="heading"))
        layout.addWidget(label(words, "clear_words", wrap=True))
        layout.addWidget(self.problems)
        layout.addWidget(self.form)
        layout.addWidget(sums)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setMinimumWidth(560)
        self.day.setFocus()

    def _clear(self) -> None:
        if not self.form.check():
            return
        day, closing = self.day.value(), self.closing.value_cents()
        books, bank_id, lines = self._context.books, self._bank_id, list(self._lines)
        if day is None:
            return
        self.clear_button.setEnabled(False)
        self._context.background.run(
            lambda _task: clear_items(books, bank_id, lines, day, closing), done=self._done, failed=self._failed,
            owner=self,
        )

    def _done(self, closing_cents: int) -> None:
        self.accept()
        self._context.notify("positive", f"Cleared; the closing balance is {format_cents(closing_cents)}")
        self._context.changes.tell("slips", "statements")
        self.cleared.emit(closing_cents)

    def _failed(self, error: BaseException) -> None:
        self.clear_button.setEnabled(True)
        show_refusal(self.problems, error, "clearing")

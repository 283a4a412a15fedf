"""Asks for a reason that is kept with the record, and for the date where the correction has one."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import VALUE_REQUIRED, FormRow
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_WIDTH = 520


class ReasonDialog(QDialog):
    """`given` brings the reason, `given_on` the reason and the date; Escape does nothing at all.

    `effects` are sentences on what will happen, `warnings` what to look at first. With `today` a date is asked for,
    `day` at first; `day_help` tells in a sentence what this date means.
    """

    given = Signal(str)
    given_on = Signal(str, object)

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        action: str,
        *,
        effects: Sequence[str] = (),
        warnings: Sequence[str] = (),
        today: Callable[[], date] | None = None,
        day: date | None = None,
        day_title: str = "Void &Date",
        day_help: Callable[[date], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reason_window")
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        self._day_help = day_help
        self.reason = QLineEdit()
        self.reason.setObjectName("reason")
        self.reason.setMaxLength(200)
        self._row = FormRow("&Reason", self.reason, required=True)
        self.day_words = label("", "void_date_help", "caption", wrap=True)
        self.day: DateEdit | None = None
        self._day_row: FormRow | None = None
        self.give_button = push_button(action, "give_reason", "danger", shortcut="Ctrl+Return", slot=self._give)
        if today is None:
            self.reason.returnPressed.connect(self._give)
        else:
            self._ask_day(DateEdit("void_date", today), day or today(), day_title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label(title, role="heading", wrap=True))
        layout.addWidget(label(text, "reason_text", wrap=True))
        if warnings:
            bar = ProblemBar("reason_warnings")
            set_shown(bar.dismiss_button, shown=False)
            bar.show_problem("warning", warnings[0], warnings[1:])
            layout.addWidget(bar)
        if effects:
            said = label("\n".join(f"\u2022 {shown(effect)}" for effect in effects), "reason_effects", wrap=True)
            layout.addWidget(said)
        layout.addLayout(self._fields())
        layout.addStretch(1)
        layout.addLayout(self._buttons())
        self.setAccessibleDescription(" ".join([text, *warnings, *effects]))
        self.reason.setFocus()

    def _ask_day(self, field: DateEdit, day: date, title: str) -> None:
        self.day, self._day_row = field, FormRow(title, field, required=True)
        field.date_changed.connect(self._explain_day)
        self.reason.returnPressed.connect(field.setFocus)
        field.line.returnPressed.connect(self._give)
        field.set_value(day)
        self._explain_day(day)

    def _fields(self) -> QVBoxLayout:
        stack = QVBoxLayout()
        stack.setSpacing(SPACE[1])
        for row in (self._row, self._day_row):
            if row is not None:
                stack.addWidget(row.label)
                stack.addWidget(row)
                stack.addSpacing(SPACE[1])
        stack.addWidget(self.day_words)
        return stack

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addStretch(1)
        row.addWidget(self.give_button)
        cancel = push_button("Cancel", "cancel_reason", tooltip="Change nothing (Esc)", slot=self.reject)
        row.addWidget(cancel)
        return row

    def _explain_day(self, day: object) -> None:
        words = self._day_help(day) if self._day_help is not None and isinstance(day, date) else ""
        self.day_words.setText(words)
        set_shown(self.day_words, shown=bool(words))

    def _give(self) -> None:
        reason = self.reason.text().strip()
        self._row.set_error("" if reason else VALUE_REQUIRED)
        wrong = None if reason else self._row
        if self.day is not None and self._day_row is not None:
            self._day_row.set_error(self.day.problem())
            wrong = wrong or (self._day_row if self._day_row.error_text else None)
        if wrong is not None:
            wrong.field.setFocus()
            return
        self.accept()
        self.given.emit(reason)
        self.given_on.emit(reason, None if self.day is None else self.day.value())

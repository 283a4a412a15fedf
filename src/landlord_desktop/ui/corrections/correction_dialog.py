"""Void, NSF and their like: why and when, what will happen, what will be posted; one key posts, Escape does nothing."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.ui.corrections.kinds import Answers, Correction, Outlook
from landlord_desktop.ui.errors import log_failure
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import VALUE_REQUIRED, Form, FormRow
from landlord_desktop.ui.widgets.journal_preview import JournalPreviewPanel
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.posting_flow import STILL_POSTING
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_WIDTH = 720
_MOST_SENTENCES = 8
_PAUSE = 250
"""Milliseconds after the last key before the outlook is read again."""


class CorrectionDialog(QDialog):
    """Opened with an outlook that was read. `posted` brings the sentence to tell, after the write."""

    posted = Signal(str)

    def __init__(self, correction: Correction, outlook: Outlook, context: ScreenContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("correction_window")
        self.setWindowTitle(correction.title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._correction, self._context = correction, context
        self._outlook: Outlook | None = None
        self._asked = 0
        self._busy = False
        self._proposed = outlook.consequences.day
        self.problems = ProblemBar("correction_problem")
        set_shown(self.problems.dismiss_button, shown=False)
        self.reason = QLineEdit()
        self.reason.setObjectName("reason")
        self.reason.setMaxLength(200)
        self.day = DateEdit("correction_date", context.today)
        self.day.set_value(outlook.consequences.day)
        self.fee, self.item_fee = MoneyEdit("nsf_fee"), MoneyEdit("returned_item_fee")
        self.unwind = QCheckBox("&Take back with it what used the money since")
        self.unwind.setObjectName("unwind")
        self.repost = QCheckBox("Recorded in &error: its Inosio payment may be posted again")
        self.repost.setObjectName("recorded_in_error")
        self.repost.setChecked(True)
        self.effects = label("", "correction_effects", wrap=True)
        self.preview = JournalPreviewPanel("preview")
        self.preview.toggle.clicked.connect(self._fit)
        self.act_button = push_button(correction.action, "post_correction", "danger", "", "Ctrl+Return", slot=self._act)
        self.cancel_button = push_button(
            "Cancel", "cancel_correction", tooltip="Change nothing (Esc)", slot=self.reject
        )
        keypad = QShortcut(QKeySequence("Ctrl+Enter"), self)
        keypad.activated.connect(self.act_button.click)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look)
        self._lay_out()
        self._show_outlook(outlook)
        self.day.date_changed.connect(self._changed)
        self.fee.cents_changed.connect(self._changed)
        self.item_fee.cents_changed.connect(self._changed)
        self.unwind.toggled.connect(self._enable)
        self.reason.setFocus()

    # building

    def _lay_out(self) -> None:
        correction = self._correction
        fields = Form("correction_fields", "above")
        self._reason_row = fields.add("&Reason", self.reason, required=True)
        dates = QHBoxLayout()
        dates.setSpacing(SPACE[4])
        self._day_row = self._beside(dates, correction.day_title, self.day)
        fees = correction.fees
        self._fee_rows: list[FormRow] = []
        if fees is not None:
            if fees.fee_code:
                self.fee.set_cents(fees.tenant_cents)
                self._fee_rows.append(self._beside(dates, f"Tenant &Fee ({shown(fees.fee_code)})", self.fee))
            self.item_fee.set_cents(fees.item_cents)
            self._fee_rows.append(self._beside(dates, "Returned &Item Fee", self.item_fee))
        dates.addStretch(1)
        self.day_words = label("", "correction_date_help", "caption", wrap=True)
        layout = self._whole = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addStrut(_WIDTH)
        layout.addWidget(label(correction.title, "correction_title", "heading", wrap=True))
        layout.addWidget(label(correction.text, "correction_text", wrap=True))
        layout.addWidget(self.problems)
        layout.addWidget(fields)
        layout.addLayout(dates)
        layout.addWidget(self.day_words)
        for box, wanted in ((self.repost, correction.asks_repost), (self.unwind, False)):
            layout.addWidget(box)
            set_shown(box, shown=wanted)
        layout.addWidget(self.effects)
        layout.addWidget(self.preview, 1)
        layout.addLayout(self._buttons())

    def _beside(self, row: QHBoxLayout, title: str, field: QWidget) -> FormRow:
        form = Form(f"{field.objectName()}_form", "above")
        made = form.add(title, field)
        row.addWidget(form, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addStretch(1)
        row.addWidget(self.act_button)
        row.addWidget(self.cancel_button)
        return row

    # what it would do

    def answers(self) -> Answers:
        """What is entered."""
        day = self.day.value()
        as_proposed = day == self._proposed and self._correction.fees is None
        return Answers(
            self.reason.text().strip(), None if as_proposed else day, self.unwind.isChecked(),
            self.repost.isChecked() or not self._correction.asks_repost,
            self.fee.value_cents() or 0, self.item_fee.value_cents() or 0,
        )

    def _changed(self, _value: object) -> None:
        """Another date or fee: what will happen is looked at again, and until then nothing can be posted."""
        self._asked += 1
        self._outlook = None
        self._enable()
        self._pause.start()

    def _look(self) -> None:
        if not self.day.is_valid() or any(not field.is_valid() for field in (self.fee, self.item_fee)):
            return
        asked, correction, books, answers = self._asked, self._correction, self._context.books, self.answers()
        self._context.background.run(
            lambda _task: (asked, correction.look(books, answers)), done=self._looked, failed=self._failed, owner=self
        )

    def _looked(self, found: tuple[int, Outlook]) -> None:
        if found[0] == self._asked:
            self._show_outlook(found[1])

    def _show_outlook(self, outlook: Outlook) -> None:
        self._outlook = outlook
        effects = outlook.consequences
        warnings = effects.warnings
        if effects.refusals:
            self.problems.show_problem("negative", effects.refusals[0], effects.refusals[1:])
        elif warnings:
            self.problems.show_problem("warning", warnings[0], warnings[1:])
        else:
            self.problems.clear()
        set_shown(self.unwind, shown=effects.needs_unwinding and not effects.refusals)
        self.day_words.setText(outlook.day_words)
        sentences = _happens(outlook)
        self.effects.setText("\n".join(f"\u2022 {shown(sentence)}" for sentence in sentences))
        self.preview.show_preview(replace(outlook.preview, notes=(), warnings=()))
        self.setAccessibleDescription(" ".join([self._correction.text, *warnings, *sentences]))
        self._enable()
        if self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """As high as its sentences need at this width."""
        super().showEvent(event)
        self._fit()

    def _enable(self) -> None:
        outlook = self._outlook
        ready = outlook is not None and not outlook.consequences.refusals and not self._busy
        if outlook is not None and outlook.consequences.needs_unwinding:
            ready = ready and self.unwind.isChecked()
        self.act_button.setEnabled(ready)

    # the act

    def _act(self) -> None:
        self._reason_row.set_error("" if self.reason.text().strip() else VALUE_REQUIRED)
        self._day_row.set_error(self.day.problem())
        for row in self._fee_rows:
            field = row.field
            row.set_error(field.problem() if isinstance(field, MoneyEdit) else "")
        wrong = next((row for row in (self._reason_row, self._day_row, *self._fee_rows) if row.error_text), None)
        if wrong is not None:
            wrong.field.setFocus()
            return
        correction, books, answers = self._correction, self._context.books, self.answers()
        self._busy = True
        self._enable()
        self._context.background.run(
            lambda _task: correction.post(books, answers), done=self._done, failed=self._failed, owner=self
        )

    def reject(self) -> None:
        """Leave; what is being posted is waited for, so that its end is told."""
        if self._busy:
            self.problems.show_problem("info", STILL_POSTING)
        else:
            super().reject()

    def _done(self, sentence: str) -> None:
        self.accept()
        self._context.notify("positive", sentence)
        self._context.changes.tell(*self._correction.topics)
        self.posted.emit(sentence)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        failure = log_failure(error, "correction")
        several = error.problems[1:] if isinstance(error, RuleError) else ()
        sentence = error.problems[0] if isinstance(error, RuleError) else failure.sentence
        self.problems.show_problem("negative", sentence, several)
        self._enable()

    def _fit(self) -> None:
        """Grow for the sentences, and for the debits and credits, as far as the display allows."""
        self._whole.activate()
        most = self.screen().availableGeometry()
        width = max(self.width(), min(self._whole.sizeHint().width(), most.width()))
        height = max(self._whole.totalHeightForWidth(width), self._whole.totalMinimumSize().height())
        self.resize(width, min(height, most.height() - SPACE[6]))


def _happens(outlook: Outlook) -> list[str]:
    """Everything that will happen, each thing once: what the preview says again of charges and credits is left out."""
    said = ("Charges of ", "Open credit of ", "Advance payment of ")
    notes = [note for note in outlook.preview.notes if not note.startswith(said)]
    sentences = [*outlook.consequences.sentences, *notes, *outlook.notes]
    more = len(sentences) - _MOST_SENTENCES
    return [*sentences[:_MOST_SENTENCES], f"and {more:,} more of this kind"] if more > 0 else sentences

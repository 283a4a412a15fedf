"""Asks for a reason that is kept with the record."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.form import VALUE_REQUIRED, FormRow
from landlord_desktop.ui.widgets.labels import label


class ReasonDialog(QDialog):
    """`given` brings the reason; Escape does nothing at all."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None, title: str, text: str, action: str) -> None:
        super().__init__(parent)
        self.setObjectName("reason_window")
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(460)
        self.reason = QLineEdit()
        self.reason.setObjectName("reason")
        self.reason.setMaxLength(200)
        self._row = FormRow("&Reason", self.reason, required=True)
        self.reason.returnPressed.connect(self._give)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addStretch(1)
        buttons.addWidget(push_button(action, "give_reason", "danger", slot=self._give))
        buttons.addWidget(push_button("Cancel", "cancel_reason", slot=self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label(title, role="heading", wrap=True))
        layout.addWidget(label(text, "reason_text", wrap=True))
        layout.addWidget(self._row.label)
        layout.addWidget(self._row)
        layout.addLayout(buttons)
        self.reason.setFocus()

    def _give(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self._row.set_error(VALUE_REQUIRED)
            self.reason.setFocus()
            return
        self.accept()
        self.given.emit(reason)

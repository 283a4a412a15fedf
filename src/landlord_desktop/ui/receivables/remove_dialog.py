"""Remove Payment asks why; the reason is kept with the batch."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.form import VALUE_REQUIRED, Form
from landlord_desktop.ui.widgets.labels import label

REASONS = (
    "Entered by hand already",
    "Not ours",
    "Entered twice",
    "To be returned to the payer",
    "To be cleared with Inosio",
)
"""Reasons to choose from; anything else may be typed."""


class RemoveDialog(QDialog):
    """`reason_given` carries the reason; Escape and Cancel change nothing."""

    reason_given = Signal(str)

    def __init__(self, description: str, amount: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("remove_payment_dialog")
        self.setWindowTitle("Remove Payment")
        self.setModal(True)
        self.reason = QComboBox()
        self.reason.setObjectName("removed_reason")
        self.reason.setEditable(True)
        self.reason.addItems(list(REASONS))
        self.reason.setCurrentIndex(-1)
        self.reason.setMinimumWidth(320)
        edit = self.reason.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("Choose or type a reason")
            edit.setMaxLength(200)
        self.form = Form("removed_reason_form", labels="above")
        self._row = self.form.add("Reason:", self.reason)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        remove = push_button("Remove Payment", "confirm_remove_payment", "primary", slot=self._give)
        remove.setDefault(True)
        buttons.addWidget(remove)
        buttons.addWidget(push_button("Cancel", "cancel_remove_payment", slot=self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[4])
        layout.addWidget(label(f"{description}, {amount}", role="heading", wrap=True))
        layout.addWidget(label("It is kept under Removed, where Put Back returns it.", role="muted", wrap=True))
        layout.addWidget(self.form)
        layout.addLayout(buttons)
        self.reason.setFocus()

    def _give(self) -> None:
        reason = self.reason.currentText().strip()
        if not reason:
            self._row.set_error(VALUE_REQUIRED)
            self.reason.setFocus()
            return
        self.accept()
        self.reason_given.emit(reason)

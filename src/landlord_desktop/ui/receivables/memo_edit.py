"""The memo of a receipt: a double-click writes `Check #`, as Landlord users know it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from landlord_desktop.ui.widgets.buttons import described

CHECK_LABEL = "Check #"
LONGEST_MEMO = 500


class MemoEdit(QLineEdit):
    """A line of text; a double-click or Ctrl+K writes `Check #` where the cursor is, once."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setMaxLength(LONGEST_MEMO)
        self.setToolTip(described("A double-click writes Check #", "Ctrl+K"))
        shortcut = QShortcut(QKeySequence("Ctrl+K"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.insert_check_label)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Write the label; where it stands already, a double-click selects a word as usual."""
        if CHECK_LABEL in self.text() or self.isReadOnly():
            super().mouseDoubleClickEvent(event)
        else:
            self.insert_check_label()

    def insert_check_label(self) -> None:
        """Write `Check #` where the cursor is, unless it stands in the memo already."""
        if CHECK_LABEL in self.text() or self.isReadOnly():
            return
        before = self.text()[: self.cursorPosition()]
        self.insert(f" {CHECK_LABEL}" if before and not before.endswith(" ") else CHECK_LABEL)
        self.setModified(True)

"""The buttons of every edit window: Dock, Help, New, Previous, Next, Save, Close."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.labels import set_shown


class EditButtons(QWidget):
    """Tells what was pressed; each button answers to its key in the whole window."""

    dock_pressed = Signal()
    help_pressed = Signal()
    new_pressed = Signal()
    previous_pressed = Signal()
    next_pressed = Signal()
    save_pressed = Signal()
    close_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("edit_buttons")
        dock = push_button("Dock", "dock_window", icon="dock", tooltip="Float the window, or dock it (Ctrl+Shift+F)")
        about = push_button("Help", "help", icon="help", tooltip="Help on this window (F1)")
        self.new = push_button("New", "new", icon="new", shortcut="Ctrl+N")
        self.previous = push_button("Previous", "previous", icon="previous", shortcut="Ctrl+PgUp")
        self.next = push_button("Next", "next", icon="next", shortcut="Ctrl+PgDown")
        self.save = push_button("Save", "save", "primary", "save", "Ctrl+S")
        close = push_button("Close", "close", icon="close", tooltip="Close the window (Ctrl+W)")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        for button, signal in (
            (dock, self.dock_pressed), (about, self.help_pressed), (self.new, self.new_pressed),
            (self.previous, self.previous_pressed), (self.next, self.next_pressed), (self.save, self.save_pressed),
            (close, self.close_pressed),
        ):  # fmt: skip
            if button is self.new:
                row.addStretch(1)
            if button is self.save:
                row.addSpacing(SPACE[4])
            button.clicked.connect(signal)
            row.addWidget(button)

    def set_single(self) -> None:
        """There is one record only: no New, Previous, Next."""
        for button in (self.new, self.previous, self.next):
            set_shown(button, shown=False)
            button.setEnabled(False)

    def set_steps(self, place: int, count: int) -> None:
        """Where the record stands among `count` others, -1 where it does not: Previous and Next follow."""
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(0 <= place < count - 1)

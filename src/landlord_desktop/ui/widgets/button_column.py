"""The column of buttons on the left edge of every screen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.theme.style import theme_changed
from landlord_desktop.ui.theme.tokens import LEFT_COLUMN_WIDTH, SPACE
from landlord_desktop.ui.widgets.buttons import command_button
from landlord_desktop.ui.widgets.labels import label


class ButtonColumn(QFrame):
    """Shows the commands of the open screen, one under the other."""

    def __init__(self, object_name: str = "button_column", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "left_column")
        self.setAccessibleName("Commands of this screen")
        self._heading = label("", role="caption")
        self._buttons: list[QPushButton] = []
        self._inner = QWidget()
        self._inner.setProperty("role", "page")
        self._list = QVBoxLayout(self._inner)
        self._list.setContentsMargins(SPACE[2], SPACE[3], SPACE[2], SPACE[3])
        self._list.setSpacing(SPACE[0])
        self._list.addWidget(self._heading)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidget(self._inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        theme_changed().changed.connect(self.fit)

    def set_commands(self, commands: Sequence[CommandSpec], heading: str = "") -> None:
        """Show these commands, in order, in place of those before; the keyboard stays where it was by name."""
        focused = next((button.objectName() for button in self._buttons if button.hasFocus()), "")
        for button in self._buttons:
            self._list.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._make(command) for command in commands]
        for place, button in enumerate(self._buttons, start=1):
            self._list.insertWidget(place, button)
            button.show()
            if button.objectName() == focused:
                button.setFocus()
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self.fit()

    def fit(self) -> None:
        """Be as wide as the widest command needs, at least the usual width."""
        for button in self._buttons:
            button.ensurePolished()
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        self.setFixedWidth(max(LEFT_COLUMN_WIDTH, widest + 2 * SPACE[2] + 2))

    def button(self, object_name: str) -> QPushButton:
        """The button of this name; LookupError where the column has none."""
        for button in self._buttons:
            if button.objectName() == object_name:
                return button
        raise LookupError(object_name)

    def _make(self, command: CommandSpec) -> QPushButton:
        button = command_button(command, "column")
        if command.primary:
            button.setProperty("main", "true")
        return button

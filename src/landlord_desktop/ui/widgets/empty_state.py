"""What is shown where there is nothing yet: a sentence and the way on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.theme.style import set_icon
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import command_button
from landlord_desktop.ui.widgets.labels import label


class EmptyState(QWidget):
    """A quiet sentence in the middle, and at most one button."""

    def __init__(
        self,
        object_name: str,
        text: str,
        detail: str = "",
        action: CommandSpec | None = None,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "empty")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(text)
        self._text = label(text, f"{object_name}_text", "heading", wrap=True)
        self._detail = label(detail, f"{object_name}_detail", "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[5])
        layout.setSpacing(SPACE[2])
        layout.addStretch(2)
        if icon:
            picture = QToolButton()
            picture.setEnabled(False)
            picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            set_icon(picture, icon, "text_muted", 32)
            layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self._text, self._detail):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(part)
        self._detail.setVisible(bool(detail))
        if action is not None:
            self.button = command_button(action)
            layout.addSpacing(SPACE[1])
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def set_text(self, text: str, detail: str = "") -> None:
        """Say something else."""
        self._text.setText(text)
        self.setAccessibleName(text or detail)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

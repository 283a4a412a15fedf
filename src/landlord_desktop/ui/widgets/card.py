"""A flat card: a group of things on its own ground."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.labels import label, set_shown


class Card(QFrame):
    """Content goes into `body`; buttons beside the title into `header`."""

    def __init__(self, object_name: str, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        outer.setSpacing(SPACE[2])
        self.header = QHBoxLayout()
        self.header.setSpacing(SPACE[2])
        self.title_label = label(title, role="heading")
        set_shown(self.title_label, shown=bool(title))
        self.header.addWidget(self.title_label)
        self.header.addStretch(1)
        outer.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE[2])
        outer.addLayout(self.body, 1)

    def set_title(self, title: str) -> None:
        """Change the card's title."""
        self.title_label.setText(title)
        set_shown(self.title_label, shown=bool(title))

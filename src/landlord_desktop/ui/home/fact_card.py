"""A card of the dashboard: a button that shows a figure, what it means and how it stands, and opens a screen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from landlord_desktop.ui.home.dashboard_words import CardWords
from landlord_desktop.ui.theme.style import set_icon, tabular_font, text_scale, theme_changed
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import StateBadge
from landlord_desktop.ui.widgets.labels import label

_NARROWEST = 212


class FactCard(QPushButton):
    """Click, Enter or Space opens the screen behind it."""

    opened = Signal(str, object)

    def __init__(self, object_name: str, title: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("kind", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title = title
        self._screen = ""
        self._parameters: Mapping[str, object] = {}
        picture = QToolButton()
        picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_icon(picture, icon, "accent")
        self._figure = label("\u2026", f"{object_name}_figure", "figure")
        self._figure.setFont(tabular_font(self._figure.font()))
        self._detail = label("Reading\u2026", f"{object_name}_detail", "muted", wrap=True)
        self._state = StateBadge(f"{object_name}_state")
        top = QHBoxLayout()
        top.setSpacing(SPACE[1])
        top.addWidget(label(title, role="heading"))
        top.addStretch(1)
        top.addWidget(picture)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[1])
        layout.addLayout(top)
        layout.addWidget(self._figure)
        layout.addWidget(self._detail)
        layout.addSpacing(SPACE[1])
        layout.addStretch(1)
        layout.addWidget(self._state, 0, Qt.AlignmentFlag.AlignLeft)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(f"{title}: reading")
        self.clicked.connect(self._open)

    def show_words(self, words: CardWords) -> None:
        """Show these facts."""
        self._screen, self._parameters = words.screen, words.parameters
        self._figure.setText(words.figure)
        self._detail.setText(words.detail)
        self._state.set_state(words.state)
        spoken = words.detail.replace("\n", "; ")
        self.setAccessibleName(f"{self._title}: {words.figure}. {spoken}. {words.state.word}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As small as its words allow."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Its detail wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The height its words need at this width."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().heightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens, as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self._screen:
            self.opened.emit(self._screen, self._parameters)


class CardGrid(QWidget):
    """Cards in rows of four, two or one, as the width allows; those left out leave no gap."""

    def __init__(self, object_name: str, cards: Sequence[FactCard], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._present: list[FactCard] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE[3])
        for card in cards:
            card.setParent(self)
        theme_changed().changed.connect(self._look_changed)
        self.show_cards(cards)

    def show_cards(self, cards: Sequence[FactCard]) -> None:
        """Show these cards, in this order, and hide the others."""
        self._present = list(cards)
        for card in self.findChildren(FactCard):
            card.setVisible(card in self._present)
        self._arrange(self._fitting())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or fewer cards a row."""
        super().resizeEvent(event)
        if self._fitting() != self._columns:
            self._arrange(self._fitting())

    def _fitting(self) -> int:
        room = max(1, self.width() // int(_NARROWEST * text_scale()))
        return next(count for count in (4, 2, 1) if count <= room)

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        for card in self.findChildren(FactCard):
            self._grid.removeWidget(card)
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < min(columns, len(self._present))))
        for place, card in enumerate(self._present):
            self._grid.addWidget(card, place // columns, place % columns)
        self.updateGeometry()

    def _look_changed(self) -> None:
        self._arrange(self._fitting())

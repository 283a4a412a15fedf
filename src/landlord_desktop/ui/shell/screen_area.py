"""Where a screen stands: it fills the place it is given, and scrolls only where its least size needs more."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class _Holder(QWidget):
    """Holds the screen at its own size.

    Directly in a scroll area, a screen with wrapped text would be asked for the height it likes best, not its least.
    """

    def __init__(self, screen: QWidget) -> None:
        super().__init__()
        self._screen = screen
        self.setProperty("role", "page")
        screen.setParent(self)
        screen.show()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least size in which nothing of the screen is cut."""
        least, layout = self._screen.minimumSizeHint(), self._screen.layout()
        if layout is not None and layout.hasHeightForWidth():
            least.setHeight(layout.totalMinimumHeightForWidth(max(least.width(), self.width())))
        return least

    def event(self, event: QEvent) -> bool:
        """The screen asks for another size: have the scroll area ask again."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The screen fills the place."""
        super().resizeEvent(event)
        self._screen.setGeometry(self.rect())


class ScreenArea(QScrollArea):
    """The place of one screen in its document."""

    def __init__(self, object_name: str, screen: QWidget) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(_Holder(screen))

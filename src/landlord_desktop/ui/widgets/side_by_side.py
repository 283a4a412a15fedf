"""Parts that stand side by side where there is room for all, else under each other."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE


class SideBySide(QWidget):
    """Asks for no more width than its widest part needs. `turned` tells True when the parts stand under each other."""

    turned = Signal(bool)

    def __init__(
        self, *parts: tuple[QWidget, int], top: bool = False, spacing: int = SPACE[5], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("side_by_side")
        self._parts = [part for part, _stretch in parts]
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._spacing = spacing
        self._row.setSpacing(spacing)
        side = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag(0)
        for part, stretch in parts:
            self._row.addWidget(part, stretch, side)

    def is_turned(self) -> bool:
        """True where the parts stand under each other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The width of the widest part, the height of how they stand now."""
        least = super().minimumSizeHint()
        least.setWidth(max(self._least(part) for part in self._parts))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Turn where the room became too small or large enough."""
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """A part asks for another width: look again."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        wanted = sum(self._least(part) for part in self._parts) + self._spacing * (len(self._parts) - 1)
        turned = wanted > self.width()
        if turned == self.is_turned():
            return
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if turned else right)
        self._row.setSpacing(min(SPACE[2], self._spacing) if turned else self._spacing)
        self.turned.emit(turned)

    @staticmethod
    def _least(part: QWidget) -> int:
        return max(part.minimumSizeHint().width(), part.minimumWidth())

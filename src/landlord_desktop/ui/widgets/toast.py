"""A short word about what succeeded; it goes by itself and never takes the keyboard."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QToolButton, QWidget

from landlord_desktop.ui.theme.style import set_icon
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.labels import label

_ICONS = {"positive": "check", "info": "info", "warning": "warning", "negative": "error", "neutral": "info"}
_SHOWN_MILLISECONDS = 4500
_MOST = 3
_LONG = 100
_NARROWEST = 240


class Toast(QFrame):
    """One message."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__()
        self.setObjectName("toast")
        self.setProperty("role", "toast")
        self.text = text
        picture = QToolButton()
        picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_icon(picture, _ICONS.get(kind, "info"), "tool_tip_text")
        picture.setFixedSize(picture.iconSize())  # no taller than the menus
        words = label(text, "toast_text", wrap=len(text) > _LONG)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE[3], SPACE[0], SPACE[3], SPACE[0])
        layout.setSpacing(SPACE[2])
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(words, 1)
        self.setAccessibleName(text)


class ToastStack(QWidget):
    """The messages beside the menus, the newest at the right: there they cover nothing one works with."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("toasts")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._toasts: list[Toast] = []
        self._list = QHBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(SPACE[2])
        self._timer = QTimer(self)
        self._timer.setInterval(_SHOWN_MILLISECONDS)
        self._timer.timeout.connect(self.drop_oldest)
        window.installEventFilter(self)
        self.hide()

    def texts(self) -> list[str]:
        """The messages shown now, oldest first."""
        return [toast.text for toast in self._toasts]

    def show_toast(self, kind: str, text: str) -> None:
        """Show one more message; the oldest gives way."""
        while len(self._toasts) >= _MOST:
            self.drop_oldest()
        toast = Toast(kind, text)
        self._toasts.append(toast)
        self._list.addWidget(toast)
        toast.show()
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    def drop_oldest(self) -> None:
        """Take the oldest message away."""
        if self._toasts:
            self._forget_oldest()
        if not self._toasts:
            self._timer.stop()
            self.hide()
        self._place()

    def _forget_oldest(self) -> None:
        toast = self._toasts.pop(0)
        self._list.removeWidget(toast)
        toast.hide()
        toast.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in place."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """In one row at the right of the menus; what has no room there gives way, the oldest first."""
        window = self._window
        menus = window.menuBar() if isinstance(window, QMainWindow) else None
        taken = 0 if menus is None else max((menus.actionGeometry(one).right() for one in menus.actions()), default=0)
        room = max(_NARROWEST, window.width() - taken - 2 * SPACE[4])
        while len(self._toasts) > 1 and self._list.sizeHint().width() > room:
            self._forget_oldest()
        width = min(room, max(1, self._list.sizeHint().width()))
        self.setFixedWidth(width)
        self._list.activate()
        tall = self._list.totalHeightForWidth(width) if self._list.hasHeightForWidth() else 0
        self.setFixedHeight(max(1, tall, self._list.totalSizeHint().height() if tall <= 0 else 0))
        high = 0 if menus is None else menus.height()
        self.move(window.width() - width - SPACE[2], max(SPACE[0], (high - self.height()) // 2))

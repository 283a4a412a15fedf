"""A short word about what succeeded; it goes by itself and never takes the keyboard."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.style import set_icon
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.labels import label

_ICONS = {"positive": "check", "info": "info", "warning": "warning", "negative": "error", "neutral": "info"}
_SHOWN_MILLISECONDS = 4500
_MOST = 3
_WIDEST = 460


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
        words = label(text, "toast_text", wrap=len(text) > 60)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE[3], SPACE[2], SPACE[4], SPACE[2])
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(words, 1)
        self.setAccessibleName(text)


class ToastStack(QWidget):
    """The messages at the lower edge of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("toasts")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._toasts: list[Toast] = []
        self._list = QVBoxLayout(self)
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
            toast = self._toasts.pop(0)
            self._list.removeWidget(toast)
            toast.hide()
            toast.deleteLater()
        if not self._toasts:
            self._timer.stop()
            self.hide()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in place."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self._window
        width = min(_WIDEST, window.width() - 2 * SPACE[5])
        wanted = max((toast.sizeHint().width() for toast in self._toasts), default=0)
        self.setFixedWidth(max(120, min(width, wanted)))
        self._list.activate()
        tall = self._list.totalHeightForWidth(self.width()) if self._list.hasHeightForWidth() else 0
        self.setFixedHeight(max(1, tall, 0 if tall > 0 else self._list.totalSizeHint().height()))
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - SPACE[6] - SPACE[4])

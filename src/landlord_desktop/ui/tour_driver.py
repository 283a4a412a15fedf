"""A hand on keyboard and mouse: runs a script of steps in the real windows, and takes pictures on the way.

A script is a generator of steps. Each step is begun from the event loop and the next one waits for its condition, so a
dialog that keeps its own event loop is driven like any other window.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QWidget

from landlord_desktop.ui.theme.style import Scheme, apply_theme, current_theme
from landlord_desktop.ui.theme.tokens import SPACE

LONGEST_WAIT_SECONDS = 30.0
TICK_MILLISECONDS = 25
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


class TourError(Exception):
    """A step could not be done; the text names it."""


@dataclass(frozen=True)
class Step:
    """Do something, or wait: `ready` is looked at before, `act` is done once it is true."""

    name: str
    ready: Callable[[], bool]
    act: Callable[[], object] | None = None


Script = Generator[Step, None, None]


class Driver(QObject):
    """Finds widgets by their object names, presses and types, and saves pictures to a folder."""

    def __init__(self, window: Callable[[], QMainWindow], folder: Path) -> None:
        super().__init__()
        self._window = window
        self._folder = folder
        self._script: Script | None = None
        self._step: Step | None = None
        self._waited = 0
        self._failure: BaseException | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self.pictures: list[Path] = []
        self._wanted: Callable[[], object] = list
        self._act_timer = QTimer(self, singleShot=True, interval=0)
        self._act_timer.timeout.connect(self._act)
        self._done: Callable[[BaseException | None], object] | None = None

    def run(self, script: Script, done: Callable[[BaseException | None], object]) -> None:
        """Begin the script; `done` gets what went wrong, or None."""
        self._script, self._done = script, done
        self._timer.start()

    def _tick(self) -> None:
        if self._script is None:
            return
        if self._failure is not None:
            self._end(self._failure)
            return
        if self._step is None:
            self._next()
            return
        self._waited += TICK_MILLISECONDS
        try:
            ready = self._step.ready()
        except Exception as error:  # noqa: BLE001 - told as the end of the tour
            self._end(error)
            return
        if ready:
            act = self._step.act
            self._step = None
            if act is not None:
                self._wanted = act
                self._act_timer.start()
            else:
                self._next()
        elif self._waited > LONGEST_WAIT_SECONDS * 1000:
            self._end(TourError(f"{self._step.name}: waited {LONGEST_WAIT_SECONDS:.0f} seconds in vain."))

    def _act(self) -> None:
        try:
            self._wanted()
        except Exception as error:  # noqa: BLE001 - told as the end of the tour
            self._failure = error

    def _next(self) -> None:
        self._waited = 0
        try:
            self._step = next(cast("Script", self._script))
        except StopIteration:
            self._end(None)
        except Exception as error:  # noqa: BLE001 - told as the end of the tour
            self._end(error)

    def _end(self, failure: BaseException | None) -> None:
        self._timer.stop()
        self._script = None
        if self._done is not None:
            self._done(failure)

    # finding

    def top(self) -> QWidget:
        """The dialog in front, or the window."""
        return QApplication.activeModalWidget() or self._window()

    def find(self, name: str) -> QWidget | None:
        """A visible widget by its object name, in the dialog in front before the window."""
        for root in (self.top(), *QApplication.topLevelWidgets()):
            if root.objectName() == name and root.isVisible():
                return root
            for found in root.findChildren(QWidget, name):
                if found.isVisible():
                    return found
        return None

    def need(self, name: str) -> QWidget:
        """The same, or a TourError that names it."""
        found = self.find(name)
        if found is None:
            raise TourError(f"There is no {name} on the screen.")
        return found

    # steps

    def until(self, name: str, condition: Callable[[], bool]) -> Step:
        """Wait for something."""
        return Step(name, condition)

    def shown(self, name: str) -> Step:
        """Wait until a widget is there."""
        return Step(f"{name} shown", lambda: self.find(name) is not None)

    def click(self, name: str) -> Step:
        """Press a button with the mouse, once it can be pressed."""
        return Step(f"click {name}", lambda: self._enabled(name), lambda: self._click(name))

    def key(self, sequence: str, name: str = "") -> Step:
        """Press a key combination where the keyboard is, or in the named widget."""
        there = (lambda: self.find(name) is not None) if name else (lambda: True)
        return Step(f"key {sequence}", there, lambda: self._key(sequence, name))

    def type(self, name: str, text: str) -> Step:
        """Type into a field, replacing what stands there."""
        return Step(f"type into {name}", lambda: self._enabled(name), lambda: self._type(name, text))

    def menu(self, name: str) -> Step:
        """Choose a command of the menu bar."""
        return Step(f"menu {name}", lambda: self._action(name) is not None, lambda: self._trigger(name))

    def do(self, name: str, act: Callable[[], object]) -> Step:
        """Anything else."""
        return Step(name, lambda: True, act)

    def picture(self, name: str) -> Step:
        """Save a picture of what is on the screen, light and dark."""
        return Step(f"picture {name}", lambda: True, lambda: self._picture(name))

    def _enabled(self, name: str) -> bool:
        found = self.find(name)
        return found is not None and found.isEnabled()

    def _click(self, name: str) -> None:
        button = self.need(name)
        if isinstance(button, QAbstractButton):
            button.setFocus(Qt.FocusReason.MouseFocusReason)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, _hit(button))

    def _key(self, sequence: str, name: str) -> None:
        target = self.need(name) if name else QApplication.focusWidget() or self.top()
        QTest.keySequence(target, QKeySequence(sequence))

    def _type(self, name: str, text: str) -> None:
        field = self.need(name)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        typed = QApplication.focusWidget() or field
        QTest.keySequence(typed, QKeySequence("Ctrl+A"))
        QTest.keyClicks(typed, text)
        QTest.keyClick(typed, Qt.Key.Key_Tab)

    def _action(self, name: str) -> QAction | None:
        found = self._window().menuBar().findChild(QAction, name)
        return found if isinstance(found, QAction) and found.isEnabled() else None

    def _trigger(self, name: str) -> None:
        action = self._action(name)
        if action is not None:
            action.trigger()

    # pictures

    def keep_last(self, name: str) -> None:
        """Save what is on the screen now, for a tour that stopped."""
        self._folder.mkdir(parents=True, exist_ok=True)
        grab(self._window(), self.top()).save(str(self._folder / f"{name}.png"))

    def _picture(self, name: str) -> None:
        application = cast("QApplication", QApplication.instance())
        self._folder.mkdir(parents=True, exist_ok=True)
        number = len(self.pictures) // 2 + 1
        # dressing all windows is what takes long: the look they have now comes first
        for scheme in sorted(SCHEMES, key=lambda one: one != current_theme().name):
            if scheme != current_theme().name:
                apply_theme(application, scheme)
            application.processEvents()
            path = self._folder / f"{number:02d}-{name}-{scheme}.png"
            picture = grab(self._window(), self.top())
            if not picture.save(str(path)):
                raise TourError(f"The picture {path.name} could not be saved.")
            self.pictures.append(path)


def grab(window: QMainWindow, front: QWidget) -> QPixmap:
    """A picture of the window, with the dialog in front where there is one, framed and titled."""
    picture = window.grab()
    if front is window:
        return picture
    theme = current_theme()
    dialog = front.grab()
    size = dialog.deviceIndependentSize().toSize()
    bar = front.fontMetrics().height() + 2 * SPACE[3]
    room = picture.deviceIndependentSize().toSize()
    left = max(1, (room.width() - size.width()) // 2)
    top = max(1, (room.height() - size.height() - bar) // 2)
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
    frame = QRect(left - 1, top - 1, size.width() + 2, size.height() + bar + 2)
    painter.fillRect(frame, QColor(theme.surface))
    painter.setPen(QColor(theme.border_strong))
    painter.drawRect(frame.adjusted(0, 0, -1, -1))
    painter.setPen(QColor(theme.text))
    painter.setFont(front.font())
    title = QRect(left + SPACE[4], top, size.width() - 2 * SPACE[4], bar)
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, front.windowTitle())
    painter.drawPixmap(QPoint(left, top + bar), dialog)
    painter.end()
    return picture


def _hit(widget: QWidget) -> QPoint:
    """Where to press: the middle of a button, the box of a wide check box."""
    middle = widget.rect().center()
    return QPoint(min(12, middle.x()), middle.y()) if widget.inherits("QCheckBox") else middle

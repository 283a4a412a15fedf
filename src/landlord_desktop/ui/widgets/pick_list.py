"""A field that picks one record: type ahead, drop the list, or search it with the flashlight."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QListView, QWidget

from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import icon_button
from landlord_desktop.ui.widgets.labels import set_look

_LONGEST_LIST = 60


@dataclass(frozen=True, slots=True)
class PickRow:
    """A record to pick: its key, the ID the user knows, its name, and what else it is found by."""

    key: Hashable
    code: str
    name: str
    detail: str = ""

    @property
    def text(self) -> str:
        """The record in one line."""
        return " \u00b7 ".join(shown(part) for part in (self.code, self.name, self.detail) if part)

    @property
    def searched(self) -> str:
        """What the typed words are looked for in."""
        return f"{self.code} {self.name} {self.detail}".casefold()


class PickList(QWidget):
    """Holds the picked record; Shift+Backspace clears it, Down or F4 drops the list, Ctrl+F searches."""

    picked = Signal(object)
    folder_asked = Signal(object)

    def __init__(
        self,
        object_name: str,
        title: str,
        *,
        with_folder: bool = False,
        with_search: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.title = title
        self._rows: tuple[PickRow, ...] = ()
        self._offered: list[PickRow] = []
        self._picked: PickRow | None = None
        self.line = QLineEdit()
        self.line.setObjectName(f"{object_name}_text")
        self.line.setPlaceholderText("Type to find")
        self.line.setToolTip("Type an ID or a name; Down shows the list, Shift+Backspace clears")
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._offer)
        self.line.editingFinished.connect(self._left)
        self._texts = QStringListModel(self)
        self.completer = QCompleter(self._texts, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(12)
        self.completer.setWidget(self.line)
        self.popup = QListView()
        self.popup.setObjectName(f"{object_name}_list")
        self.popup.setProperty("role", "popup")
        self.completer.setPopup(self.popup)
        self.completer.activated.connect(self._take_current)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[0])
        layout.addWidget(self.line, 1)
        self._add_button(layout, "open", "drop", "Show the list", self.drop)
        if with_search:
            self._add_button(layout, "search", "search", f"Search {title}", self.search)
        if with_folder:
            self._add_button(layout, "folder", "folder", "Open the record", self._ask_folder)
        self.setFocusProxy(self.line)

    def set_rows(self, rows: Sequence[PickRow]) -> None:
        """Offer these records; what was picked stays where it is still among them."""
        self._rows = tuple(rows)
        if self._picked is not None and not self.pick(self._picked.key):
            self.clear_pick()

    def rows(self) -> tuple[PickRow, ...]:
        """The records offered."""
        return self._rows

    def picked_key(self) -> Hashable | None:
        """The key of the record picked, None where none is."""
        return None if self._picked is None else self._picked.key

    def picked_row(self) -> PickRow | None:
        """The record picked, None where none is."""
        return self._picked

    def pick(self, key: Hashable) -> bool:
        """Pick the record of this key; False, and nothing changes, where it is not among the records."""
        row = next((row for row in self._rows if row.key == key), None)
        if row is not None:
            self._take(row)
        return row is not None

    def clear_pick(self) -> None:
        """Pick nothing."""
        self._take(None)

    def is_empty(self) -> bool:
        """True where nothing is picked and nothing was typed."""
        return self._picked is None and not self.line.text().strip()

    def problem(self) -> str:
        """What is wrong with the text, empty where nothing is."""
        return "" if self._picked is not None or self.is_empty() else "Nothing has this ID or name; pick from the list"

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Name the field itself for a screen reader."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def drop(self) -> None:
        """Show the whole list, up to its first sixty records."""
        self._show_offered(list(self._rows))

    def search(self) -> None:
        """Open the search window."""
        from landlord_desktop.ui.widgets.search_dialog import SearchDialog

        dialog = SearchDialog(f"{self.objectName()}_search_window", self.title, self._rows, self.picked_key(), self)
        dialog.chosen.connect(self.pick)
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys of the field; Ctrl+F is the flashlight's here, whatever command of the screen has it too."""
        overriding = event.type() == QEvent.Type.ShortcutOverride and watched is self.line
        if overriding and cast("QKeyEvent", event).matches(QKeySequence.StandardKey.Find):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and watched is self.line and self.line.isEnabled():
            key = cast("QKeyEvent", event)
            pressed, shift = key.key(), bool(key.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            control = bool(key.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if pressed == Qt.Key.Key_Backspace and shift:
                self.clear_pick()
                return True
            if pressed in {Qt.Key.Key_Down, Qt.Key.Key_F4} and not self.popup.isVisible():
                self.drop()
                return True
            if pressed == Qt.Key.Key_F and control:
                self.search()
                return True
        return super().eventFilter(watched, event)

    def _add_button(self, layout: QHBoxLayout, icon: str, suffix: str, tip: str, slot: object) -> None:
        button = icon_button(icon, f"{self.objectName()}_{suffix}", tip, tab_stop=False)
        button.clicked.connect(slot)
        layout.addWidget(button)

    def _offer(self, typed: str) -> None:
        set_look(self.line, "invalid", "false")
        if not typed.strip():
            self.popup.hide()
            self._take(None)
            return
        self._show_offered(self._matching(typed))

    def _matching(self, typed: str) -> list[PickRow]:
        words = typed.casefold().split()
        found = [row for row in self._rows if all(word in row.searched for word in words)]
        found.sort(key=lambda row: not row.code.casefold().startswith(words[0]))
        return found

    def _show_offered(self, rows: list[PickRow]) -> None:
        self._offered = rows[:_LONGEST_LIST]
        self._texts.setStringList([row.text for row in self._offered])
        if not self._offered:
            self.popup.hide()
            return
        self.completer.complete()
        self.popup.setCurrentIndex(self._texts.index(0, 0))

    def _take_offered(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._offered):
            self._take(self._offered[index.row()])

    def _take_current(self, _text: str) -> None:
        self._take_offered(self.popup.currentIndex())

    def _left(self) -> None:
        if self.popup.isVisible():
            if not self.line.hasFocus():  # Tab takes what Enter would
                self.popup.hide()
                self._take_current("")
            return
        if self._shows(self._picked):
            return
        typed = self.line.text().strip()
        if not typed:
            self._take(None)
            return
        exact = [row for row in self._rows if row.code.casefold() == typed.casefold()]
        found = exact or self._matching(typed)
        if len(found) == 1:
            self._take(found[0])
        else:
            self._lose()
            set_look(self.line, "invalid", "true")

    def _shows(self, row: PickRow | None) -> bool:
        return row is not None and self.line.text() == _line_text(row)

    def _take(self, row: PickRow | None) -> None:
        before, self._picked = self._picked, row
        self.line.setText("" if row is None else _line_text(row))
        self.line.setCursorPosition(0)
        set_look(self.line, "invalid", "false")
        if (before and before.key) != (row and row.key):
            self.picked.emit(None if row is None else row.key)

    def _lose(self) -> None:
        """What was typed names no record: nothing is picked, the text stays to be mended."""
        if self._picked is not None:
            self._picked = None
            self.picked.emit(None)

    def _ask_folder(self) -> None:
        self.folder_asked.emit(self.picked_key())


def _line_text(row: PickRow) -> str:
    return f"{shown(row.code)} \u00b7 {shown(row.name)}" if row.code and row.name else shown(row.code or row.name)

"""A list of records: Filter, Edit, New; folders of active and inactive ones; Enter or a double click opens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.rows_model import Column

ACTIVE, INACTIVE = State("positive", "Active"), State("neutral", "Inactive")


@dataclass(frozen=True, slots=True)
class Folder:
    """A part of the list: its key, its words, and which rows are in it."""

    key: str
    text: str
    holds: Callable[[Any], bool]


ACTIVE_FOLDERS = (
    Folder("active", "1. Active", lambda row: bool(row.active)),
    Folder("inactive", "2. Inactive", lambda row: not row.active),
    Folder("all", "3. All", lambda _row: True),
)


def active_column() -> Column:
    """The column that tells whether a record is active."""
    return Column("active", "Active", "state", value=lambda row: ACTIVE if row.active else INACTIVE, width=100)


@dataclass(frozen=True, slots=True)
class ListSource:
    """The service behind a list, called in the background, and the key of a row."""

    read: Callable[[Any], Sequence[Any]]
    row_key: Callable[[Any], Any]


class ListScreen(Screen):
    """A list gives `columns`, `source`, and with `opens` and `parameter` the edit window of a record.

    `noun` is one record in words ("owner"), `plural_noun` several.
    """

    columns: ClassVar[Sequence[Column]]
    source: ClassVar[ListSource]
    opens: ClassVar[str] = ""
    parameter: ClassVar[str] = ""
    noun: ClassVar[str] = "record"
    plural_noun: ClassVar[str] = "records"
    folders_shown: ClassVar[Sequence[Folder]] = ACTIVE_FOLDERS
    can_add: ClassVar[bool] = True

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: Sequence[Any] = ()
        self._holds = {folder.key: folder.holds for folder in self.folders_shown}
        self.table = HistoryTable(
            self.key, self.columns, self.source.row_key, f"No {self.plural_noun} here", self.key, multi=False,
            empty_action=self._first_command() if self.can_add else None,
        )  # fmt: skip
        self.folders = FolderTabs(f"{self.key}_folders", [(folder.key, folder.text) for folder in self.folders_shown])
        self.table.activated.connect(self.open_record)
        self.table.selection_changed.connect(self.left_buttons_changed)
        self.folders.chosen.connect(self._show_folder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(label(self.title, role="title"))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.folders)

    def activate(self, **_parameters: object) -> None:
        """Read the list."""
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - every topic means the same
        """Read the list again."""
        self._read()

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, Edit and New, as beside every list of the guide."""
        chosen = bool(self.table.selected_keys())
        commands = [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec("edit", "Edit", "edit", "Ctrl+E", self.edit, f"Open the {self.noun} chosen", chosen),
        ]
        return [*commands, self._new_command()] if self.can_add else commands

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.table.filter.setFocus()

    def edit(self) -> None:
        """Open the record that is chosen."""
        keys = self.table.selected_keys()
        if keys:
            self.open_record(keys[0])

    def new(self) -> None:
        """Open an empty window."""
        self.context.navigate(self.opens, {})

    def open_record(self, key: object) -> None:
        """Open a record in its window."""
        self.context.navigate(self.opens, {self.parameter: key})

    def _new_command(self) -> CommandSpec:
        return CommandSpec("new", "New", "new", "Ctrl+N", self.new, f"Add {_article(self.noun)} {self.noun}")

    def _first_command(self) -> CommandSpec:
        """New in the place of the empty list; the key is that of the left column, or it would be ambiguous."""
        return CommandSpec(f"new_{self.opens}", f"New {self.noun.title()}", "new", slot=self.new)

    def _read(self) -> None:
        books, read = self.context.books, self.source.read
        self.context.background.run(lambda _task: read(books), done=self._show, owner=self)

    def _show(self, rows: Sequence[Any]) -> None:
        self._rows = rows
        for key, holds in self._holds.items():
            self.folders.set_count(key, sum(1 for row in rows if holds(row)))
        self._show_folder(self.folders.key())

    def _show_folder(self, key: str) -> None:
        holds = self._holds[key]
        self.table.set_rows([row for row in self._rows if holds(row)])
        if not self.table.selected_keys():
            self._select_one()
        self.left_buttons_changed.emit()

    def _select_one(self) -> None:
        """Select the row that the keyboard is on, else the first."""
        current = self.table.current_row()
        if current is None or not self.table.select_key(self.source.row_key(current)):
            self.table.select_first()


def _article(noun: str) -> str:
    return "an" if noun[:1] in "aeio" else "a"

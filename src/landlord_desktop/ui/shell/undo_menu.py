"""Undo and Redo in the menu, by the name of what the screen in front would take back or do again."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from landlord_desktop.ui.screen import CommandSpec, Screen
from landlord_desktop.ui.shell.menus import add_action


class UndoMenu(QObject):
    """Two entries at the end of a menu; they are disabled where the screen in front has nothing to take back.

    The keys are those of the screen's own buttons; the menu only names them, so that no key has two owners.
    """

    def __init__(self, menu: QMenu, screen: Callable[[], Screen | None]) -> None:
        super().__init__(menu)
        self._screen = screen
        menu.addSeparator()
        self.undo = add_action(menu, "Undo", "menu_undo", self._undo, icon="undo")
        self.redo = add_action(menu, "Redo", "menu_redo", self._redo, icon="refresh")
        menu.aboutToShow.connect(self.show_names)
        self.show_names()

    def show_names(self) -> None:
        """Ask the screen in front again."""
        for action, name, plain in ((self.undo, "undo", "Undo"), (self.redo, "redo", "Redo")):
            command = self._command(name)
            action.setEnabled(command is not None and command.enabled)
            words = plain if command is None else command.text.replace("&", "&&")
            action.setText(f"{words}\t{command.shortcut}" if command is not None and command.shortcut else words)

    def _command(self, name: str) -> CommandSpec | None:
        screen = self._screen()
        commands = [] if screen is None else screen.left_buttons()
        return next((one for one in commands if one.object_name == name), None)

    def _undo(self) -> None:
        self._do("undo")

    def _redo(self) -> None:
        self._do("redo")

    def _do(self, name: str) -> None:
        command = self._command(name)
        if command is not None and command.enabled and command.slot is not None:
            command.slot()

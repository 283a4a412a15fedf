"""The window: menus on top, documents as tabs, the state of things at the lower edge.

It paints at once, empty; `first_painted` tells that the slow imports may begin, `books_ready` brings the services.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QVBoxLayout, QWidget

from landlord_desktop.config import PROGRAM_NAME, version
from landlord_desktop.ui import memory
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.features import switched_off
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.screens import ENTRIES, HOME, ScreenEntry, make_screen
from landlord_desktop.ui.shell.document_page import DocumentPage
from landlord_desktop.ui.shell.documents import Documents
from landlord_desktop.ui.shell.menus import add_action, look_menus, screen_menus
from landlord_desktop.ui.shell.status import StatusLine
from landlord_desktop.ui.shell.undo_menu import UndoMenu
from landlord_desktop.ui.theme.style import Scheme, apply_theme, defer_icons, load_icons
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.toast import ToastStack

if TYPE_CHECKING:
    from landlord_desktop.ui.errors import Failure

ScreenFactory = Callable[[ScreenEntry, ScreenContext], Screen]
HELP = "help"
REPORT = "report"
_STOP_SECONDS = 5.0
_FIRST_SIZE = (1280, 800)
_HOME_ENTRY = ScreenEntry(HOME, "File", "Home", "home", "", "home")


class MainWindow(QMainWindow):
    """The program's window. `memory_folder` keeps its size, tabs, theme and columns; None keeps nothing."""

    first_painted = Signal()
    closed = Signal()

    def __init__(
        self,
        memory_folder: Path | None = None,
        screen_factory: ScreenFactory = make_screen,
        entries: Sequence[ScreenEntry] | None = None,
    ) -> None:
        memory.remember_in(memory_folder)
        defer_icons()
        self._scheme = cast("Scheme", memory.recall_text("window/theme", "system"))
        self._text_size = _number(memory.recall_text("window/text_size"), 100)
        apply_theme(_application(), self._scheme, self._text_size)
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(PROGRAM_NAME)
        self.context: ScreenContext | None = None
        self._entries = tuple(ENTRIES if entries is None else entries)
        self._screen_factory = screen_factory
        self._painted = False
        self._cover: QWidget | None = None
        self.documents = Documents()
        self.problems = ProblemBar("window_problem")
        self.status = StatusLine()
        self._build()
        self.toasts = ToastStack(self)
        self._restore_geometry()

    # opening

    def books_ready(self, context: ScreenContext) -> None:
        """The books are open: build the home screen, open again what was open last, enable the commands."""
        self.context = context
        context.changes.changed.connect(self._tell_screens)
        self._show_features()
        context.features.changed.connect(self._show_features)
        for key in memory.recall_list("window/tabs"):
            entry = self._entry(key)
            if entry is not None and self._is_marked(entry) and self.documents.page(key) is None:
                self.documents.add_page(DocumentPage(entry))
        self.open_screen(HOME)

    def open_screen(self, key: str, **parameters: object) -> Screen | None:
        """Open the screen of this key, or bring it to the front, and hand it the parameters; None where it can't."""
        if key == HELP:
            self.show_help(str(parameters.get("page", "")))
            return None
        if key == REPORT:
            return self._open_report(parameters)
        entry = self._entry(key)
        if entry is None or self.context is None:
            return None
        if not self._is_marked(entry):
            self.notify("info", switched_off(entry.feature))
            return None
        page = self.documents.page(key)
        if page is None:
            page = DocumentPage(entry)
            self.documents.add_page(page)
        screen = self._screen_of(page)
        self.documents.show_page(page)
        if screen is not None:
            screen.activate(**parameters)
            screen.first_focus().setFocus()
        return screen

    def navigate(self, key: str, parameters: Mapping[str, object]) -> None:
        """`open_screen`, as screens are given it."""
        self.open_screen(key, **parameters)

    def current_screen(self) -> Screen | None:
        """The screen in front, None while the books are being opened."""
        page = self.documents.current_page()
        return None if page is None else page.screen_shown

    def screens(self) -> list[Screen]:
        """All screens that are open and built."""
        return [page.screen_shown for page in self.documents.pages() if page.screen_shown is not None]

    def cover(self, widget: QWidget | None) -> None:
        """Show this widget in place of the documents, such as the log-on screen; None shows the documents again."""
        if self._cover is not None:
            self._centre.removeWidget(self._cover)
            self._cover.hide()
        self._cover = widget
        self.documents.setVisible(widget is None)
        if widget is not None:
            self._centre.addWidget(widget, 1)

    # telling

    def notify(self, kind: str, text: str) -> None:
        """Show a toast: info, positive, warning or negative."""
        self.toasts.show_toast(kind, text)

    def show_failure(self, failure: "Failure") -> None:
        """Show a failure in the bar under the menus; it stays until it is dismissed."""
        self.problems.show_problem("negative" if failure.fault_id else "warning", failure.sentence)

    def show_help(self, page: str = "") -> None:
        """Open the help of a page, or of the screen in front."""
        from landlord_desktop.ui.help.help_window import open_help

        screen = self.current_screen()
        if self._cover is not None and not page:
            page = self._cover.objectName()
        if screen is not None and page in {"", screen.help_page}:
            window = open_help(self, screen.help_page or page, screen.title, screen.left_buttons())
        else:
            window = open_help(self, page)
        self.closed.connect(window.close, Qt.ConnectionType.UniqueConnection)

    # closing

    def close_page(self, page: DocumentPage) -> bool:
        """Close a document where its screen agrees; the home tab stays."""
        if page.entry.key == HOME or (page.screen_shown is not None and not page.screen_shown.can_close()):
            return False
        self.documents.remove_page(page)
        return True

    def close_current(self) -> None:
        """Close the document in front."""
        page = self.documents.current_page()
        if page is not None:
            self.close_page(page)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask the screens, remember the window, stop the background."""
        for page in self.documents.pages():
            if page.screen_shown is not None and not page.screen_shown.can_close():
                self.documents.show_page(page)
                event.ignore()
                return
        self._remember_window()
        self.closed.emit()
        for page in self.documents.pages():
            if self.documents.is_floating(page):
                self.documents.remove_page(page)
        if self.context is not None:
            self.context.background.stop(_STOP_SECONDS)
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tell once that the window is there."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._after_first_paint)

    # how it is done

    def _build(self) -> None:
        centre = QWidget()
        self._centre = QVBoxLayout(centre)
        self._centre.setContentsMargins(0, 0, 0, 0)
        self._centre.setSpacing(0)
        self._centre.addWidget(self.problems)
        self._centre.addWidget(self.documents, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)
        self.documents.add_page(DocumentPage(_HOME_ENTRY, self._home_commands()))
        self.documents.page_shown.connect(self._page_shown)
        self.documents.close_asked.connect(self.close_page)
        bar = self.menuBar()
        bar.setObjectName("menu_bar")
        menus = screen_menus(bar, self._entries, self.open_screen)
        for action in self._screen_actions():
            action.setEnabled(False)
        file_menu = menus["File"]
        file_menu.addSeparator()
        add_action(file_menu, "&Float or Dock the Tab", "toggle_float", self.documents.toggle_float, "Ctrl+Shift+F")
        forward, back = partial(self.documents.step, 1), partial(self.documents.step, -1)
        add_action(file_menu, "&Next Tab", "next_tab", forward, "Ctrl+Tab", "next")
        add_action(file_menu, "&Previous Tab", "previous_tab", back, "Ctrl+Shift+Tab", "previous")
        add_action(file_menu, "&Close Tab", "close_tab", self.close_current, "Ctrl+W", "close")
        file_menu.addSeparator()
        add_action(file_menu, "E&xit", "exit", self.close, "Ctrl+Q")
        if "AR" in menus:
            UndoMenu(menus["AR"], self.current_screen)
        look_menus(menus["View"], self._scheme, self._text_size, self._choose_scheme, self._choose_text_size)
        add_action(menus["Help"], "&Help on This Screen", "help_on_screen", self._help_here, "F1", "help")
        add_action(menus["Help"], "&Release Notes", "release_notes", self._release_notes)
        add_action(menus["Help"], f"&About {PROGRAM_NAME}", "about", self._about, icon="info")

    def _home_commands(self) -> list[CommandSpec]:
        ready = self.context is not None
        return [
            CommandSpec(
                entry.left_text.lower().replace(" ", "_") or entry.object_name,
                entry.left_text or entry.text,
                entry.icon,
                slot=partial(self.open_screen, entry.key),
                tooltip=f"{entry.menu} > {entry.text}",
                enabled=ready,
            )
            for entry in self._entries
            if entry.left_button and self._is_marked(entry)
        ]

    def _is_marked(self, entry: ScreenEntry) -> bool:
        return self.context is None or self.context.features.shows(entry.feature)

    def _show_features(self) -> None:
        """What belongs to a feature that is not marked goes: menu entries with their keys, buttons, tabs."""
        shown = {entry.object_name: self._is_marked(entry) for entry in self._entries}
        for action in self._screen_actions():
            action.setVisible(shown[action.objectName()])
            action.setEnabled(shown[action.objectName()])
        for name in {entry.menu for entry in self._entries if entry.feature}:
            menu = self.menuBar().findChild(QMenu, f"menu_{name.lower()}")
            if menu is not None:
                menu.menuAction().setVisible(any(action.isVisible() for action in menu.actions()))
        for page in self.documents.pages():
            if not self._is_marked(page.entry):
                self.close_page(page)
            elif page.entry.key == HOME:
                page.set_fixed_commands(self._home_commands())
            else:
                page.update_column()

    def _screen_actions(self) -> list[QAction]:
        names = {entry.object_name for entry in self._entries}
        return [action for action in self.menuBar().findChildren(QAction) if action.objectName() in names]

    def _entry(self, key: str) -> ScreenEntry | None:
        return next((entry for entry in self._entries if entry.key == key), None)

    def _open_report(self, parameters: Mapping[str, object]) -> Screen | None:
        from landlord_desktop.ui.reports.preview_window import open_report

        return None if self.context is None else open_report(self.context, self, **parameters)

    def _screen_of(self, page: DocumentPage) -> Screen | None:
        entry = self._entry(page.entry.key)
        if page.screen_shown is None and self.context is not None and entry is not None:
            screen = self._screen_factory(entry, self.context)
            page.set_screen(screen)
            screen.title_changed.connect(self._retitle)
            screen.close_asked.connect(self._close_asker)
            screen.dock_asked.connect(self._dock_asker)
            self.documents.retitle(page)
        return page.screen_shown

    def _page_shown(self, page: DocumentPage) -> None:
        first_time = page.screen_shown is None
        screen = self._screen_of(page)
        page.catch_up()
        if first_time and screen is not None and self.documents.currentWidget() is page:
            screen.activate()
        self.setWindowTitle(f"{page.title} \u2013 {PROGRAM_NAME}")

    def _page_of_sender(self) -> DocumentPage | None:
        sender = self.sender()
        return next((page for page in self.documents.pages() if page.screen_shown is sender), None)

    def _retitle(self, _title: str) -> None:
        page = self._page_of_sender()
        if page is not None:
            self.documents.retitle(page)

    def _close_asker(self) -> None:
        page = self._page_of_sender()
        if page is not None:
            self.close_page(page)

    def _dock_asker(self) -> None:
        page = self._page_of_sender()
        if page is not None and self.documents.is_floating(page):
            self.documents.dock(page)
        elif page is not None:
            self.documents.show_page(page)
            self.documents.float_current()

    def _tell_screens(self, changes: Changes) -> None:
        for page in self.documents.pages():
            page.take_changes(changes)

    def _choose_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        memory.remember("window/theme", scheme)
        apply_theme(_application(), scheme, self._text_size)

    def _choose_text_size(self, text_size: int) -> None:
        self._text_size = text_size
        memory.remember("window/text_size", str(text_size))
        apply_theme(_application(), self._scheme, text_size)

    def _help_here(self) -> None:
        self.show_help()

    def _release_notes(self) -> None:
        self.show_help("release_notes")

    def _about(self) -> None:
        from landlord_desktop.ui.widgets.confirm import tell

        tell(self, PROGRAM_NAME, f"Version {version()}. Tenant payments from Inosio on a double-entry trust ledger.")

    def _after_first_paint(self) -> None:
        load_icons()
        self.first_painted.emit()

    def _restore_geometry(self) -> None:
        self.resize(*_FIRST_SIZE)
        kept = memory.recall("window/geometry")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)

    def _remember_window(self) -> None:
        memory.remember("window/geometry", self.saveGeometry())
        # an edit window has no menu entry and no record to show when the program starts
        kept = [page.entry.key for page in self.documents.pages() if page.entry.menu and page.entry.key != HOME]
        memory.remember("window/tabs", kept)


def _application() -> QApplication:
    return cast("QApplication", QApplication.instance())


def _number(text: str, default: int) -> int:
    return int(text) if text.isdigit() else default

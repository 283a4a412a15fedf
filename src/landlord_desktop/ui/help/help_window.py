"""The help: contents and search on the left, the page on the right. A window of its own beside the work."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl
from PySide6.QtGui import QBrush, QColor, QKeySequence, QShortcut, QTextCursor, QTextFrameFormat, QTextTable
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from landlord_desktop.ui.help.pages import FIRST_PAGE, PAGES, commands_text, found_pages, page_text, page_title
from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.theme.style import current_theme, theme_changed
from landlord_desktop.ui.theme.tokens import ROW_PADDING, SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.labels import label

_SIZE = (920, 680)
_PAGE = int(Qt.ItemDataRole.UserRole)


class PageBrowser(QTextBrowser):
    """Shows a page of ours and fetches nothing: no picture, no style, no file, no address."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("help_text")
        self.setAccessibleName("Help page")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setTabChangesFocus(True)

    def loadResource(self, kind: int, name: QUrl | str) -> QByteArray:  # noqa: N802, ARG002 - Qt's name and arguments
        """Nothing is ever loaded: given no answer at all, the document would read the file itself."""
        return QByteArray()

    def show_markdown(self, markdown: str) -> None:
        """Show a page, its tables lined in the theme's colours."""
        document = self.document()
        document.setDefaultFont(self.font())
        self.setMarkdown(markdown)
        document.setDocumentMargin(SPACE[5])
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress(frame)
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _dress(table: QTextTable) -> None:
    style = table.format()
    style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    style.setBorderCollapse(True)
    style.setBorder(1)
    style.setBorderBrush(QBrush(QColor(current_theme().border)))
    style.setCellPadding(SPACE[2])
    style.setCellSpacing(0)
    style.setTopMargin(SPACE[2])
    style.setBottomMargin(SPACE[2])
    table.setFormat(style)


class HelpWindow(QWidget):
    """One window for all pages; Escape closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("help_window")
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.page = ""
        self._own_page = self._own_title = self._own_commands = ""
        self.search = QLineEdit()
        self.search.setObjectName("help_search")
        self.search.setPlaceholderText("Search the help")
        self.search.setAccessibleName("Search the help")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._open_first)
        self.contents = QListWidget()
        self.contents.setObjectName("help_contents")
        self.contents.setAccessibleName("Contents")
        self.contents.currentItemChanged.connect(self._chosen)
        self.nothing = label("No page holds these words.", "help_nothing", "muted", wrap=True)
        self.text = PageBrowser()
        self.text.anchorClicked.connect(self._follow)
        self._lay_out()
        self._fill(list(PAGES))
        for keys, slot in (("Esc", self.close), ("Ctrl+F", self.search.setFocus)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        theme_changed().changed.connect(self._show_again)
        self.resize(*_SIZE)

    def show_page(self, page: str) -> None:
        """Show a page and mark it in the contents; the guide where nothing is written about it."""
        self.page = page if page in PAGES or (page == self._own_page and self._own_commands) else FIRST_PAGE
        title = page_title(self.page) or self._own_title
        own = self._own_commands if self.page == self._own_page else ""
        self.setWindowTitle(f"Help: {title}")
        self.text.show_markdown((page_text(self.page) or f"# {title}\n") + own)
        row = next((row for row in range(self.contents.count()) if self._page_at(row) == self.page), -1)
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(row)
        self.contents.blockSignals(False)

    def set_commands(self, page: str, title: str, commands: Sequence[CommandSpec]) -> None:
        """Show these commands of the screen in front at the end of its page."""
        self._own_page, self._own_title = page, title
        self._own_commands = commands_text(title, commands)

    def _fill(self, pages: Sequence[str]) -> None:
        self.contents.blockSignals(True)
        self.contents.clear()
        for page in pages:
            item = QListWidgetItem(page_title(page))
            item.setData(_PAGE, page)
            self.contents.addItem(item)
            if page == self.page:
                self.contents.setCurrentItem(item)
        self._fit_contents()
        self.contents.blockSignals(False)
        self.nothing.setVisible(not pages)

    def _page_at(self, row: int) -> str:
        return str(self.contents.item(row).data(_PAGE))

    def _search(self, words: str) -> None:
        self._fill(found_pages(words))
        self._find(words)

    def _find(self, words: str) -> None:
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        first = words.split()
        if first and not self.text.find(first[0]):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _open_first(self) -> None:
        if self.contents.count():
            self.show_page(self._page_at(0))
            self._find(self.search.text())

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_page(str(item.data(_PAGE)))
            self._find(self.search.text())

    def _follow(self, link: QUrl) -> None:
        """Go to another page of ours; any other link does nothing."""
        if link.toString() in PAGES:
            self.search.clear()
            self.show_page(link.toString())

    def _show_again(self) -> None:
        self._fit_contents()
        self.show_page(self.page)
        self._find(self.search.text())

    def _fit_contents(self) -> None:
        height = self.contents.fontMetrics().height() + ROW_PADDING
        for row in range(self.contents.count()):
            self.contents.item(row).setSizeHint(QSize(0, height))

    def _lay_out(self) -> None:
        left = QWidget()
        stack = QVBoxLayout(left)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE[2])
        stack.addWidget(self.search)
        stack.addWidget(self.nothing)
        stack.addWidget(self.contents, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.text)
        split.setSizes([220, 680])
        split.setStretchFactor(1, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(push_button("Close", "help_close", tooltip="Close (Esc)", slot=self.close))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[3])
        layout.addWidget(split, 1)
        layout.addLayout(buttons)


def open_help(
    main_window: QWidget, page: str = FIRST_PAGE, title: str = "", commands: Sequence[CommandSpec] = ()
) -> HelpWindow:
    """Show a page in the help window of the main window, which is made at first use.

    `commands` are those of the screen that the page belongs to. The window answers while a dialog is open too.
    """
    window = main_window.findChild(HelpWindow) or HelpWindow(main_window)
    window.set_commands(page, title, commands)
    window.show_page(page)
    window.show()
    handle = window.windowHandle()
    if handle is not None:
        handle.setTransientParent(None)  # type: ignore[arg-type]
    window.raise_()
    window.activateWindow()
    window.text.setFocus()
    return window

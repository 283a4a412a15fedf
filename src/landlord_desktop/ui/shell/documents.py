"""The documents that are open: tabs in the window, or windows of their own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from landlord_desktop.ui.screens import HOME
from landlord_desktop.ui.shell.document_page import DocumentPage, FloatWindow
from landlord_desktop.ui.text import no_mnemonic
from landlord_desktop.ui.widgets.buttons import icon_button

_FLOAT_SIZE = (1080, 720)


class Documents(QTabWidget):
    """Each screen is open at most once."""

    page_shown = Signal(object)
    close_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documents")
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.tabBar().setObjectName("document_tabs")
        self.tabBar().setExpanding(False)
        self._floats: list[FloatWindow] = []
        self._float_button = icon_button("float", "float", "Float this tab in its own window", tab_stop=False)
        self._float_button.clicked.connect(self.float_current)
        self.setCornerWidget(self._float_button, Qt.Corner.TopRightCorner)
        self.tabCloseRequested.connect(self._ask_close)
        self.currentChanged.connect(self._current_changed)

    def pages(self) -> list[DocumentPage]:
        """All documents, tabs first."""
        tabs = [page for place in range(self.count()) if isinstance(page := self.widget(place), DocumentPage)]
        return tabs + [window.page for window in self._floats]

    def page(self, key: str) -> DocumentPage | None:
        """The document of this screen, None where it is not open."""
        return next((page for page in self.pages() if page.entry.key == key), None)

    def current_page(self) -> DocumentPage | None:
        """The document in front: the active float, else the current tab."""
        active = next((window.page for window in self._floats if window.isActiveWindow()), None)
        current = self.currentWidget()
        return active or (current if isinstance(current, DocumentPage) else None)

    def add_page(self, page: DocumentPage) -> None:
        """Open a document as the last tab, without going to it."""
        place = self.addTab(page, no_mnemonic(page.title))
        if page.entry.key == HOME:
            for side in (QTabBar.ButtonPosition.RightSide, QTabBar.ButtonPosition.LeftSide):
                self.tabBar().setTabButton(place, side, None)

    def show_page(self, page: DocumentPage) -> None:
        """Bring a document to the front."""
        window = self._float_of(page)
        if window is None:
            self.setCurrentWidget(page)
        else:
            window.raise_()
            window.activateWindow()

    def retitle(self, page: DocumentPage) -> None:
        """Show the document's title in its tab or window."""
        window = self._float_of(page)
        if window is not None:
            window.setWindowTitle(page.title)
        elif self.indexOf(page) >= 0:
            self.setTabText(self.indexOf(page), no_mnemonic(page.title))

    def remove_page(self, page: DocumentPage) -> None:
        """Close a document for good."""
        window = self._float_of(page)
        if window is not None:
            self._floats.remove(window)
            window.hide()
            window.deleteLater()
        else:
            self.removeTab(self.indexOf(page))
            page.hide()
            page.deleteLater()

    def is_floating(self, page: DocumentPage) -> bool:
        """True where the document has a window of its own."""
        return self._float_of(page) is not None

    def float_current(self) -> None:
        """Turn the current tab into a window of its own; the home tab stays."""
        page = self.currentWidget()
        if not isinstance(page, DocumentPage) or page.entry.key == HOME:
            return
        self.removeTab(self.indexOf(page))
        window = FloatWindow(page)
        window.resize(*_FLOAT_SIZE)
        window.close_asked.connect(self.close_asked)
        window.dock_asked.connect(self.dock)
        self._floats.append(window)
        window.show()
        self.page_shown.emit(page)

    def dock(self, page: DocumentPage) -> None:
        """Turn a window back into a tab."""
        window = self._float_of(page)
        if window is None:
            return
        self._floats.remove(window)
        self.add_page(page)
        self.setCurrentWidget(page)
        window.hide()
        window.deleteLater()

    def toggle_float(self) -> None:
        """Float the current tab, or dock the window in front."""
        page = self.current_page()
        if page is not None and self.is_floating(page):
            self.dock(page)
        else:
            self.float_current()

    def step(self, places: int) -> None:
        """Go some tabs on, round the end."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + places) % self.count())

    def _float_of(self, page: DocumentPage) -> FloatWindow | None:
        return next((window for window in self._floats if window.page is page), None)

    def _ask_close(self, place: int) -> None:
        page = self.widget(place)
        if isinstance(page, DocumentPage):
            self.close_asked.emit(page)

    def _current_changed(self, place: int) -> None:
        page = self.widget(place)
        if isinstance(page, DocumentPage):
            self._float_button.setVisible(page.entry.key != HOME)
            self.page_shown.emit(page)

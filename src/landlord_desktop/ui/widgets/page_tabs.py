"""The pages of an edit window: numbered tabs along the lower edge, each in reach of Alt and its number."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

from landlord_desktop.ui.text import no_mnemonic


class PageTabs(QTabWidget):
    """Pages that scroll where the window is too small for them."""

    def __init__(self, object_name: str, pages: Sequence[tuple[str, QWidget]], window: QWidget) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setTabPosition(QTabWidget.TabPosition.South)
        self.tabBar().setExpanding(False)
        for number, (title, page) in enumerate(pages, 1):
            text = f"{number}. {title}"
            self.addTab(scrolled(page), no_mnemonic(text))
            self.setTabToolTip(number - 1, f"{text} (Alt+{number})")
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), window)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setObjectName(f"tab_{number}")
            shortcut.activated.connect(self._show_tab)

    def show_page_of(self, field: QWidget) -> None:
        """Go to the page that holds this field; stay where none does."""
        for place in range(self.count()):
            page = self.widget(place)
            if page is not None and page.isAncestorOf(field):
                self.setCurrentIndex(place)

    def _show_tab(self) -> None:
        place = int(self.sender().objectName()[-1]) - 1
        if self.isTabEnabled(place):
            self.setCurrentIndex(place)
            self.tabBar().setFocus()


def scrolled(page: QWidget) -> QScrollArea:
    """The page in an area that scrolls where the window is too small for it."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.setProperty("role", "page")
    return area

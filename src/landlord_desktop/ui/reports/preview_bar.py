"""The bar over the pages: which page, and how large."""

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from landlord_desktop.ui.reports.page_view import ZOOMS, PageView
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import icon_button
from landlord_desktop.ui.widgets.labels import label

FIT_WIDTH = "Fit Width"


class PreviewBar(QWidget):
    """Steers a page view and shows where it is."""

    def __init__(self, view: PageView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_bar")
        self._view = view
        self._previous = icon_button(
            "previous", "previous_page", "Previous page", view.previous_page, "Ctrl+PgUp"
        )
        self._next = icon_button("next", "next_page", "Next page", view.next_page, "Ctrl+PgDown")
        self.page_edit = QLineEdit()
        self.page_edit.setObjectName("page_number")
        self.page_edit.setAccessibleName("Page number")
        self.page_edit.setToolTip("Type a page and press Enter")
        self.page_edit.setValidator(QIntValidator(1, 999_999, self))
        self.page_edit.returnPressed.connect(self._go)
        self._of = label("", "page_count", "muted")
        smaller = icon_button("zoom-out", "zoom_out", "Zoom out", view.zoom_out, "Ctrl+-")
        larger = icon_button("zoom-in", "zoom_in", "Zoom in", view.zoom_in, "Ctrl++")
        self.zoom_box = QComboBox()
        self.zoom_box.setObjectName("zoom")
        self.zoom_box.setAccessibleName("Zoom")
        self.zoom_box.setToolTip("Size of the pages")
        self.zoom_box.addItems([FIT_WIDTH, *(f"{step} %" for step in ZOOMS)])
        self.zoom_box.activated.connect(self._choose_zoom)
        self._zoom_text = label("", "zoom_shown", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        turning: tuple[QWidget, ...] = (self._previous, self.page_edit, self._of, self._next)
        sizing: tuple[QWidget, ...] = (smaller, self.zoom_box, larger, self._zoom_text)
        for part in turning:
            layout.addWidget(part)
        layout.addSpacing(SPACE[5])
        for part in sizing:
            layout.addWidget(part)
        layout.addStretch(1)
        view.page_changed.connect(self._show_page)
        view.zoom_changed.connect(self._show_zoom)
        self._show_page(0)
        self._show_zoom()

    def _show_page(self, page: int) -> None:
        count = self._view.page_count
        self.page_edit.setText(str(page + 1) if count else "")
        self.page_edit.setFixedWidth(self.page_edit.fontMetrics().horizontalAdvance("0" * max(3, len(str(count)))) + 24)
        self._of.setText(f"of {count:,}" if count else "")
        self._of.setAccessibleName(f"Page {page + 1} of {count:,}" if count else "")
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page < count - 1)

    def _show_zoom(self, _percent: int = 0) -> None:
        fits = self._view.fits_width
        steps = [str(step) for step in ZOOMS]
        now = str(self._view.zoom)
        self.zoom_box.setCurrentIndex(0 if fits else steps.index(now) + 1 if now in steps else -1)
        self._zoom_text.setText(f"{now} %" if fits else "")

    def _go(self) -> None:
        self._view.go_to(int(self.page_edit.text()) - 1)
        self._show_page(self._view.page)
        self._view.setFocus()

    def _choose_zoom(self, place: int) -> None:
        if place == 0:
            self._view.fit_width()
        else:
            self._view.set_zoom(ZOOMS[place - 1])
        self._show_zoom()

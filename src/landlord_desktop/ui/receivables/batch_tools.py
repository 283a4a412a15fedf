"""Below the grid: how it is sorted, what is done with the whole list, and the tabs with their counts."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QTabBar, QVBoxLayout, QWidget

from landlord_desktop.ui import memory
from landlord_desktop.ui.receivables.shown_line import TABS
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import described, push_button
from landlord_desktop.ui.widgets.side_by_side import SideBySide

_REMEMBERED = "batch_receipts/sort_by"


class BatchTools(QWidget):
    """Tells what the user asks for; the screen does it."""

    sort_changed = Signal()
    tab_changed = Signal(str)
    start_over_asked = Signal()
    update_dates_asked = Signal()
    load_file_asked = Signal()
    save_file_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_tools")
        self.by_tenant = _radio("Sort by Tenant", "sort_by_tenant")
        self.by_unit = _radio("Sort by Unit", "sort_by_unit")
        self._group = QButtonGroup(self)
        self._group.addButton(self.by_tenant)
        self._group.addButton(self.by_unit)
        (self.by_unit if memory.recall_text(_REMEMBERED) == "unit" else self.by_tenant).setChecked(True)
        self.start_over = push_button(
            "Start Over (Delete All Payments)", "start_over", "danger", "delete", "Ctrl+Shift+Backspace",
            slot=self.start_over_asked.emit,
        )
        self.update_dates = push_button(
            "Update All Dates", "update_all_dates", icon="calendar", shortcut="Ctrl+U",
            tooltip="Give all payments the date in Posting Date", slot=self.update_dates_asked.emit,
        )
        self.load_file = push_button(
            "Load Payments from Lockbox File", "load_payments_from_lockbox_file", icon="folder", shortcut="Ctrl+O",
            slot=self.load_file_asked.emit,
        )
        self.save_file = push_button(
            "Save Unprocessed Batch to Lockbox File", "save_unprocessed_batch_to_lockbox_file", icon="save",
            shortcut="Ctrl+S", slot=self.save_file_asked.emit,
        )
        self.tabs = QTabBar()
        self.tabs.setObjectName("payment_tabs")
        self.tabs.setAccessibleName("Payments shown")
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setShape(QTabBar.Shape.RoundedSouth)
        self.tabs.setDrawBase(False)
        self._build()
        self._group.buttonClicked.connect(self._sort_clicked)
        self.tabs.currentChanged.connect(self._tab_chosen)

    def _build(self) -> None:
        commands = SideBySide(
            (_row(self.start_over, self.update_dates), 0), (_row(self.load_file, self.save_file), 1), spacing=SPACE[2]
        )
        for place, (key, text) in enumerate(TABS):
            self.tabs.addTab(text)
            self.tabs.setTabData(place, key)
            self.tabs.setTabToolTip(place, described(text, f"Alt+{place + 1}"))
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.setProperty("place", place)
            shortcut.activated.connect(self._shortcut_pressed)
        bar = QHBoxLayout()
        bar.setSpacing(SPACE[4])
        bar.addWidget(self.tabs, 1)
        bar.addWidget(self.by_tenant)
        bar.addWidget(self.by_unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[1])
        layout.addWidget(commands)
        layout.addLayout(bar)
        buttons = (self.start_over, self.update_dates, self.load_file, self.save_file)
        for first, second in pairwise((*buttons, self.tabs, self.by_tenant, self.by_unit)):
            QWidget.setTabOrder(first, second)

    @property
    def tab(self) -> str:
        """The key of the tab in front."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

    @property
    def sorted_by_unit(self) -> bool:
        """True where the lines stand by unit, False where by tenant."""
        return self.by_unit.isChecked()

    def show_counts(self, counts: dict[str, int]) -> None:
        """Write the counts behind the tabs' words; Removed is there only while something was removed."""
        for place, (key, text) in enumerate(TABS):
            self.tabs.setTabText(place, f"{text} ({counts[key]:,})")
        removed = len(TABS) - 1
        if not counts[TABS[removed][0]] and self.tabs.currentIndex() == removed:
            self.tabs.setCurrentIndex(0)
        self.tabs.setTabVisible(removed, bool(counts[TABS[removed][0]]))

    def set_usable(self, usable: bool, *, filled: bool) -> None:
        """Enable what makes sense: nothing while work is under way, the file to load even on an empty list."""
        self.load_file.setEnabled(usable)
        for button in (self.start_over, self.update_dates, self.save_file):
            button.setEnabled(usable and filled)

    def _sort_clicked(self) -> None:
        memory.remember(_REMEMBERED, "unit" if self.sorted_by_unit else "tenant")
        self.sort_changed.emit()

    def _tab_chosen(self, _place: int) -> None:
        self.tab_changed.emit(self.tab)

    def _shortcut_pressed(self) -> None:
        place = int(self.sender().property("place"))
        if self.tabs.isTabVisible(place):
            self.tabs.setCurrentIndex(place)


def _row(*parts: QWidget) -> QWidget:
    """Buttons beside each other, at the left."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE[2])
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return made


def _radio(text: str, object_name: str) -> QRadioButton:
    made = QRadioButton(text)
    made.setObjectName(object_name)
    return made

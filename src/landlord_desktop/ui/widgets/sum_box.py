"""Totals that are shown and cannot be typed into."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.labels import label, set_look

SumKind = Literal["", "positive", "warning", "negative"]


class SumBox(QFrame):
    """Sums side by side: the title small above, the figure below, right-aligned."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "card")
        self._figures: dict[str, QLabel] = {}
        self._titles: dict[str, str] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE[4], SPACE[2], SPACE[4], SPACE[2])
        self._grid.setHorizontalSpacing(SPACE[6])
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)

    def add(self, key: str, title: str, *, emphasis: bool = False) -> None:
        """Add a sum under this key; its figure is named `<object name>_<key>`."""
        figure = label(format_cents(0), f"{self.objectName()}_{key}", "title" if emphasis else "heading")
        figure.setFont(tabular_font(figure.font()))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        column = len(self._figures) + 1
        for at, part in enumerate((label(title, role="caption"), figure)):
            part.setAlignment(right)
            self._grid.addWidget(part, at, column, right)
        self._figures[key], self._titles[key] = figure, title
        self._name(key)

    def set_cents(self, key: str, cents: int, kind: SumKind = "") -> None:
        """Show an amount under this key, in the colour of `kind`."""
        self._figures[key].setText(format_cents(cents))
        set_look(self._figures[key], "kind", kind)
        self._name(key)

    def set_count(self, key: str, count: int, noun: str) -> None:
        """Show a count with its noun under this key."""
        self._figures[key].setText(plural(count, noun))
        self._name(key)

    def text(self, key: str) -> str:
        """The figure shown under this key."""
        return self._figures[key].text()

    def _name(self, key: str) -> None:
        self._figures[key].setAccessibleName(f"{self._titles[key]}: {self._figures[key].text()}")

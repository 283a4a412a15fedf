"""What is behind a row: pairs of a label and a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value: text, cents, a date or a count, as `kind` says; None shows a dash."""

    label: str
    value: object
    kind: Literal["text", "money", "date", "count"] = "text"
    object_name: str = ""

    @property
    def text(self) -> str:
        """The value as it is shown."""
        if self.value is None or self.value == "":
            return "\u2013"
        if self.kind == "money" and isinstance(self.value, int):
            return format_cents(self.value)
        if isinstance(self.value, date):
            return format_day(self.value)
        return f"{self.value:,}" if isinstance(self.value, int) else shown(str(self.value))


class DetailPanel(Card):
    """Labels on the left, values beside them, amounts under each other."""

    def __init__(self, object_name: str, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(object_name, title, parent)
        self._pairs: tuple[Pair, ...] = ()
        self._values: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE[4])
        self._grid.setVerticalSpacing(SPACE[1])
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)

    def set_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show these pairs; the same labels as before only change their values."""
        same = [(pair.label, pair.kind) for pair in pairs] == [(pair.label, pair.kind) for pair in self._pairs]
        self._pairs = tuple(pairs)
        if not same:
            self._build()
        for pair, value in zip(self._pairs, self._values, strict=True):
            value.setText(pair.text)

    def value_text(self, label_text: str) -> str:
        """The text shown beside a label; LookupError where there is no such label."""
        for pair in self._pairs:
            if pair.label == label_text:
                return pair.text
        raise LookupError(label_text)

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._values = []
        for place, pair in enumerate(self._pairs):
            figures = pair.kind in {"money", "count"}
            value = label("", pair.object_name, wrap=not figures)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
            value.setAlignment(side | Qt.AlignmentFlag.AlignTop)
            if figures:
                value.setFont(tabular_font(value.font()))
            self._grid.addWidget(label(pair.label, role="muted"), place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, place, 1, 1, 1 if figures else 2)
            self._values.append(value)

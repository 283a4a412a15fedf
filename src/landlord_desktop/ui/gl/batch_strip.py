"""The waiting Inosio batches above the receipts: one line and one button each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QWidget

from landlord_desktop.ui.gl.deposit_rows import WaitingBatch
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.labels import label

_SHOWN_AT_ONCE = 3


class BatchStrip(Card):
    """`batch_chosen` brings the id of the batch whose receipts are to be marked."""

    batch_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("waiting_batches", "Inosio batches that await deposit")
        self._batches: tuple[WaitingBatch, ...] = ()
        self._buttons: list[QPushButton] = []
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._area)
        self.setVisible(False)

    def set_batches(self, batches: Sequence[WaitingBatch]) -> None:
        """Show these batches; the strip is hidden where there are none."""
        if tuple(batches) == self._batches:
            return
        focused = next((place for place, button in enumerate(self._buttons) if button.hasFocus()), -1)
        self._batches = tuple(batches)
        before = self._area.takeWidget()
        if before is not None:
            before.hide()
            before.deleteLater()
        self._buttons = []
        inner = QWidget()
        inner.setProperty("role", "page")
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[4])
        grid.setVerticalSpacing(SPACE[1])
        grid.setColumnStretch(1, 1)
        for place, batch in enumerate(self._batches):
            self._add_line(grid, place, batch)
        self._area.setWidget(inner)
        self.setVisible(bool(batches))
        self._fit()
        if 0 <= focused < len(self._buttons):
            self._buttons[focused].setFocus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another text size: lines of another height."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "_area"):
            self._fit()

    def _fit(self) -> None:
        lines = min(_SHOWN_AT_ONCE, len(self._buttons))
        height = self._buttons[0].sizeHint().height() if self._buttons else 0
        self._area.setFixedHeight(lines * height + max(0, lines - 1) * SPACE[1])

    def _add_line(self, grid: QGridLayout, place: int, batch: WaitingBatch) -> None:
        state = State("positive", "Ready") if batch.whole else State("warning", "Not all here")
        button = push_button(
            "Mark All of Batch",
            f"mark_batch_{batch.batch_id}",
            shortcut=f"Ctrl+{place + 1}" if place < 9 else "",
            tooltip="Mark the receipts of this batch and no others",
            slot=self._pressed,
        )
        button.setProperty("batch", batch.batch_id)
        button.setAccessibleName(f"Mark all of batch {batch.batch_id}, {batch.words}")
        words = label(batch.words, f"batch_words_{batch.batch_id}")
        words.setFont(tabular_font(words.font()))
        centre = Qt.AlignmentFlag.AlignVCenter
        badge = StateBadge(f"batch_state_{batch.batch_id}", state)
        grid.addWidget(badge, place, 0, centre | Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(shown(batch.title)), place, 1, centre)
        grid.addWidget(words, place, 2, centre | Qt.AlignmentFlag.AlignRight)
        grid.addWidget(button, place, 3, centre)
        self._buttons.append(button)

    def _pressed(self) -> None:
        self.batch_chosen.emit(str(self.sender().property("batch")))

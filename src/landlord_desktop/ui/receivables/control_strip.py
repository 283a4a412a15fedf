"""The control strip: for each loaded batch, what the server gave is what is posted, held and removed here."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.batch_control import BatchControl, Figure
from landlord_desktop.ui.text import format_day, plural, shown
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.labels import label

ALL_BATCHES = ""


class ControlStrip(QWidget):
    """One line: which batch is looked at, its figures, and whether they agree. `chosen` carries its id, "" for all."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("control_strip")
        self._controls: tuple[BatchControl, ...] = ()
        self._filling = False
        self.batch = QComboBox()
        self.batch.setObjectName("control_batch")
        self.batch.setAccessibleName("Batch shown")
        self.batch.setToolTip("Show the payments of one batch")
        self.batch.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.batch.setMinimumContentsLength(26)
        self.words = label("", "control_words", wrap=True)
        self.words.setFont(tabular_font(self.words.font()))
        self.badge = StateBadge("control_state")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.batch)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.badge)
        self.batch.currentIndexChanged.connect(self._chosen)
        self.hide()

    @property
    def batch_id(self) -> str:
        """The batch looked at, empty for all."""
        return str(self.batch.currentData() or ALL_BATCHES)

    @property
    def batch_ids(self) -> tuple[str, ...]:
        """The batches it knows."""
        return tuple(control.batch_id for control in self._controls)

    def show_controls(self, controls: Sequence[BatchControl]) -> None:
        """Show these batches; the one looked at stays as long as it is there."""
        before, self._controls = self.batch_id, tuple(controls)
        self._filling = True
        self.batch.clear()
        many = plural(len(controls), "batch", "batches")
        self.batch.addItem(f"All, {many}", ALL_BATCHES)
        for control in controls:
            self.batch.addItem(
                f"{format_day(control.deposited_on)}, {format_cents(control.server.cents)}, {shown(control.batch_id)}",
                control.batch_id,
            )
            self.batch.setItemData(self.batch.count() - 1, control_words(control), Qt.ItemDataRole.ToolTipRole)
        self.batch.setCurrentIndex(max(0, self.batch.findData(before)))
        self._filling = False
        self.setVisible(bool(controls))
        self._show()
        if self.batch_id != before:
            self.chosen.emit(self.batch_id)

    def _chosen(self, _place: int) -> None:
        if not self._filling:
            self._show()
            self.chosen.emit(self.batch_id)

    def _show(self) -> None:
        wanted = [control for control in self._controls if self.batch_id in {ALL_BATCHES, control.batch_id}]
        self.words.setText(control_words(*wanted))
        wrong = [control for control in wanted if not control.agrees]
        changed = sum(control.changed for control in wanted)
        if changed:
            many = "Changed on the server" if len(wanted) == 1 else f"{changed:,} changed on the server"
            self.badge.set_state(State("warning", many))
        elif not wrong:
            whole = bool(wanted) and all(control.whole for control in wanted)
            self.badge.set_state(State("positive", "All posted" if whole else "Agrees"))
        else:
            self.badge.set_state(State("warning", _difference(wrong)))


def control_words(*controls: BatchControl) -> str:
    """The figures of one batch, or of many together, in one line."""
    server, loaded, posted, held, removed = (
        sum((getattr(control, name) for control in controls), Figure())
        for name in ("server", "loaded", "posted", "held", "removed")
    )
    sign = " =" if server == loaded else ","
    return (
        f"Inosio {_figure(server)}{sign} loaded {_figure(loaded)}: posted {_figure(posted)}, held {_figure(held)}, "
        f"removed {_figure(removed)}"
    )


def _figure(figure: Figure) -> str:
    return f"{figure.count:,} {format_cents(figure.cents)}"


def _difference(wrong: Sequence[BatchControl]) -> str:
    cents = sum(control.difference_cents for control in wrong)
    missing = sum(control.waiting.count for control in wrong)
    return f"{missing:,} not loaded, {format_cents(cents)}" if missing else f"Differs by {format_cents(cents)}"


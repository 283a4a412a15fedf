"""Two pick lists beside the filter of the exchanges: one step, one result; the rest is typed."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from landlord_desktop.services.integration_log import STEPS, ExchangeRow
from landlord_desktop.ui.integration.log_words import OUTCOMES, step_words
from landlord_desktop.ui.widgets.fields import choice_field
from landlord_desktop.ui.widgets.history_table import HistoryTable


class ExchangeFilter(QObject):
    """Stands in the tool bar of a list of exchanges."""

    changed = Signal()

    def __init__(self, table: HistoryTable) -> None:
        super().__init__(table)
        steps = [("", "All steps"), *((step, step_words(step)) for step in STEPS)]
        self.step = choice_field("filter_step", steps)
        self.step.setAccessibleName("Step")
        self.result = choice_field(
            "filter_result", [("", "All results"), *((outcome, state.word) for outcome, state in OUTCOMES.items())]
        )
        self.result.setAccessibleName("Result")
        for place, field in enumerate((self.step, self.result), 1):
            table.toolbar.insertWidget(place, field)
            field.currentIndexChanged.connect(self._choose)

    def passing(self, rows: Sequence[ExchangeRow]) -> list[ExchangeRow]:
        """The exchanges of the step and with the result that are chosen."""
        step, result = self.step.currentData(), self.result.currentData()
        return [row for row in rows if step in {"", row.step} and result in {"", row.outcome}]

    def _choose(self, _place: int) -> None:
        self.changed.emit()

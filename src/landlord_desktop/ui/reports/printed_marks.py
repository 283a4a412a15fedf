"""Work orders that are on paper now: the question whether their mark for printing is taken away."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.widgets import confirm

_CHOICES = (confirm.Choice("take", "Take Marks Away", "primary"), confirm.Choice("keep", "Keep Marks"))


def offer_to_unmark(parent: QWidget, context: ScreenContext, record_ids: Sequence[int], done: str) -> None:
    """Ask whether the marks of these work orders are taken away; `done` is what happened to them ("printed").

    Only the orders on that paper lose their mark: one marked meanwhile keeps it.
    """

    def answered(answer: str) -> None:
        if answer == "take":
            context.background.run(lambda _task: _unmark(context, record_ids), done=taken, owner=parent)

    def taken(count: int) -> None:
        context.notify("positive", f"{plural(count, 'mark')} for printing taken away.")
        context.changes.tell("work_orders")

    count = len(record_ids)
    text = (
        f"{plural(count, 'work order')} marked for printing {'was' if count == 1 else 'were'} {done}. "
        "Marks that are kept stand on the next Print Marked again."
    )
    confirm.ask_then(parent, "Take the marks for printing away?", text, _CHOICES, "take", answered)


def _unmark(context: ScreenContext, record_ids: Sequence[int]) -> int:
    from landlord_desktop.services.work_orders import mark_for_printing

    return mark_for_printing(context.books, record_ids, mark=False)

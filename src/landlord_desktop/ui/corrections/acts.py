"""The corrections of a screen: it asks the books what would happen, opens the dialog, and says why something cannot be.

A screen makes one, gives it its problem bar, and calls `void`, `nsf` and `dispute` with what is chosen.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.charges import set_disputed
from landlord_desktop.services.nsf import nsf_terms
from landlord_desktop.services.receipt_lines import ReceiptLine
from landlord_desktop.services.tenant_records import ChargeLine
from landlord_desktop.ui.corrections.correction_dialog import CorrectionDialog
from landlord_desktop.ui.corrections.kinds import (
    Answers,
    BatchCorrection,
    Correction,
    NsfCorrection,
    Outlook,
    VoidCorrection,
)
from landlord_desktop.ui.corrections.words import receipt_title
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.widgets.confirm import Choice, ask_then
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

Found = TypeVar("Found")


class Corrections(QObject):
    """Acts on records for one screen or window. `posted` tells after a write; `busy_changed` while one is prepared."""

    posted = Signal()
    busy_changed = Signal()

    def __init__(self, context: ScreenContext, problems: ProblemBar, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._problems, self._window = context, problems, window
        self._undo: tuple[int, bool] | None = None
        self.busy = False

    def void_receipt(self, line: ReceiptLine) -> None:
        """Void a receipt, or the NSF that this line is."""
        if line.kind == "nsf":
            facts = f"{line.payer}, {format_cents(-line.amount_cents)}. The receipt counts again."
            self.void(VoidCorrection(line.set_id, f"NSF of receipt {line.receipt_id}", facts))
            return
        if line.state == "returned" and line.taken_back_id is not None:
            facts = f"{line.payer}, {format_cents(line.amount_cents)}. The receipt counts again."
            self.void(VoidCorrection(line.taken_back_id, f"NSF of receipt {line.receipt_id}", facts))
            return
        title = receipt_title(line)
        facts = f"{line.payer}, {format_cents(line.amount_cents)} of {format_day(line.posted_on)}."
        self.void(
            VoidCorrection(line.receipt_id, f"{title[:1].lower()}{title[1:]}", facts, bool(line.payment_id))
        )

    def void_charge(self, charge: ChargeLine) -> None:
        """Void a charge."""
        facts = f"{charge.name} of {charge.tenant}, {format_cents(charge.amount_cents)}."
        self.void(VoidCorrection(charge.set_id, f"charge {charge.charge_id}, {format_day(charge.charged_on)}", facts))

    def void(self, correction: Correction) -> None:
        """Ask what the correction would do, then open its dialog; refusals are said without one."""
        books = self._context.books
        begin = Answers("", None, True, True, *_begin_fees(correction))
        self._prepare(lambda: correction.look(books, begin), lambda outlook: self._open(correction, outlook))

    def reverse(self, line: ReceiptLine) -> None:
        """Reverse the whole batch of a receipt, or void the receipt alone, as the user chooses."""
        batch_id = line.batch_id
        if batch_id is None:
            self.void_receipt(line)
            return

        def chosen(answer: str) -> None:
            if answer == "batch":
                self.void(BatchCorrection(batch_id))
            elif answer == "receipt":
                self.void_receipt(line)

        ask_then(
            self._window, f"Reverse batch {batch_id}?",
            f"{receipt_title(line)} was posted with Inosio batch {batch_id}. Reverse the whole batch, or void this "
            "receipt alone?",
            (Choice("batch", "Reverse Batch", "danger"), Choice("receipt", "Void Receipt"), Choice("cancel", "Cancel")),
            "cancel", chosen,
        )

    def nsf(self, line: ReceiptLine) -> None:
        """Return a deposited receipt."""
        books, today = self._context.books, self._context.today()

        def look() -> tuple[NsfCorrection, Outlook]:
            terms = nsf_terms(books, line.receipt_id)
            correction = NsfCorrection(terms)
            begin = Answers("", max(today, terms.posted_on), True, True, *_begin_fees(correction))
            return correction, correction.look(books, begin)

        self._prepare(look, lambda found: self._open(*found))

    def dispute(self, charge: ChargeLine) -> None:
        """Flag a charge as disputed, or clear the flag; Undo turns it back."""
        self._set_disputed(charge.charge_id, disputed=not charge.disputed, words=shown(charge.name))

    def undo_dispute(self) -> None:
        """Turn the last dispute back."""
        if self._undo is not None:
            self._set_disputed(self._undo[0], disputed=self._undo[1], words="The charge")

    def _set_disputed(self, charge_id: int, *, disputed: bool, words: str) -> None:
        books = self._context.books

        def done(_nothing: None) -> None:
            self._set_busy(busy=False)
            self._undo = (charge_id, not disputed)
            told = "is disputed: it is neither sent nor paid by itself" if disputed else "is no longer disputed"
            undo = CommandSpec("undo_dispute", "Undo", "undo", "Ctrl+Z", self.undo_dispute)
            self._problems.show_problem("positive", f"{words} {told}.", actions=[undo])
            self._context.changes.tell("charges")
            self.posted.emit()

        self._set_busy(busy=True)
        self._context.background.run(
            lambda _task: set_disputed(books, charge_id, disputed=disputed), done=done, failed=self.failed, owner=self
        )

    def failed(self, error: BaseException) -> None:
        """Say why something could not be done."""
        self._set_busy(busy=False)
        if isinstance(error, LandlordError):
            problems = getattr(error, "problems", ())
            self._problems.show_problem("warning", problems[0] if problems else error.sentence, problems[1:])
        else:
            self._context.report_error(error)

    def _prepare(self, look: Callable[[], Found], done: Callable[[Found], object]) -> None:
        """Look in the background; the commands wait for the answer."""
        if self.busy:
            return

        def found(answer: Found) -> None:
            self._set_busy(busy=False)
            done(answer)

        self._set_busy(busy=True)
        self._context.background.run(lambda _task: look(), done=found, failed=self.failed, owner=self)

    def _open(self, correction: Correction, outlook: Outlook) -> None:
        refusals = outlook.consequences.refusals
        if refusals:
            self._problems.show_problem("warning", refusals[0], refusals[1:])
            return
        self._problems.clear()
        dialog = CorrectionDialog(correction, outlook, self._context, self._window)
        dialog.posted.connect(self._posted)
        dialog.open()

    def _posted(self, _sentence: str) -> None:
        self.posted.emit()

    def _set_busy(self, *, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit()


def _begin_fees(correction: Correction) -> tuple[int, int]:
    fees = correction.fees
    return (0, 0) if fees is None else (fees.tenant_cents, fees.item_cents)

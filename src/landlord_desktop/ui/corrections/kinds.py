"""The corrections a person may make, each as a value: what it asks, what it would do, and how it is posted.

`look` and `post` are run in the background, on values alone.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from landlord_desktop.services.batch_reversal import (
    BatchReversalOrder,
    batch_consequences,
    reverse_batch,
    write_batch_reversal,
)
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal_preview import JournalPreview, preview
from landlord_desktop.services.nsf import NsfOrder, NsfTerms, nsf_consequences, return_receipt, write_nsf
from landlord_desktop.services.reversal_effects import Consequences, hidden_words, void_consequences
from landlord_desktop.services.voids import VoidOrder, void_set, write_void
from landlord_desktop.ui.text import format_day, plural, shown

_LOOKED_AT = "looked at beforehand"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person entered. `day` None: left as it was proposed, each set on its own posting date where it may be.

    `unwind`: what used the money since is taken back too. `repost`: the payment may be posted again. Fees are cents.
    """

    reason: str
    day: date | None
    unwind: bool = False
    repost: bool = True
    fee_cents: int = 0
    item_fee_cents: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a correction would do with some answers; the preview is empty where it is refused."""

    consequences: Consequences
    preview: JournalPreview
    day_words: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fees:
    """The fees that an NSF begins with, in cents; `fee_code` is empty where there is no tenant to charge."""

    tenant_cents: int
    item_cents: int
    fee_code: str


class Correction(Protocol):
    """One correction of one record."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def day_title(self) -> str: ...
    @property
    def fees(self) -> Fees | None: ...
    @property
    def asks_repost(self) -> bool: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    def look(self, books: Books, answers: Answers) -> Outlook: ...
    def post(self, books: Books, answers: Answers) -> str: ...


_TOPICS = ("receipts", "charges", "credits", "slips", "batches", "working_lines", "journal")


@dataclass(frozen=True, slots=True)
class VoidCorrection:
    """The void of a transaction set. `name` is what a sentence calls it, `facts` says what it is."""

    set_id: int
    name: str
    facts: str
    asks_repost: bool = False
    day_title: str = "Void &Date"
    fees: Fees | None = None
    topics: tuple[str, ...] = _TOPICS

    @property
    def title(self) -> str:
        """The question."""
        return f"Void {self.name}?"

    @property
    def text(self) -> str:
        """What a void does."""
        facts = f"{shown(self.facts)} " if self.facts else ""
        return f"{facts}The whole transaction is taken back by another; both stay in the journal."

    @property
    def action(self) -> str:
        """The button."""
        return "Void"

    def look(self, books: Books, answers: Answers) -> Outlook:
        """What the void would do on that day."""
        effects = void_consequences(books, self.set_id, answers.day)
        order = VoidOrder(self.set_id, _LOOKED_AT, answers.day, unwind=True)
        previewed = JournalPreview()
        if not effects.refusals:
            previewed = preview(books, lambda connection: write_void(connection, books, order))
        return Outlook(effects, previewed, hidden_words(effects))

    def post(self, books: Books, answers: Answers) -> str:
        """Void it; what to tell."""
        void_set(books, VoidOrder(self.set_id, answers.reason, answers.day, answers.unwind, answers.repost))
        return f"{self.name[:1].upper()}{self.name[1:]} is voided."


@dataclass(frozen=True, slots=True)
class NsfCorrection:
    """The return of a deposited payment, with the tenant's fee and the bank's."""

    terms: NsfTerms
    asks_repost: bool = False
    day_title: str = "Return &Date"
    topics: tuple[str, ...] = _TOPICS

    @property
    def title(self) -> str:
        """The question."""
        return f"NSF of receipt {self.terms.receipt_id}?"

    @property
    def text(self) -> str:
        """What was received, and what an NSF does."""
        terms = self.terms
        return (
            f"{shown(terms.payer)}, received into {terms.bank} on {format_day(terms.posted_on)}, deposit slip "
            f"{terms.slip_number}. The bank returned the payment: its charges are unpaid again with their own dates, "
            "and the bank shows a subtraction of its own."
        )

    @property
    def action(self) -> str:
        """The button."""
        return "Post NSF"

    @property
    def fees(self) -> Fees | None:
        """The fees of the bank account code."""
        return Fees(self.terms.tenant_fee_cents, self.terms.returned_item_fee_cents, self.terms.fee_code)

    def look(self, books: Books, answers: Answers) -> Outlook:
        """What the NSF would do on that day with these fees."""
        day = answers.day or books.today()
        effects = nsf_consequences(books, self.terms.receipt_id, day)
        order = self._order(Answers(_LOOKED_AT, day, True, True, answers.fee_cents, answers.item_fee_cents))
        previewed = JournalPreview()
        if not effects.refusals:
            previewed = preview(books, lambda connection: write_nsf(connection, books, order))
        notes: tuple[str, ...] = ()
        if any(charge.cents > 0 for charge in effects.charges):
            notes = ("A late fee may become due: AR > Scheduled Receivables, Late Fees compiles it.",)
        return Outlook(effects, previewed, "The day on which the bank took the money back.", notes)

    def post(self, books: Books, answers: Answers) -> str:
        """Post it; what to tell."""
        posted = return_receipt(books, self._order(answers))
        return f"NSF of receipt {posted.receipt_id} is posted; its charges are unpaid again."

    def _order(self, answers: Answers) -> NsfOrder:
        day = answers.day
        if day is None:
            raise TypeError("an NSF has a date")
        return NsfOrder(
            self.terms.receipt_id, answers.reason, day, answers.fee_cents, answers.item_fee_cents, answers.unwind
        )


@dataclass(frozen=True, slots=True)
class BatchCorrection:
    """The reversal of a whole posted batch."""

    batch_id: str
    asks_repost: bool = False
    day_title: str = "Void &Date"
    fees: Fees | None = None
    topics: tuple[str, ...] = (*_TOPICS, "outbox")

    @property
    def title(self) -> str:
        """The question."""
        return f"Reverse batch {self.batch_id}?"

    @property
    def text(self) -> str:
        """What a reversal does."""
        return (
            "Every receipt of the batch is voided as recorded in error, and its deposit slip with them. The payments "
            "wait in Batch Receipts again and post only when a person accepts them; the server is told."
        )

    @property
    def action(self) -> str:
        """The button."""
        return "Reverse Batch"

    def look(self, books: Books, answers: Answers) -> Outlook:
        """What the reversal would do on that day."""
        effects = batch_consequences(books, self.batch_id, answers.day)
        order = BatchReversalOrder(self.batch_id, _LOOKED_AT, answers.day, unwind=True)
        previewed = JournalPreview()
        if not effects.refusals:
            previewed = preview(books, lambda connection: write_batch_reversal(connection, books, order))
        own = "Each transaction gets its own posting date, or today where that is locked. Another date is for all."
        return Outlook(effects, previewed, own if answers.day is None else hidden_words(effects))

    def post(self, books: Books, answers: Answers) -> str:
        """Reverse it; what to tell."""
        done = reverse_batch(books, BatchReversalOrder(self.batch_id, answers.reason, answers.day, answers.unwind))
        return f"Batch {self.batch_id} is reversed: {plural(done.receipt_count, 'receipt')} voided."

"""What a correction will do, told before it is done: the very act is carried out and taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books
from landlord_desktop.services.reversal_rows import SetHead, capital, read_head, slip_of
from landlord_desktop.services.reversal_uses import charge_words
from landlord_desktop.services.reversals import Reverser, correction_day
from landlord_desktop.services.voids import VoidOrder, add_void


@dataclass(frozen=True, slots=True)
class ReopenedCharge:
    """A charge that is unpaid again (below zero: paid again). `unpaid_cents` is what is unpaid of it then."""

    charge_id: int
    tenant_id: int
    tenant: str
    words: str
    charged_on: date
    cents: int
    unpaid_cents: int

    @property
    def sentence(self) -> str:
        """"RENT of 3/1/2022 of Tenant KMETZ will be unpaid again: $1,200.00."."""
        if self.cents < 0:
            return f"{self.words} of {self.tenant} will be paid again: {format_cents(-self.cents)}."
        return f"{self.words} of {self.tenant} will be unpaid again: {format_cents(self.cents)}."


@dataclass(frozen=True, slots=True)
class TenantCreditChange:
    """How a tenant's open credit or advance payments in a ledger change."""

    tenant_id: int
    tenant: str
    ledger: str
    kind: str
    cents: int

    @property
    def sentence(self) -> str:
        """"Open credit of Tenant KMETZ falls by $100.00."."""
        what = "Open credit" if self.kind == "open_credit" else "The advance payment"
        turn = "rises" if self.cents > 0 else "falls"
        return f"{what} of {self.tenant} in {self.ledger} {turn} by {format_cents(abs(self.cents))}."


@dataclass(frozen=True, slots=True)
class Unwound:
    """A use of the money that is taken back too."""

    set_id: int
    charge_id: int
    cents: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ShortLedger:
    """A ledger whose money in a bank goes below zero."""

    ledger_id: int
    ledger: str
    bank: str
    short_cents: int

    @property
    def sentence(self) -> str:
        """"NUZIG Inc. will be short $1,080.00 in CHECKING."."""
        return f"{self.ledger} will be short {format_cents(self.short_cents)} in {self.bank}."


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a correction will do. With `refusals` it cannot be done; each says why and what to do first.

    `subject` is what is corrected, `day` the date it would get. `hidden`: that is the posting date, so that both
    disappear from histories. `unwound` is taken back too, so that the correction must be told to (`unwind=True`).
    """

    subject: str
    day: date
    hidden: bool
    charges: tuple[ReopenedCharge, ...] = ()
    credits: tuple[TenantCreditChange, ...] = ()
    unwound: tuple[Unwound, ...] = ()
    short: tuple[ShortLedger, ...] = ()
    notes: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def needs_unwinding(self) -> bool:
        """Whether money was used since, so that its uses must be taken back with it."""
        return bool(self.unwound)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that will happen, in the order to be shown; what to look at first is in `warnings`."""
        return (
            *(charge.sentence for charge in self.charges), *(credit.sentence for credit in self.credits), *self.notes,
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should look at first: refusals, ledgers that will be short, uses that are taken back too."""
        return (
            *self.refusals, *(part.sentence for part in self.short), *(part.sentence for part in self.unwound),
        )


Act = Callable[[Connection], Reverser]


class _TakenBackError(Exception):
    """Leaves the write door, so that nothing is kept."""


def void_consequences(books: Books, set_id: int, void_on: date | None = None) -> Consequences:
    """What voiding a set would do. NotFoundError where there is no such set; every other refusal is told in it.

    For a charge, `voids.set_of_charge` gives its set.
    """

    def act(connection: Connection) -> Reverser:
        reverser = Reverser(connection, books, "looked at beforehand", unwind=True)
        add_void(reverser, VoidOrder(set_id, reverser.reason, void_on, unwind=True))
        reverser.finish()
        return reverser

    return consequences_of(books, set_id, void_on, act)


def consequences_of(
    books: Books, set_id: int, day: date | None, act: Act, *, notes: tuple[str, ...] = (), subject: str = ""
) -> Consequences:
    """What `act` would do to a set; it is carried out with every use taken back, looked at, and taken back itself.

    `subject` is the name of what is corrected, where that is more than the set.
    """
    found: list[Consequences] = []
    with books.store.read() as connection:
        head = read_head(connection, set_id)
        notes = notes or _notes(connection, head)
        try:
            when = correction_day(connection, books, head, day)
        except RuleError:  # it is told with the other refusals
            when = day or head.posted_on
    begun = Consequences(subject or capital(head.name), when, when == head.posted_on, notes=notes)
    try:
        with books.store.write() as connection:
            reverser = act(connection)
            found.append(_read(connection, reverser, begun))
            raise _TakenBackError
    except _TakenBackError:
        return found[0]
    except RuleError as error:
        return Consequences(begun.subject, begun.day, begun.hidden, refusals=error.problems)


def _notes(connection: Connection, head: SetHead) -> tuple[str, ...]:
    """What the voiding of a set does beside charges and credits."""
    if head.kind == "deposit_slip":
        count = slip_of(connection, head.set_id).item_count
        waits = "receipt waits" if count == 1 else "receipts wait"
        return (f"Its {count} {waits} for deposit again.",)
    if head.kind == "nsf":
        return (f"Receipt {head.reverses_set_id} counts again; fees posted with the NSF are taken back with it.",)
    if head.kind == "charge":
        count = int(connection.execute(_TOGETHER, {"set": head.set_id}).scalar_one())
        return (f"{count} charges were posted together and are voided together.",) if count > 1 else ()
    return ()


def _read(connection: Connection, reverser: Reverser, begun: Consequences) -> Consequences:
    first = {"first": reverser.writer.first_set}
    changes = [
        TenantCreditChange(*row) for row in connection.execute(_CREDIT_CHANGES, first)
    ]
    return Consequences(
        begun.subject, begun.day, begun.hidden, tuple(_reopened(connection, reverser)), tuple(changes),
        tuple(
            Unwound(use.set_id, use.charge_id, cents, f"{capital(use.words)}; {format_cents(cents)} is taken back.")
            for use, cents in reverser.taken_back
        ),
        tuple(ShortLedger(*row) for row in connection.execute(_SHORT, first)), (*begun.notes, *reverser.notes),
    )


def _reopened(connection: Connection, reverser: Reverser) -> list[ReopenedCharge]:
    found = []
    for charge_id, cents in sorted(reverser.reopened.items()):
        if cents:
            row = connection.execute(_CHARGE, {"id": charge_id}).one()
            charged_on = date.fromisoformat(row.charged_on)
            words = charge_words(row.code, row.charged_on)
            found.append(
                ReopenedCharge(charge_id, row.tenant_id, row.tenant, words, charged_on, cents, row.unpaid_cents)
            )
    return found


def hidden_words(consequences: Consequences) -> str:
    """What the date of a void means, in a sentence."""
    day = format_day(consequences.day)
    if consequences.hidden:
        return f"Dated {day}, the posting date: both disappear from histories and stay in the journal."
    return f"Dated {day}, another day than the posting date: both stay visible in histories."


_CHARGE = text(
    "SELECT c.tenant_id, t.name AS tenant, k.code, c.charged_on, c.unpaid_cents FROM charge c "
    "JOIN tenant t ON t.id = c.tenant_id JOIN charge_code k ON k.id = c.charge_code_id WHERE c.id = :id"
)
_TOGETHER = text("SELECT count(*) FROM charge WHERE set_id = :set")
_CREDIT_CHANGES = text(
    "SELECT e.tenant_id, t.name, l.name, e.kind, sum(e.amount_cents) FROM credit_entry e "
    "JOIN tenant t ON t.id = e.tenant_id JOIN ledger l ON l.id = e.ledger_id WHERE e.set_id >= :first "
    "GROUP BY e.tenant_id, t.name, l.name, e.kind HAVING sum(e.amount_cents) <> 0 ORDER BY 1, 3, 4"
)
_SHORT = text(
    "SELECT l.id, l.name, a.code, -b.balance_cents FROM account_balance b JOIN ledger l ON l.id = b.ledger_id "
    "JOIN account_code a ON a.id = b.account_id AND a.is_bank = 1 WHERE b.balance_cents < 0 AND EXISTS "
    "(SELECT 1 FROM journal_line j WHERE j.set_id >= :first AND j.ledger_id = b.ledger_id "
    "AND j.account_id = b.account_id GROUP BY j.ledger_id HAVING sum(j.amount_cents) < 0) ORDER BY l.name, a.code"
)

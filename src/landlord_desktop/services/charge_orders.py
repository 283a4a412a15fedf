"""Charge Tenant: several charges of one tenant entered together, and what paid them at once."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.entry_checks import amount_problem, read_payer
from landlord_desktop.services.posting_dates import date_problems


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One charge by its code, in cents. `pays_management` None: to whom the code says."""

    code: str
    amount_cents: int
    memo: str = ""
    pays_management: bool | None = None


@dataclass(frozen=True, slots=True)
class ChargeOrder:
    """Charges to be posted to a tenant. `due_on` only where it is another day than `charged_on`; late fees count it."""

    tenant_id: int
    charged_on: date
    lines: tuple[ChargeLine, ...]
    due_on: date | None = None
    comments: str = ""


@dataclass(frozen=True, slots=True)
class PostedCharges:
    """What was posted, and what of it was paid at once; in cents."""

    first_set_id: int
    count: int
    amount_cents: int
    from_advance_cents: int
    from_credit_cents: int

    @property
    def information(self) -> str:
        """The sentence on what paid the charges at once; empty where nothing did."""
        parts = []
        if self.from_advance_cents:
            parts.append(f"{format_cents(self.from_advance_cents)} was paid by advance payments")
        if self.from_credit_cents:
            parts.append(f"{format_cents(self.from_credit_cents)} of open credit was used for unpaid charges")
        return ", ".join(parts) + "." if parts else ""


def post_charge_order(books: Books, order: ChargeOrder) -> PostedCharges:
    """Post the charges, all or none. RuleError names every fault."""
    with books.store.write() as connection:
        return write_charge_order(connection, books, order)


def write_charge_order(
    connection: Connection, books: Books, order: ChargeOrder, event_id: int | None = None
) -> PostedCharges:
    """The same inside a write that is under way."""
    payer = read_payer(connection, order.tenant_id)
    faults = _faults(books, order)
    if faults:
        raise RuleError(faults)
    due_on = None if order.due_on == order.charged_on else order.due_on
    charges = [
        NewCharge(
            order.tenant_id, line.code, order.charged_on, line.amount_cents, stored_text(line.memo), due_on,
            pays_management=line.pays_management, comments=stored_text(order.comments),
        )
        for line in order.lines
    ]
    first = write_charges(connection, books, charges, event_id=event_id)
    total = sum(charge.amount_cents for charge in charges)
    paid = {row[0]: row[1] for row in connection.execute(_PAID, {"first": first})}
    record(connection, books, "charge tenant", f"set {first}", f"{format_cents(total)} charged to {payer.name}.")
    return PostedCharges(first, len(charges), total, paid.get("advance", 0), paid.get("credit", 0))


def _faults(books: Books, order: ChargeOrder) -> list[str]:
    faults = [] if order.lines else ["Enter at least one charge."]
    for line in order.lines:
        faults += [fault for fault in (amount_problem(line.amount_cents, f"The {line.code} charge"),) if fault]
    if order.due_on is not None:
        faults += date_problems(books, order.due_on, "The Due by date")
    return faults


_PAID = text(
    "SELECT b.source, sum(b.cents) FROM (SELECT CASE WHEN advance_id > 0 THEN 'advance' ELSE 'credit' END AS source, "
    "amount_cents AS cents FROM allocation WHERE set_id >= :first) b GROUP BY b.source"
)

"""What an entry will post, told before it is posted: a frozen value that the screens show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JournalPreview:
    """The effect of one entry. All amounts are cents.

    `banks`: (bank, what its balance changes by); negative where money leaves it.
    `ledgers`: (ledger, what the ledger gets after fees, the management fee it pays or, negative, receives).
    `lines`: (ledger, account, debit, credit); one of the two is None.
    `notes`: sentences on what else will happen, such as open credit that rises.
    """

    banks: tuple[tuple[str, int], ...] = ()
    ledgers: tuple[tuple[str, int, int], ...] = ()
    lines: tuple[tuple[str, str, int | None, int | None], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def debit_cents(self) -> int:
        """The sum of the debits."""
        return sum(debit or 0 for _ledger, _account, debit, _credit in self.lines)

    @property
    def credit_cents(self) -> int:
        """The sum of the credits; equal to the debits, or the entry would be refused."""
        return sum(credit or 0 for _ledger, _account, _debit, credit in self.lines)

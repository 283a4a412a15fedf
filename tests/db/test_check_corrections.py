"""The invariants of corrections: books with every correction are sound; each planted violation is found and named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bank_build import bank_id
from build import TODAY, a_charge, a_tenant, an_office, rows
from corrections_build import deposited, paid
from landlord_desktop.services.books import Books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipts_by_hand import NewLine
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.slip_edits import SlipEditOrder, edit_slip
from landlord_desktop.services.transfers import TransferLine, TransferOrder, post_transfer
from landlord_desktop.services.voids import VoidOrder, void_charge, void_receipt, void_set
from planted import check, plant


def _fill(books: Books) -> None:
    """A slip edited, a receipt returned and one returned by mistake, credit and advances used and taken back."""
    change_settings(books, {"office.use_open_credits": "no"})
    tenant = a_tenant(books)
    rent = a_charge(books, tenant, 100_000)
    first, second = paid(books, tenant, 100_000, (rent, 100_000)), paid(books, tenant, 7_000)
    slip = deposited(books, first, second)
    edit_slip(books, SlipEditOrder(slip.slip_id, (first,), 100_000, "one stayed"))
    deposited(books, second)
    mistaken = return_receipt(books, NsfOrder(second, "R01", TODAY, tenant_fee_cents=500))
    void_set(books, VoidOrder(mistaken.set_id, "the wrong one"))
    return_receipt(books, NsfOrder(first, "R01", TODAY, tenant_fee_cents=500, returned_item_fee_cents=100))
    a_charge(books, tenant, 3_000)
    home = int(rows(books, "SELECT id FROM ledger WHERE code = 'NU'")[0][0])
    given = paid(books, tenant, 4_000)
    late = a_charge(books, tenant, 11_000, code="LATE")
    paid(books, tenant, 500, (late, 500), from_credit=((late, 10_500, home),))
    void_receipt(books, given, "x", unwind=True)
    for cents in (20_000, 30_000):
        paid(books, tenant, cents, new=(NewLine("WATER", cents, advance=True),))
    a_charge(books, tenant, 25_000, code="WATER")
    void_receipt(books, int(rows(books, "SELECT min(set_id) FROM advance_payment")[0][0]), "x", unwind=True)
    void_charge(books, a_charge(books, tenant, 800), "x")
    escrow = bank_id(books, "ESCROW")
    post_transfer(books, TransferOrder(bank_id(books), escrow, TODAY, (TransferLine(home, 10),)))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corrected") / "office.db"
    books = an_office(path)
    _fill(books)
    report = run_checks(books, deep=True)
    books.close()
    assert report.findings == ()
    return path


@pytest.fixture
def office(sound: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "office.db"
    shutil.copy(sound, copy)
    return copy


VOID = "(SELECT min(v.id) FROM transaction_set v JOIN receipt r ON r.id = v.reverses_set_id WHERE v.kind = 'void')"
SLIP_VOID = "(SELECT voided_by_set_id FROM deposit_slip WHERE number = 1)"
NSF = "(SELECT returned_by_set_id FROM receipt WHERE returned_by_set_id IS NOT NULL)"
MIRROR, MARKS = "reversing sets are exact mirrors", "voided records and their voids name each other"
RETURN, SLIP = "returned receipts and their NSF name each other", "deposit slips are their receipts"
ADVANCE = "advance payments are used as the charges they pay say"
ITEMS = "bank lines are what the sets moved in the banks"
APPROVED = "approved returns have their NSF, and each NSF the amount that came back"
A_RETURN = (
    "INSERT INTO returned_payment (origin, return_id, payment_id, source_key, batch_id, returned_on, amount_cents, "
    "kind, reason_code, reason, tenant_code, unit_code, file_name, received_at, state, set_id, settled_by, "
    "settled_reason, unreadable, raw_text) SELECT 'server', 'RET-1', 'P-1', 'PF/P-1', '', '2022-03-08', 500, 'return', "
    "'', '', '', '', '', '2022-03-08T00:00:00.000000Z', 'approved', {set}, '', '', '', ''"
)
EVENT = "sets of one action name its first set"
PLANTED = [
    (MIRROR, f"UPDATE journal_line SET amount_cents = amount_cents + 1 WHERE set_id = {NSF} AND line = 1", "lines"),
    (MIRROR, f"UPDATE journal_line SET unit_id = NULL WHERE set_id = {VOID} AND line = 1", "lines are not"),
    (MIRROR, f"UPDATE allocation SET fee_cents = fee_cents - 1 WHERE set_id = {NSF}", "the same allocations"),
    (MIRROR, f"DELETE FROM credit_entry WHERE set_id = {VOID}", "the same credit"),
    (MIRROR, f"UPDATE bank_item SET amount_cents = amount_cents - 1 WHERE set_id = {SLIP_VOID}", "lines of the bank"),
    (MARKS, "UPDATE charge SET voided_by_set_id = NULL WHERE voided_by_set_id IS NOT NULL AND amount_cents = 800",
     "do not name each other"),
    (MARKS, f"UPDATE charge SET voided_by_set_id = {SLIP_VOID}, unpaid_cents = 0 WHERE id = 1", "Charge 1: it and"),
    (MARKS, "UPDATE deposit_slip SET voided_by_set_id = NULL", "Deposit slip of set 4: it and the set that voids it"),
    (MARKS, "INSERT INTO allocation SELECT 1, id, 0, 0, NULL, 300, 0 FROM charge WHERE amount_cents = 800",
     "is voided, but $3.00 of it is paid"),
    (RETURN, "UPDATE receipt SET returned_by_set_id = NULL", "it and its NSF do not name each other"),
    (RETURN, "UPDATE receipt SET returned_by_set_id = 1 WHERE id = 2", "Receipt 2: it and its NSF"),
    (RETURN, "UPDATE receipt SET slip_id = NULL WHERE returned_by_set_id IS NOT NULL", "is on no deposit slip"),
    (APPROVED, A_RETURN.format(set=1), "payment P-1 is approved, but it has no NSF of its receipt"),
    (APPROVED, A_RETURN.format(set=NSF), "Payment P-1 came back with $5.00, but the NSF of receipt 2 took $1,000.00"),
    (SLIP, "DELETE FROM slip_receipt WHERE slip_id = (SELECT min(id) FROM deposit_slip)", "0 were put on it, $0.00"),
    (SLIP, "UPDATE receipt SET slip_id = (SELECT min(id) FROM deposit_slip) WHERE id = 3", "voided or never held it"),
    (SLIP, "UPDATE deposit_slip SET replaces_slip_id = (SELECT id FROM deposit_slip WHERE number = 2) WHERE number = 3",
     "Slip 3 takes the place of slip 2, which is not voided"),
    (ADVANCE, "UPDATE advance_payment SET unused_cents = unused_cents + 1 WHERE reversed = 0", "is unused, but"),
    (ADVANCE, "UPDATE advance_payment SET unused_cents = 5 WHERE reversed = 1", "$0.05 is unused, but charges"),
    (ADVANCE, "UPDATE advance_payment SET reversed = 0", "counts as receipt"),
    (ADVANCE, "UPDATE receipt SET advance_cents = advance_cents + 2 WHERE advance_cents > 0", "its parts are $300.00"),
    (ADVANCE, "UPDATE tenant_credit SET balance_cents = 7 WHERE kind = 'advance_payment'", "the balance kept is $0.07"),
    (ITEMS, f"UPDATE bank_item SET amount_cents = amount_cents - 1 WHERE set_id = {NSF}", "in bank CHECKING, the bank"),
    (ITEMS, "DELETE FROM bank_item WHERE set_id = (SELECT max(id) FROM transaction_set) AND line = 2", "bank ESCROW"),
    (ITEMS, "UPDATE bank_item SET amount_cents = 1 WHERE set_id = (SELECT id FROM deposit_slip WHERE number = 2)",
     "Slip 2 of $1,000.00: the bank's line shows $0.01"),
    (ITEMS, "INSERT INTO bank_item SELECT 2, 9, bank_account_id, 1, '', '', NULL FROM bank_item LIMIT 1",
     "Set 2 (receipt) has a line of the bank"),
    (EVENT, "UPDATE transaction_set SET event_id = 999 WHERE id = 2", "Set 2 is said to belong to the action"),
    (EVENT, "UPDATE transaction_set SET event_id = 6 WHERE id = 2", "which began none"),
]


@pytest.mark.parametrize(("name", "statement", "words"), PLANTED)
def test_a_planted_violation_is_found_and_named(office: Path, name: str, statement: str, words: str) -> None:
    plant(office, statement)
    result = check(office, name)
    assert not result.ok
    assert any(words in finding for finding in result.findings), result.findings

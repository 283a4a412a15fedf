"""The books as a machine driven at random; after each step they are proven, and a second, naive reckoning agrees.

The reckoning knows charges and live receipts alone: what a tenant owes is the sum of one less the sum of the other.
"""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text

from build import LYNN, MOMENT, TODAY, a_batch, a_charge, a_payment, a_tenant, an_office
from landlord_desktop.rules.batch import PROPOSED, Reason
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.batch_posting import post_batches
from landlord_desktop.services.batch_status import mark_processed, mark_unprocessed
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import open_books
from landlord_desktop.services.charges import set_disputed
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.deposits import post_slip, post_whole_batch_slips, undeposited_receipts
from landlord_desktop.services.receipt_posting import PostResult, post_working_lines
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import (
    TypedPayment,
    accept_proposal,
    add_payment,
    list_lines,
    put_back,
    remove_line,
    start_over,
    update_all_dates,
    withdraw_acceptance,
)

TENANTS = ("ANN", "BOB", "CLEO")
CENTS = st.sampled_from([1, 500, 5_000, 98_000, 100_000, 103_000])
DAYS = st.sampled_from([-40, 0, 20, 45])
PLACE = st.integers(0, 9)
HOW = st.sampled_from(["not", "list", "proposals", "proposals", "command", "command of each"])
_PREPARED: list[Path] = []


def prepared_office() -> Path:
    """An office with three tenants, made once; the machines work on copies."""
    if not _PREPARED:
        path = Path(tempfile.mkdtemp()) / "office.db"
        books = an_office(path)
        for place, code in enumerate(TENANTS):
            a_tenant(books, code, ledger="OAK" if place == 2 else "NU")
        books.close()
        _PREPARED.append(path)
    return _PREPARED[0]


@pytest.fixture(scope="module", autouse=True)
def _tidy():
    yield
    while _PREPARED:
        shutil.rmtree(_PREPARED.pop().parent)


@dataclass
class Receipt:
    """A receipt as the naive reckoning knows it. `payer` is a tenant's id; None for a ledger."""

    payer: int | None
    cents: int
    payment_id: str | None
    live: bool = True
    keeps_key: bool = True
    deposited: bool = False


class BooksMachine(RuleBasedStateMachine):
    """Everything a person may do, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        path = shutil.copy(prepared_office(), self.folder / "office.db")
        self.books = open_books(str(path), actor=LYNN, clock=lambda: MOMENT)
        self.charged: dict[int, int] = dict.fromkeys(range(1, len(TENANTS) + 1), 0)
        self.receipts: dict[int, Receipt] = {}
        self.payments = 0
        self.batches: list[str] = []

    def teardown(self) -> None:
        self.books.close()
        shutil.rmtree(self.folder)

    @initialize(cents=CENTS)
    def begin(self, cents: int) -> None:
        for tenant in self.charged:
            self.charge(tenant, cents, "RENT", 0, disputed=False)

    @rule(
        tenant=st.integers(1, 3), cents=CENTS, code=st.sampled_from(["RENT", "LATE"]), days=DAYS, disputed=st.booleans()
    )
    def charge(self, tenant: int, cents: int, code: str, days: int, *, disputed: bool) -> None:
        a_charge(self.books, tenant, cents, code=code, on=TODAY + timedelta(days=days), disputed=disputed)
        self.charged[tenant] += cents

    @rule(place=PLACE, disputed=st.booleans())
    def dispute(self, place: int, *, disputed: bool) -> None:
        found = self._rows("SELECT id FROM charge")
        set_disputed(self.books, found[place % len(found)][0], disputed=disputed)

    @rule(tenant=st.integers(1, 3), cents=st.none() | CENTS, how=HOW)
    def pay_by_check(self, tenant: int, cents: int | None, how: str) -> None:
        """Without an amount: what is due."""
        line = add_payment(self.books, TypedPayment(TODAY, cents or 1, tenant))
        if cents is None:
            due = next(row.due_cents for row in list_lines(self.books) if row.line_id == line)
            remove_line(self.books, line, "only asked")
            if due > 0:
                add_payment(self.books, TypedPayment(TODAY, due, tenant))
        self.post(how)

    @rule(
        payments=st.lists(st.tuples(st.sampled_from([*TENANTS, "NOBODY", None]), CENTS), min_size=1, max_size=4),
        how=HOW,
    )
    def fetch_and_load(self, payments: list[tuple[str | None, int]], how: str) -> None:
        items = []
        for code, cents in payments:
            self.payments += 1
            facts = {} if code else {"payer_kind": "owner", "ledger_code": "OAK"}
            items.append(a_payment(f"p{self.payments}", cents, code, **facts))
        self.batches.append(f"B{len(self.batches)}")
        a_batch(self.books, self.batches[-1], *items)
        if how != "command":
            load_batch(self.books, self.batches[-1])
        self.post(how)

    @precondition(lambda self: self.batches)
    @rule(place=PLACE, act=st.sampled_from(["load", "unprocessed", "processed", "processed without removed"]))
    def handle_batch(self, place: int, act: str) -> None:
        batch_id = self.batches[place % len(self.batches)]
        if act == "load":
            load_batch(self.books, batch_id)
        elif act == "unprocessed":
            mark_unprocessed(self.books, batch_id)
            load_batch(self.books, batch_id)
        elif act == "processed" or not self._rows("SELECT 1 FROM working_line WHERE state = 'removed'"):
            mark_processed(self.books, batch_id, with_removed=True)
        else:
            with suppress(RuleError):
                mark_processed(self.books, batch_id)

    @rule(place=PLACE, act=st.sampled_from(["accept", "accept", "withdraw", "remove", "put back"]))
    def handle_line(self, place: int, act: str) -> None:
        lines = list_lines(self.books, removed=act == "put back")
        if not lines:
            return
        line = lines[place % len(lines)]
        if act == "withdraw":
            withdraw_acceptance(self.books, line.line_id)
        elif act == "remove":
            remove_line(self.books, line.line_id, "tried")
        elif act == "put back":
            put_back(self.books, line.line_id)
        elif line.proposal_words:
            accept_proposal(self.books, line.line_id)
        else:
            with pytest.raises(RuleError):
                accept_proposal(self.books, line.line_id)

    @rule(days=st.integers(-3, 3), anew=st.sampled_from([None, None, True, False]))
    def handle_list(self, days: int, anew: bool | None) -> None:
        update_all_dates(self.books, TODAY + timedelta(days=days))
        if anew is not None:
            start_over(self.books, typed_too=anew)

    @rule(how=HOW)
    def post(self, how: str) -> None:
        if how == "not":
            return
        if how.startswith("command"):
            self._take(post_batches(self.books, None if how == "command" else self.batches, accept_proposals=True))
            return
        before = {line.line_id: line for line in list_lines(self.books)}
        result = post_working_lines(self.books, accept_proposals=how == "proposals")
        for payment in result.posted:
            line = before[payment.line_id]
            assert line.amount_cents == payment.amount_cents
            assert how == "proposals" or line.ready
        self._take(result)
        if how == "proposals":
            assert not {held.reason for held in result.held} & (PROPOSED - {Reason.NOT_A_TENANT})

    def _take(self, result: PostResult) -> None:
        kept = {one.payment_id: key for key, one in self.receipts.items() if one.payment_id and one.keeps_key}
        for payment in result.posted:
            assert payment.payment_id not in kept
            payer = self._rows("SELECT tenant_id FROM receipt WHERE id = :id", id=payment.receipt_id)[0][0]
            assert payment.receipt_id not in self.receipts
            self.receipts[payment.receipt_id] = Receipt(payer, payment.amount_cents, payment.payment_id)
        for payment in result.already_posted:
            assert kept[payment.payment_id] == payment.receipt_id

    @rule(place=PLACE, as_error=st.booleans())
    def void(self, place: int, *, as_error: bool) -> None:
        if not self.receipts:
            return
        receipt_id = sorted(self.receipts)[place % len(self.receipts)]
        receipt = self.receipts[receipt_id]
        if not receipt.live or receipt.deposited:
            with pytest.raises(RuleError):
                void_receipt(self.books, receipt_id, "tried", as_error=as_error)
            return
        with suppress(RuleError):  # what became open credit may be used by now
            void_receipt(self.books, receipt_id, "tried", as_error=as_error)
            receipt.live, receipt.keeps_key = False, not as_error

    @rule(place=PLACE, whole=st.booleans())
    def deposit(self, place: int, *, whole: bool) -> None:
        if whole:
            self._deposit_whole_batches()
            return
        bank_id = self._rows("SELECT id FROM account_code WHERE code = 'CHECKING'")[0][0]
        waiting = undeposited_receipts(self.books, bank_id)
        assert {one.receipt_id for one in waiting} == {
            key for key, one in self.receipts.items() if one.live and not one.deposited
        }
        some = waiting[: place + 1]
        if some:
            post_slip(self.books, bank_id, [one.receipt_id for one in some], sum(one.amount_cents for one in some))
            self._deposited(one.receipt_id for one in some)

    def _deposit_whole_batches(self) -> None:
        slips = post_whole_batch_slips(self.books)
        for slip in slips:
            found = self._rows("SELECT id FROM receipt WHERE slip_id = :id", id=slip.slip_id)
            self._deposited(row[0] for row in found)
        assert post_whole_batch_slips(self.books) == []

    def _deposited(self, receipt_ids: object) -> None:
        for receipt_id in receipt_ids:  # type: ignore[attr-defined]
            assert not self.receipts[receipt_id].deposited
            self.receipts[receipt_id].deposited = True

    @invariant()
    def the_books_are_sound(self) -> None:
        report = run_checks(self.books)
        assert report.ok, report.findings

    @invariant()
    def the_naive_reckoning_agrees(self) -> None:
        owed = dict.fromkeys(self.charged, 0)
        owed |= dict(self._rows("SELECT tenant_id, sum(unpaid_cents) FROM charge GROUP BY tenant_id"))
        for tenant, cents in self._rows("SELECT tenant_id, sum(balance_cents) FROM tenant_credit GROUP BY tenant_id"):
            owed[tenant] -= cents
        live = [one for one in self.receipts.values() if one.live]
        for tenant, charged in self.charged.items():
            assert owed[tenant] == charged - sum(one.cents for one in live if one.payer == tenant)
        bank = (
            "SELECT sum(balance_cents) FROM account_balance "
            "WHERE account_id IN (SELECT id FROM account_code WHERE is_bank = 1)"
        )
        assert (self._rows(bank)[0][0] or 0) == sum(one.cents for one in live)

    @invariant()
    def batches_count_what_is_posted(self) -> None:
        for row in list_batches(self.books):
            assert row.posted + row.removed <= row.item_count
            assert row.held >= 0

    def _rows(self, query: str, **values: object) -> list[tuple]:
        with self.books.store.read() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]


BooksMachine.TestCase.settings = settings(
    max_examples=30, stateful_step_count=30, phases=[Phase.generate, Phase.shrink], deadline=None, database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestBooksMachine = BooksMachine.TestCase

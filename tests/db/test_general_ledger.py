"""The general ledger answers with balances that add up, whatever is asked for, and leaves out what never happened."""

from datetime import date, timedelta

import pytest

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.services.books import Books
from landlord_desktop.services.general_ledger import LedgerQuestion, general_ledger, usual_side
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import TypedPayment, add_payments

FEBRUARY, MARCH = date(2022, 2, 3), TODAY


def _id(books: Books, table: str, code: str) -> int:
    return int(rows(books, f"SELECT id FROM {table} WHERE code = :code", code=code)[0][0])


def _receive(books: Books, tenant: int, cents: int, day: date) -> int:
    a_charge(books, tenant, cents, on=day)
    add_payments(books, [TypedPayment(day, cents, tenant)])
    return post_working_lines(books).posted[0].receipt_id


@pytest.fixture
def tenants(books: Books) -> tuple[int, int]:
    """Rents of two ledgers in February and March, with 10 % of fee."""
    kmetz, bell = a_tenant(books), a_tenant(books, "BELL", ledger="OAK")
    for day in (FEBRUARY, MARCH):
        _receive(books, kmetz, 100_000, day)
        _receive(books, bell, 50_000, day)
    return kmetz, bell


def _figures(books: Books, **asked: object) -> dict[str, tuple[int, int, int, int]]:
    answer = general_ledger(books, LedgerQuestion(**asked))  # type: ignore[arg-type]
    return {
        one.code: (one.opening_cents, one.debit_cents, one.credit_cents, one.closing_cents) for one in answer.accounts
    }


@pytest.mark.usefixtures("tenants")
def test_all_ledgers_balance_and_carry_forward(books: Books) -> None:
    whole = general_ledger(books, LedgerQuestion())
    assert (whole.opening_cents, whole.closing_cents) == (0, 0)
    assert whole.debit_cents == whole.credit_cents == 360_000
    march = _figures(books, first=date(2022, 3, 1), last=date(2022, 3, 31))
    assert march["RENT"] == (-150_000, 0, 150_000, -300_000)
    assert march["CHECKING"] == (150_000, 165_000, 15_000, 300_000)
    february = _figures(books, last=date(2022, 2, 28))
    assert february["RENT"] == (0, 0, 150_000, -150_000)
    assert _figures(books, first=date(2022, 4, 1))["RENT"] == (-300_000, 0, 0, -300_000)


@pytest.mark.usefixtures("tenants")
def test_one_ledger_and_one_account(books: Books) -> None:
    ledger, bank = _id(books, "ledger", "OAK"), _id(books, "account_code", "CHECKING")
    asked = LedgerQuestion(ledger, bank, date(2022, 3, 1))
    answer = general_ledger(books, asked)
    assert [(line.posted_on, line.debit_cents, line.credit_cents, line.balance_cents) for line in answer.lines] == [
        (MARCH, 50_000, None, 95_000), (MARCH, None, 5_000, 90_000)
    ]
    assert (answer.carried_cents, answer.opening_cents, answer.closing_cents, answer.line_count) == (
        45_000, 45_000, 90_000, 2
    )
    assert {(line.ledger, line.tenant, line.unit) for line in answer.lines} == {("OAK", "BELL", "U-BELL")}
    all_ledgers = general_ledger(books, LedgerQuestion(account_id=bank))
    assert all_ledgers.lines[-1].balance_cents == all_ledgers.closing_cents == 300_000


@pytest.mark.usefixtures("tenants")
def test_only_the_newest_lines_are_listed_but_sums_are_of_all(books: Books) -> None:
    asked = LedgerQuestion(account_id=_id(books, "account_code", "RENT"))
    answer = general_ledger(books, asked, most=3)
    assert (len(answer.lines), answer.line_count, answer.carried_cents) == (3, 4, -100_000)
    assert answer.lines[-1].balance_cents == answer.closing_cents == -300_000


def test_a_tenant_and_a_unit(books: Books, tenants: tuple[int, int]) -> None:
    kmetz, _bell = tenants
    first = date(2022, 3, 1)
    assert _figures(books, tenant_id=kmetz, first=first)["RENT"] == (-100_000, 0, 100_000, -200_000)
    unit = _id(books, "unit", "U-BELL")
    assert _figures(books, unit_id=unit, first=first)["RENT"] == (-50_000, 0, 50_000, -100_000)


def test_voids_of_the_same_day_are_left_out(books: Books, tenants: tuple[int, int]) -> None:
    kmetz, _bell = tenants
    before = general_ledger(books, LedgerQuestion())
    same_day = _receive(books, kmetz, 7_000, MARCH)
    void_receipt(books, same_day, "typed twice")
    assert general_ledger(books, LedgerQuestion()) == before
    bank = _id(books, "account_code", "CHECKING")
    everything = general_ledger(books, LedgerQuestion(account_id=bank, with_voided=True))
    plain = general_ledger(books, LedgerQuestion(account_id=bank))
    assert everything.closing_cents == plain.closing_cents == before.accounts[0].closing_cents
    assert {line.state for line in plain.lines} == {""}
    assert [line.state for line in everything.lines if line.state] == ["voided"] * 3 + ["void"] * 3
    assert everything.debit_cents - plain.debit_cents == everything.credit_cents - plain.credit_cents == 8_400


def test_voids_of_a_later_day_are_seen(books: Books, tenants: tuple[int, int]) -> None:
    kmetz, _bell = tenants
    receipt = _receive(books, kmetz, 7_000, MARCH - timedelta(days=3))
    void_receipt(books, receipt, "typed twice", void_on=MARCH)
    lines = general_ledger(books, LedgerQuestion(account_id=_id(books, "account_code", "RENT"))).lines
    assert [(line.state, line.memo) for line in lines if line.state] == [
        ("voided", ""), ("void", f"Void of receipt {receipt}: typed twice")
    ]
    assert lines[-1].balance_cents == -300_000


def test_what_was_unwound_leaves_no_cent_behind(books: Books, tenants: tuple[int, int]) -> None:
    kmetz, _bell = tenants
    a_charge(books, kmetz, 10_000)
    add_payments(books, [TypedPayment(MARCH, 40_000, kmetz)])
    made_credit = post_working_lines(books, accept_proposals=True).posted[0].receipt_id
    for cents in (9_000, 8_000):
        a_charge(books, kmetz, cents)  # paid out of the open credit at once
    add_payments(books, [TypedPayment(MARCH, 10_000, kmetz)])
    used_credit = post_working_lines(books, accept_proposals=True).posted
    void_receipt(books, made_credit, "typed twice", unwind=True)
    for receipt in used_credit:
        void_receipt(books, receipt.receipt_id, "typed twice", unwind=True)
    for first, last in ((None, None), (MARCH, MARCH), (MARCH + timedelta(days=1), None), (None, FEBRUARY)):
        plain, everything = (
            general_ledger(books, LedgerQuestion(first=first, last=last, with_voided=voided))
            for voided in (False, True)
        )
        figures = [
            {one.code: (one.opening_cents, one.closing_cents) for one in answer.accounts if one.closing_cents}
            for answer in (plain, everything)
        ]
        assert figures[0] == figures[1]


def test_an_account_without_lines_is_shown_with_nothing(books: Books) -> None:
    account = _id(books, "account_code", "RENT")
    answer = general_ledger(books, LedgerQuestion(account_id=account))
    assert [(one.code, one.closing_cents) for one in answer.accounts] == [("RENT", 0)]
    assert answer.lines == ()
    assert general_ledger(books, LedgerQuestion(account_id=4711)).accounts == ()


def test_the_usual_side() -> None:
    assert (usual_side(500, "current_asset"), usual_side(-500, "income"), usual_side(500, "equity")) == (500, 500, -500)

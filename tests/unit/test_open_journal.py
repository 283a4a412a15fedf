"""The journal as text for other programs: names, amounts, hostile texts. The programs themselves judge it in e2e."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.formats.beancount import beancount_text
from landlord_desktop.formats.hledger import hledger_text
from landlord_desktop.formats.open_journal import (
    JournalAccount,
    JournalHead,
    JournalPosting,
    JournalSet,
    decimal_text,
    one_line,
    root_of,
    unique_parts,
)
from landlord_desktop.rules.ledger import ACCOUNT_TYPES

DAY = date(2022, 3, 8)
HEAD = JournalHead("NUZIG Inc.", DAY, 1, date(2022, 3, 9))
HOSTILE = 'a"b\\c\nd\u202ee; date:99, [2021-99-99] | f'


def lines_of(writer, narration="Rent", facts=(), head=HEAD):
    accounts = [
        JournalAccount("Assets:NU:CHECKING", DAY, -120050, (("account_name", narration),)),
        JournalAccount("Income:NU:RENT", DAY, 120050),
        JournalAccount("Assets:Tenants:NU:KMETZ", DAY, 5, of_tenants=True),
    ]
    postings = (
        JournalPosting("Assets:NU:CHECKING", -120050, (("tenant", narration),)),
        JournalPosting("Income:NU:RENT", 120050),
        JournalPosting("Assets:Tenants:NU:KMETZ", 5, of_tenants=True),
    )
    one = JournalSet(7, DAY, narration, tuple(facts), postings, 3)
    return "".join(writer(head, accounts, [one])).splitlines()


def test_a_set_in_beancount() -> None:
    lines = lines_of(beancount_text, facts=[("kind", "void")])
    start = lines.index('2022-03-08 * "Rent" ^set-7 ^set-3')
    assert lines[start + 1 :] == [
        "  set: 7", '  kind: "void"', "  Assets:NU:CHECKING  -1200.50 USD", '    tenant: "Rent"',
        "  Income:NU:RENT  1200.50 USD", "  Assets:Tenants:NU:KMETZ  0.05 TENANTUSD", "",
        "2022-03-09 balance Assets:NU:CHECKING  -1200.50 ~ 0 USD", "2022-03-09 balance Income:NU:RENT  1200.50 ~ 0 USD",
        "2022-03-09 balance Assets:Tenants:NU:KMETZ  0.05 ~ 0 TENANTUSD",
    ]
    assert "2022-03-08 open Assets:Tenants:NU:KMETZ TENANTUSD" in lines


def test_a_set_in_hledger() -> None:
    lines = lines_of(hledger_text, facts=[("kind", "void")])
    start = lines.index("2022-03-08 * (7) Rent")
    assert lines[start + 1 :] == [
        "    ; kind:void, reverses:3", "    Assets:NU:CHECKING  $-1200.50  ; tenant:Rent",
        "    Income:NU:RENT  $1200.50", "    Assets:Tenants:NU:KMETZ  0.05 TENANTUSD", "",
        "2022-03-09 * Balances as the books keep them", "    Assets:NU:CHECKING  $0.00 = $-1200.50",
        "    Income:NU:RENT  $0.00 = $1200.50", "    Assets:Tenants:NU:KMETZ  0.00 TENANTUSD = 0.05 TENANTUSD",
    ]
    assert "account Assets:NU:CHECKING  ; account_name:Rent" in lines


@pytest.mark.parametrize("writer", [beancount_text, hledger_text])
def test_books_without_entries_assert_nothing(writer) -> None:
    text = "".join(writer(JournalHead("New", DAY, 0, None), [], []))
    assert "0 transaction sets" in text
    assert "balance Assets" not in text
    assert "Balances as" not in text


@pytest.mark.parametrize("writer", [beancount_text, hledger_text])
def test_hostile_text_adds_no_line_and_turns_no_direction(writer) -> None:
    plain, hostile = lines_of(writer), lines_of(writer, HOSTILE, head=JournalHead(HOSTILE, DAY, 1, date(2022, 3, 9)))
    assert len(hostile) == len(plain)
    assert "\u202e" not in "".join(hostile)


def test_quotes_are_escaped_in_beancount_and_marks_of_a_comment_in_hledger() -> None:
    beancount, hledger = lines_of(beancount_text, HOSTILE), lines_of(hledger_text, HOSTILE)
    escaped = r'a\"b\\c⟦U+000A⟧d⟦U+202E⟧e; date:99, [2021-99-99] | f'
    assert f'2022-03-08 * "{escaped}" ^set-7 ^set-3' in beancount
    assert f'    tenant: "{escaped}"' in beancount
    described = next(line for line in hledger if line.startswith("2022-03-08 *"))
    assert described == r'2022-03-08 * (7) a"b\c⟦U+000A⟧d⟦U+202E⟧e⟦U+003B⟧ date:99, [2021-99-99] ⟦U+007C⟧ f'
    tagged = next(line for line in hledger if line.startswith("    Assets:NU:CHECKING  $-1200"))
    assert tagged.endswith("e; date:99⟦U+002C⟧ ⟦U+005B⟧2021-99-99] | f")


@given(st.lists(st.text(max_size=6), max_size=30))
def test_every_code_gets_a_part_of_its_own_that_both_programs_take(codes) -> None:
    parts = unique_parts(codes, ["Tenants"])
    assert len({part.casefold() for part in parts} | {"tenants"}) == len(codes) + 1
    assert all(re.fullmatch(r"[A-Z0-9][A-Za-z0-9-]*", part) for part in parts)
    assert parts == unique_parts(codes, ["Tenants"])


def test_codes_that_become_alike_stay_apart() -> None:
    codes = ["CASH IN", "CASH-IN", "cash in", "CASH-IN-2", "", "Ölçü", "東京", "TENANTS", "-x-"]
    assert unique_parts(codes, ["Tenants"]) == [
        "CASH-IN", "CASH-IN-2", "Cash-in-3", "CASH-IN-2-2", "X", "Olcu", "X-2", "TENANTS-2", "X-3"
    ]


@given(st.integers(-(10**15), 10**15))
def test_amounts_keep_every_cent(cents) -> None:
    text = decimal_text(cents)
    assert re.fullmatch(r"-?[0-9]+\.[0-9]{2}", text)
    assert int(text.replace(".", "")) == cents


def test_amounts_are_cents_never_floats() -> None:
    assert [decimal_text(value) for value in (0, -5, 100, -120050)] == ["0.00", "-0.05", "1.00", "-1200.50"]
    with pytest.raises(TypeError):
        decimal_text(1.5)  # type: ignore[arg-type]


def test_every_account_type_has_its_root() -> None:
    assert {root_of(kind) for kind in ACCOUNT_TYPES} == {"Assets", "Liabilities", "Equity", "Income", "Expenses"}


@given(st.text())
def test_one_line_is_one_line(text) -> None:
    assert len(one_line(text).splitlines()) <= 1

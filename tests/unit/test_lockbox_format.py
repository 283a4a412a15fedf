"""Lockbox files as text: what is read, every fault by its line, and what is written reads back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.formats.lockbox import LockboxPayment, decode, read, write

HEADER = "date,tenant_id,unit_id,amount,memo,payment_id\n"


def test_a_file_is_read():
    found = read(HEADER + "2022-03-08,KMETZ,2118OAK,1200.00,Check #12,P1\n3/9/2022,,2118OAK,\"$1,032.5\",,\n")
    assert found.errors == ()
    assert found.payments == (
        LockboxPayment(date(2022, 3, 8), 120_000, "KMETZ", "2118OAK", "Check #12", "P1", 2),
        LockboxPayment(date(2022, 3, 9), 103_250, "", "2118OAK", "", "", 3),
    )


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_read_with_and_without_its_mark(mark):
    found = decode(mark + (HEADER + "2022-03-08,KMETZ,,1.00,Mü,\n").encode())
    assert found.errors == ()
    assert found.payments[0].memo == "Mü"


def test_columns_may_stand_in_any_order_and_case():
    found = read("Amount,Date,Tenant_ID,unit_id,payment_id,memo\n5,3/8/2022,KMETZ,,,x\n")
    assert (found.payments[0].amount_cents, found.payments[0].memo) == (500, "x")


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ((HEADER + "2022-03-08,KMETZ,,1.00,M").encode() + b"\xfc,\n", 2, "not UTF-8"),
        ((HEADER + "x").encode("utf-16"), 1, "not UTF-8"),
        (HEADER.encode() + b"\x00", 1, "not a text file"),
        (b"", 1, "The file is empty"),
        (b"\n\n", 1, "The file is empty"),
    ],
)
def test_what_is_no_lockbox_file_is_refused(content, line, words):
    found = decode(content)
    assert found.payments == ()
    assert [(error.line, words in error.sentence) for error in found.errors] == [(line, True)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2022-02-30,KMETZ,,1.00,,", "The date"),
        ("1850-01-01,KMETZ,,1.00,,", "The date"),
        ("8.3.2022,KMETZ,,1.00,,", "The date"),
        ("2022-03-08,KMETZ,,0,,", "The amount"),
        ("2022-03-08,KMETZ,,-5.00,,", "The amount"),
        ("2022-03-08,KMETZ,,1.005,,", "The amount"),
        ("2022-03-08,KMETZ,,99999999999999,,", "The amount"),
        ("2022-03-08,,,1.00,,", "Give the tenant_id"),
        ("2022-03-08,KMETZ,,1.00,", "5 values where 6"),
        (f"2022-03-08,{'K' * 101},,1.00,,", "100 characters"),
    ],
)
def test_each_fault_is_told_with_its_line(row, words):
    found = read(HEADER + "2022-03-08,KMETZ,,1.00,,\n\n" + row + "\n")
    assert len(found.payments) == 1
    assert [(error.line, words in error.sentence) for error in found.errors] == [(4, True)]


def test_a_line_with_several_faults_tells_all_of_them():
    [error] = read(HEADER + "yesterday,,,much,,\n").errors
    assert all(word in error.sentence for word in ("date", "amount", "tenant_id"))


def test_the_line_of_a_fault_is_right_after_a_memo_of_two_lines():
    found = read(HEADER + '2022-03-08,KMETZ,,1.00,"two\nlines",\n2022-03-08,KMETZ,,x,,\n')
    assert found.payments[0].memo == "two\nlines"
    assert [error.line for error in found.errors] == [4]


def test_a_quotation_that_never_ends_is_told():
    found = read(HEADER + '2022-03-08,KMETZ,,1.00,"never,\n')
    assert "quotation" in found.errors[0].sentence


CUT = "The line has no line end: the file may be cut off in it."


@pytest.mark.parametrize(
    ("content", "line", "kept"),
    [
        (HEADER + "2022-03-08,K,,1.00,,P1\n2022-03-08,K,,1.00,,P2", 3, 1),
        (HEADER + "2022-03-08,K,,1.00,,P1\r\n2022-03-08,K,,1.00,,P2", 3, 1),
        (HEADER + "2022-03-08,K,,1.00,,P1\r2022-03-08,K,,1.00,,P2\r2022-03-08,K,,1", 4, 2),
        (HEADER + '2022-03-08,K,,1.00,"two\nlines",P1', 2, 0),
        (HEADER.strip(), 1, 0),
    ],
)
def test_a_last_line_without_its_end_may_be_cut_off(content, line, kept):
    found = read(content)
    assert [(error.line, error.sentence) for error in found.errors] == [(line, CUT)]
    assert len(found.payments) == kept


@given(st.integers(0, 150))
def test_a_file_cut_off_anywhere_in_a_line_is_never_whole(length):
    whole = HEADER + "2022-03-08,KMETZ,,1200.00,Check,P100\n2022-03-09,KMETZ,,1032.50,Check,P101\n"
    cut = whole[:length]
    assert bool(read(cut).errors) == (not cut.startswith(HEADER) or not cut.endswith("\n"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\n  \t"])
def test_every_kind_of_line_end_ends_a_file(end):
    found = read(HEADER + "2022-03-08,K,,1.00,,P1" + end)
    assert (found.errors, len(found.payments)) == ((), 1)


def test_a_wrong_header_is_told():
    [error] = read("date,tenant,amount\n2022-03-08,K,1\n").errors
    assert error.line == 1
    assert "date,tenant_id,unit_id,amount,memo,payment_id" in error.sentence


def test_a_payment_id_stands_in_a_file_once():
    found = read(HEADER + "2022-03-08,K,,1.00,,P1\n2022-03-08,K,,1.00,,P1\n")
    assert [(error.line, error.sentence) for error in found.errors] == [(3, "Payment P1 stands in line 2 already.")]


@pytest.mark.parametrize("memo", ["=1+1", "+1", "-1", "@x", "'=x", "''=x", "'plain", "\tx"])
def test_no_cell_can_be_taken_for_a_formula_and_nothing_is_lost(memo):
    written = write([LockboxPayment(date(2022, 3, 8), 100, "K", memo=memo)])
    cell = written.splitlines()[1].split(",")[4].strip('"')
    assert cell[:1] not in {"=", "+", "-", "@", "\t"}
    assert read(written).payments[0].memo == memo


TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=30)
IDS = st.text(st.characters(whitelist_categories=("L", "N")), min_size=1, max_size=20)


@given(st.lists(st.tuples(st.dates(date(1950, 1, 1), date(2199, 12, 31)), st.integers(1, 99_999_999_999), IDS, TEXTS)))
def test_what_is_written_reads_back(rows):
    payments = [LockboxPayment(day, cents, tenant, memo=memo) for day, cents, tenant, memo in rows]
    found = read(write(payments))
    assert found.errors == ()
    plain = [LockboxPayment(one.paid_on, one.amount_cents, one.tenant_id, memo=one.memo) for one in found.payments]
    assert plain == payments

"""The e-mailed file of returns: columns by their titles, one error a faulty line, nothing guessed."""

from datetime import date

import pytest

from landlord_desktop.formats.returns_csv import FileReturn, ReturnsFile, guess_columns, header_of, read

HEADER = "Payment ID,Return Date,Amount,Type,Reason Code,Reason,Tenant ID,Unit ID,Batch ID\n"


def text(*lines: str, header: str = HEADER) -> ReturnsFile:
    return read((header + "\n".join(lines) + "\n").encode())


def test_a_whole_line() -> None:
    found = text('P-1,3/11/2022,"($1,200.00)",Chargeback,,Customer dispute,KMETZ,9 A,B-1')
    assert found.errors == ()
    assert found.returns == (
        FileReturn(
            2, "P-1", 120_000, date(2022, 3, 11), "chargeback", "", "Customer dispute", "KMETZ", "9 A", "B-1"
        ),
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xef\xbb\xbfpayment_id;amount;reason\r\nP-1;5.00;NSF (R01)\r\n", "R01"),
        (b"Reason\tAmount\tInosio Payment ID\nR08\t5\tP-1\n", "R08"),
        (b"\r\nPayment ID,Amount,Return Code\rP-1,-5.00,r10\r", "R10"),
    ],
)
def test_other_writings(content: bytes, code: str) -> None:
    (found,) = read(content).returns
    assert (found.payment_id, found.amount_cents, found.reason_code, found.returned_on) == ("P-1", 500, code, None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",3/11/2022,5,,,,,,", "The payment ID is missing."),
        ("P" * 101 + ",3/11/2022,5,,,,,,", "The payment ID is too long."),
        ("P-1,3/11/2022,0.00,,,,,,", "The amount must be more than nothing, such as 1200.00."),
        ("P-1,3/11/2022,1.005,,,,,,", "The amount must be more than nothing, such as 1200.00."),
        ("P-1,2/30/2022,5,,,,,,", "The date must be like 2022-03-08 or 3/8/2022."),
        ("P-1,,5,,,,,,", "The date must be like 2022-03-08 or 3/8/2022."),
        ("P-1,3/11/2022,5,Gift,,,,,", "The type must be return, refund or chargeback."),
        ("P-1,3/11/2022,5,,,,,,,extra", "The line has 10 values where 9 are named."),
        ("P-1,3/11", "The line has 2 values where 9 are named: the file may be cut off."),
    ],
)
def test_faulty_lines(line: str, words: str) -> None:
    found = text("P-0,2022-03-11T10:00:00Z,5,Return,R01,,,,", line, "P-2,3/11/2022 9:00 AM,5,refund,,,,,")
    assert [(error.line, error.sentence) for error in found.errors] == [(3, words)]
    assert [(one.line, one.kind) for one in found.returns] == [(2, "return"), (4, "refund")]


def test_a_file_of_two_encodings_and_one_that_was_cut_off() -> None:
    mixed = read(HEADER.encode() + b"P-1,3/11/2022,5,,,Zo\xeb,,,\nP-2,3/11/2022,5,,,,,,\n")
    assert [error.line for error in mixed.errors] == [2]
    assert "not UTF-8" in mixed.errors[0].sentence
    assert [one.payment_id for one in mixed.returns] == ["P-2"]
    cut = text("P-1,3/11/2022,5,,,,,,", 'P-2,3/11/2022,5,,,"Insuff', "P-3,3/11/2022,5,,,,,,")
    assert [(error.line, "cut off" in error.sentence) for error in cut.errors] == [(3, True)]
    assert len(cut.returns) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04abc", "Excel"), (b"\x00\x01", "not a text file"), (b" \n", "The file is empty.")],
)
def test_what_is_no_such_file(content: bytes, words: str) -> None:
    found = read(content)
    assert words in found.errors[0].sentence
    assert (found.returns, found.missing) == ((), ())


def test_columns_that_are_not_clear_are_asked_for() -> None:
    content = b"Ref,Value\nP-1,5.00\n"
    assert header_of(content) == ("Ref", "Value")
    asked = read(content)
    assert (asked.missing, asked.returns, asked.errors) == (("payment_id", "amount"), (), ())
    assert read(content, {"payment_id": 0, "amount": 1}).returns[0].amount_cents == 500
    assert guess_columns(("Amount", "Date", "Payment ID #")) == {"payment_id": 2, "amount": 0, "returned_on": 1}


def test_a_cell_kept_from_being_a_formula_is_read_as_it_was() -> None:
    (found,) = text("'-P-1,3/11/2022,'-5.00,,,'=R01,,,").returns
    assert (found.payment_id, found.amount_cents, found.reason) == ("-P-1", 500, "=R01")

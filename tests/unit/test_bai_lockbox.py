"""BAI lockbox files: payments by item, totals and counts proven, every fault told by its line."""

from datetime import date

import pytest

from landlord_desktop.formats.bai_lockbox import BaiPayment, decode, looks_like_bai


def record(width: int = 80, **places: str) -> str:
    """A record with texts at places counted from 1 (`p1="6"`), blanks elsewhere."""
    line = [" "] * width
    for place, value in places.items():
        start = int(place[1:]) - 1
        line[start : start + len(value)] = value
    return "".join(line)


def header(width: int = 80) -> list[str]:
    return [
        record(width, p1="1", p2="01", p4="0123456789", p14="0987654321", p24="220308", p30="0915"),
        record(width, p1="2", p2="0123456789", p12="0987654321", p32="400", p35=f"{width:03}"),
    ]


def batch_header(number: str = "001", day: str = "220308", width: int = 80) -> str:
    return record(width, p1="5", p2=number, p5="000", p8="0004711", p15=day)


def detail(item: str, cents: int, check: str = "000001042", batch: str = "001", width: int = 80) -> str:
    place = 37 if width == 80 else 38
    return record(
        width, p1="6", p2=batch, p5=item, p8=f"{cents:010}", p18="111000025", p27="0000123456", **{f"p{place}": check}
    )


def invoice(item: str, tenant: str, cents: int | str = "", sequence: str = "01", last: str = "9") -> str:
    amount = f"{cents:010}" if isinstance(cents, int) else cents
    return record(p1="4", p2="001", p5=item, p8="6", p9=sequence, p11=last, p12=tenant, p22=amount)


def batch_total(count: int, cents: int, number: str = "001", width: int = 80) -> str:
    return record(
        width, p1="7", p2=number, p5="000", p8="0004711", p15="220308", p21=f"{count:03}", p24=f"{cents:010}"
    )


def ending(count: int, cents: int, records: int, width: int = 80) -> list[str]:
    return [
        record(width, p1="8", p2="001", p5="000", p8="0004711", p15="220308", p21=f"{count:04}", p25=f"{cents:010}"),
        record(width, p1="9", p2=f"{records:06}"),
    ]


def a_file(*lines: str) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


GOOD = [
    *header(), batch_header(), detail("001", 120_000), invoice("001", "KMETZ"), detail("002", 50_000, "000000007"),
    batch_total(2, 170_000),
]  # fmt: skip


def faults(*lines: str) -> list[tuple[int, str]]:
    found = decode(a_file(*lines))
    assert found.payments == ()
    return [(error.line, error.sentence) for error in found.errors]


def test_payments_with_and_without_an_invoice() -> None:
    found = decode(a_file(*GOOD, *ending(2, 170_000, 9)))
    assert found.errors == ()
    assert decode(a_file(*GOOD, *ending(2, 170_000, 9), "", " ")) == found
    assert found.payments == (
        BaiPayment("001-001", date(2022, 3, 8), 120_000, "KMETZ", "1042", "Check # 1042", 4),
        BaiPayment("001-002", date(2022, 3, 8), 50_000, "", "7", "Check # 7", 6),
    )


@pytest.mark.parametrize("width", [94, 102])
def test_wide_files_with_their_blanks_stripped(width: int) -> None:
    lines = [
        *header(width), batch_header(width=width), detail("001", 120_000, width=width),
        batch_total(1, 120_000, width=width), *ending(1, 120_000, 7, width),
    ]  # fmt: skip
    lines[0] = lines[0][: width - 1] + "X"
    found = decode(a_file(*(line.rstrip() for line in lines)))
    assert [(one.amount_cents, one.check_number) for one in found.payments] == [(120_000, "1042")]


def a_file_of(width: int, check: str, stated: str) -> list[str]:
    """A file of one remittance without the blanks at the ends of its lines."""
    lines = [
        *header(width), batch_header(width=width), detail("001", 120_000, check, width=width),
        batch_total(1, 120_000, width=width), *ending(1, 120_000, 7, width),
    ]  # fmt: skip
    lines[1] = lines[1][:34] + stated.ljust(width - 34)
    return [line.rstrip() for line in lines]


@pytest.mark.parametrize(
    ("width", "check"), [(80, "000001042"), (80, "123456789"), (94, "0000001042"), (102, "9876543210"), (94, "1042")]
)
def test_all_blanks_stripped_and_the_width_as_the_file_states_it(width: int, check: str) -> None:
    [payment] = decode(a_file(*a_file_of(width, check, f"{width:03}"))).payments
    assert payment.check_number == check.lstrip("0")


@pytest.mark.parametrize("stated", ["", "000", "12X", "250"])
@pytest.mark.parametrize(
    ("width", "check", "either"),
    [
        (80, "123456789", "123456789 or 23456789"), (94, "0000001042", "10 or 1042"), (102, "0000001042", "10 or 1042"),
        (94, "0000000007", "blank or 7"),
    ],
)  # fmt: skip
def test_a_width_that_is_not_known_is_not_guessed(stated: str, width: int, check: str, either: str) -> None:
    [(line, sentence)] = faults(*a_file_of(width, check, stated))
    assert (line, sentence) == (
        4,
        f"The check number may be {either}: blanks at the ends of lines are missing, and line 2 does not say how many "
        "columns a line has.",
    )


def test_an_unknown_width_is_no_matter_where_both_read_the_same() -> None:
    [payment] = decode(a_file(*a_file_of(80, "000001042", ""))).payments
    assert payment.check_number == "1042"


def test_whole_lines_of_80_columns_need_no_statement() -> None:
    lines = [line.ljust(80) for line in a_file_of(80, "123456789", "")]
    assert decode(a_file(*lines)).payments[0].check_number == "123456789"
    assert len(faults(*(line.rstrip() if line[0] == "9" else line for line in lines))) == 1


def test_a_line_longer_than_the_file_states() -> None:
    lines = a_file_of(94, "0000001042", "080")
    lines[3] = lines[3].ljust(93) + "X"
    assert faults(*lines) == [(4, "The line has 94 columns where line 2 says 80.")]


def test_a_batch_number_names_one_batch() -> None:
    lines = [*GOOD, batch_header("001", "220309"), detail("001", 100), batch_total(1, 100), *ending(3, 170_100, 12)]
    assert faults(*lines) == [(8, "Batch 001 was opened in line 3 already; a number names one batch.")]


def test_the_end_of_a_batch_names_the_open_one() -> None:
    lines = [*GOOD[:-1], batch_total(2, 170_000, "002"), *ending(2, 170_000, 9)]
    assert faults(*lines) == [(7, "The end of a batch says batch 002, but batch 001 is open.")]
    assert faults(*header(), batch_total(0, 0), *ending(0, 0, 5)) == [(3, "A record 7 cannot stand after a record 2.")]


@pytest.mark.parametrize("begins", [1, 2])
def test_a_second_lockbox_is_told_in_one_sentence(begins: int) -> None:
    second = [header()[1], batch_header("002"), detail("001", 100, batch="002"), batch_total(1, 100, "002")]
    lines = [*GOOD, ending(2, 170_000, 9)[0], *second[begins - 1 :], *ending(1, 100, 14 - begins)]
    assert faults(*lines) == [(9, "A second lockbox begins here; only one in a file is read.")]


def test_a_remittance_for_two_tenants_is_two_payments() -> None:
    lines = [
        *header(), batch_header(), detail("001", 120_000), invoice("001", "ANN", 70_000, "01", "0"),
        invoice("001", "BOB", 50_000, "02"), batch_total(1, 120_000), *ending(1, 120_000, 9),
    ]  # fmt: skip
    payments = decode(a_file(*lines)).payments
    assert [(one.item, one.tenant_id, one.amount_cents, one.line) for one in payments] == [
        ("001-001-1", "ANN", 70_000, 5), ("001-001-2", "BOB", 50_000, 6),
    ]  # fmt: skip
    lines[4] = invoice("001", "ANN", 70_001, "01", "0")
    assert faults(*lines) == [(4, "The invoices of this remittance come to $1,200.01, its amount is $1,200.00.")]
    lines[4] = invoice("001", "ANN", "", "01", "0")
    assert faults(*lines)[0][0] == 4


def test_several_invoices_of_one_tenant_are_one_payment() -> None:
    lines = [
        *header(), batch_header(), detail("001", 120_000, "         "), invoice("001", "ANN", 70_000, "01", "0"),
        invoice("001", "ANN", "", "02"), batch_total(1, 120_000), *ending(1, 120_000, 9),
    ]  # fmt: skip
    assert [(one.tenant_id, one.amount_cents, one.memo) for one in decode(a_file(*lines)).payments] == [
        ("ANN", 120_000, "")
    ]


def test_several_batches() -> None:
    lines = [
        *GOOD, batch_header("002", "220309"), detail("001", 100, batch="002"), batch_total(1, 100, "002"),
        *ending(3, 170_100, 12),
    ]  # fmt: skip
    assert [(one.item, one.paid_on.day) for one in decode(a_file(*lines)).payments] == [
        ("001-001", 8), ("001-002", 8), ("002-001", 9),
    ]  # fmt: skip


def test_an_empty_batch_and_a_file_without_any() -> None:
    assert decode(a_file(*header(), batch_header(), batch_total(0, 0), *ending(0, 0, 6))).errors == ()
    assert decode(a_file(*header(), *ending(0, 0, 4))).payments == ()


@pytest.mark.parametrize(
    ("place", "line", "words"),
    [
        (3, detail("001", 0), "not a number of cents"),
        (3, detail("001", 1).replace("0000000001", "0000000X01"), "cents"),
        (3, detail("001", 120_000, batch="009"), "batch 001 is open"), (5, detail("001", 50_000), "stands twice"),
        (4, invoice("007", "KMETZ"), "does not belong"), (4, invoice("001", "KMETZ", "12 34"), "not a number of cents"),
        (2, batch_header(day="221301"), "no date"), (2, batch_header(day="22 301"), "no date"),
        (6, batch_total(3, 170_000), "The total says 3 of $1,700.00; the remittances are 2 of $1,700.00"),
        (6, batch_total(2, 170_001), "$1,700.01"), (6, batch_total(2, 0).replace("0000000000", " " * 10), "nothing"),
        (1, record(p1="9"), "cannot stand after a record 1"), (0, record(), "without a number cannot stand at the beg"),
        (7, ending(2, 1, 9)[0], "$0.01"), (8, ending(2, 170_000, 10)[1], "has 9"),
    ],
)  # fmt: skip
def test_one_fault_keeps_all_out_and_is_told_by_its_line(place: int, line: str, words: str) -> None:
    lines = [*GOOD, *ending(2, 170_000, 9)]
    lines[place] = line
    found = faults(*lines)
    assert found[0][0] == place + 1
    assert words in found[0][1]


def test_a_file_that_was_cut_off() -> None:
    assert faults(*GOOD) == [(7, "The file ends before its last record (9): it was cut off. Fetch it again.")]
    assert decode(b"").errors[0].line == 1


def test_other_files() -> None:
    assert "103 columns" in faults(record(103, p1="1", p103="X"))[0][1]
    assert decode("1\nä".encode()).errors[0].line == 2
    assert looks_like_bai(a_file(*GOOD))
    assert not looks_like_bai(b"date,tenant_id\n2022-03-08,KMETZ\n")
    assert not looks_like_bai(b"1,2\n2,3\n")
    assert not looks_like_bai(b"1")

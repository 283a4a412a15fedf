"""Lockbox files and the working list: whole or not at all, the same payment by whatever road it comes."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from build import LYNN, a_batch, a_charge, a_payment, a_tenant
from landlord_desktop.rules.errors import ClaimedError, LandlordError
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Actor, Books
from landlord_desktop.services.lockbox import load_file, look_at, save_unprocessed
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import put
from landlord_desktop.services.working_lines import (
    TypedPayment,
    add_payment,
    change_line,
    list_lines,
    remove_line,
    start_over,
)

HEADER = "date,tenant_id,unit_id,amount,memo,payment_id\n"


def a_file(folder: Path, *rows: str, name: str = "box.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def bound(books: Books) -> None:
    with books.store.write() as connection:
        put(connection, {"inosio.portfolio": "PF-1"})


def test_typed_payments_come_from_a_file(books, tmp_path):
    tenant = a_tenant(books)
    a_charge(books, tenant, 120_000)
    result = load_file(books, a_file(tmp_path, "2022-03-07,kmetz,,1200.00,Check #12,", "3/8/2022,,u-kmetz,5,,"))
    assert (result.loaded, result.total_cents, result.errors) == (2, 120_500, ())
    first, second = list_lines(books)
    assert (first.reason, first.posting_date, first.memo, first.unit) == (
        "equal", date(2022, 3, 7), "Check #12", "KMETZ Street",
    )  # fmt: skip
    assert (second.tenant_id, second.amount_cents) == (tenant, 500)
    assert first.batch_id == second.batch_id == result.batch_id
    assert post_working_lines(books).posted_cents == 120_000


def test_a_file_with_a_fault_loads_nothing_and_tells_every_line(books, tmp_path):
    a_tenant(books)
    path = a_file(
        tmp_path, "2022-03-08,KMETZ,,1.00,,", "2022-03-08,NOBODY,,1.00,,", "x,KMETZ,,1.00,,", "2022-03-08,,U-NONE,1,,",
        "2022-03-08,,,1.00,,P-UNKNOWN", "2032-03-08,KMETZ,,1.00,,",
    )  # fmt: skip
    result = load_file(books, path)
    assert result.loaded == 0
    assert [(error.line, error.sentence) for error in result.errors] == [
        (3, "There is no tenant NOBODY."),
        (4, "The date must be like 2022-03-08 or 3/8/2022."),
        (5, "There is no unit U-NONE."),
        (6, "Give the tenant_id or the unit_id."),
        (7, "The date, 3/8/2032, is more than a year ahead; correct the year."),
    ]
    assert list_lines(books) == []


def test_a_unit_names_its_only_tenant(books, tmp_path):
    first, second = a_tenant(books, "ONE"), a_tenant(books, "TWO")
    a_tenant(books, "GONE", active=False)
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET unit_id = (SELECT unit_id FROM tenant WHERE id = :one) WHERE id = :two"),
            {"one": first, "two": second},
        )
    result = load_file(books, a_file(tmp_path, "2022-03-08,,U-ONE,1.00,,", "2022-03-08,,U-GONE,1.00,,"))
    assert [error.sentence for error in result.errors] == [
        "Unit U-ONE has 2 tenants; give the tenant_id.", "Unit U-GONE has no tenant; give the tenant_id.",
    ]  # fmt: skip


def test_a_payment_of_the_server_is_the_same_payment(books, tmp_path):
    bound(books)
    tenant = a_tenant(books)
    a_charge(books, tenant, 120_000)
    a_batch(books, "B1", a_payment("P1", 120_000), a_payment("P2", 500, None, payer_kind="owner", ledger_code="NU"))
    load_batch(books, "B1")
    path = tmp_path / "parked.csv"
    assert save_unprocessed(books, path) == 2
    start_over(books)
    assert load_file(books, path).loaded == 2
    first, second = list_lines(books)
    assert (first.batch_id, first.payment_id, first.reason) == ("B1", "P1", "equal")
    assert (second.as_ledger_receipt, second.reason, second.proposal_words) == (
        True, "not_a_tenant", "Ledger receipt to NUZIG Inc.",
    )  # fmt: skip
    assert load_batch(books, "B1") == 0
    assert load_file(books, path).known == 2
    post_working_lines(books)
    again = load_file(books, path)
    assert again.loaded == 1
    assert "already_posted" in [line.reason for line in list_lines(books)]
    assert post_working_lines(books).posted == ()


def test_before_the_first_connection_an_id_is_an_id_too(books, tmp_path):
    a_tenant(books)
    assert load_file(books, a_file(tmp_path, "2022-03-08,KMETZ,,1.00,,P9")).loaded == 1
    assert load_file(books, a_file(tmp_path, "2022-03-08,KMETZ,,1.00,,P9")).known == 1


def test_another_amount_than_the_servers_is_a_fault(books, tmp_path):
    bound(books)
    a_tenant(books)
    a_batch(books, "B1", a_payment("P1", 120_000))
    [error] = load_file(books, a_file(tmp_path, "2022-03-08,KMETZ,,1.00,,P1")).errors
    assert (error.line, error.sentence) == (2, "Payment P1 is $1,200.00 on the server and $1.00 here.")


def test_a_batch_of_another_pc_is_left_alone(books, tmp_path):
    bound(books)
    a_tenant(books)
    a_batch(books, "B1", a_payment("P1", 100))
    other = Books(
        books.store, Actor("ann", "PC-2"), books.office_name, books.time_zone, books.database_uuid, None, books.clock
    )
    load_batch(other, "B1")
    start_over_nothing = a_file(tmp_path, "2022-03-08,KMETZ,,1.00,,P1")
    assert load_file(books, start_over_nothing).known == 1
    with books.store.write() as connection:
        connection.execute(text("DELETE FROM working_line"))
    with pytest.raises(ClaimedError, match=r"ann at PC-2.*Nothing was loaded"):
        load_file(books, start_over_nothing)
    assert list_lines(books) == []


def test_what_is_saved_is_what_is_open(books, tmp_path):
    tenant = a_tenant(books)
    kept = add_payment(books, TypedPayment(date(2022, 3, 1), 100, tenant, memo="=1+1"))
    gone = add_payment(books, TypedPayment(date(2022, 3, 1), 200, tenant))
    remove_line(books, gone, "Entered twice")
    with books.store.read() as connection:
        ledger = connection.execute(text("SELECT id FROM ledger WHERE code = 'NU'")).scalar_one()
    add_payment(books, TypedPayment(date(2022, 3, 1), 300, None, ledger_id=ledger))
    change_line(books, kept, posting_date=date(2022, 3, 2))
    path = tmp_path / "parked.csv"
    path.write_text("an older file", encoding="utf-8")
    assert save_unprocessed(books, path) == 1
    assert path.read_bytes().decode() == (
        "date,tenant_id,unit_id,amount,memo,payment_id\r\n2022-03-02,KMETZ,,1.00,'=1+1,\r\n"
    )
    assert len(list_lines(books)) == 2
    assert [entry.name for entry in tmp_path.iterdir() if "office" not in entry.name] == ["parked.csv"]


def test_a_file_that_cannot_be_written_or_read_is_told(books, tmp_path):
    a_tenant(books)
    blocked = tmp_path / "a folder.csv"
    blocked.mkdir()
    with pytest.raises(LandlordError, match=r"a folder\.csv was not written: a folder has this name"):
        save_unprocessed(books, blocked)
    assert not list(tmp_path.glob(".a folder*"))
    with pytest.raises(LandlordError, match=r"none\.csv was not written: there is no folder"):
        save_unprocessed(books, tmp_path / "no" / "none.csv")
    with pytest.raises(LandlordError, match=r"none\.csv cannot be read"):
        load_file(books, tmp_path / "none.csv")
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(LandlordError, match="larger than a lockbox file"):
        load_file(books, huge)


BAI = [
    "101 0123456789098765432122030809150", "201234567890987654321          400080",
    "5001000000471122030801234567890987654321",
    "600100100001200001110000250000123456000001042", "40010016019KMETZ     ", "600100200000500001110000250000123456",
    "40010026019NOBODY    ", "7001000000471122030800200" + "00170000", "8001000000471122030800020000170000", "9000010",
]  # fmt: skip


def a_bank_file(folder: Path, name: str = "box.txt") -> Path:
    path = folder / name
    path.write_text("\r\n".join(line.ljust(80) for line in BAI) + "\r\n", encoding="ascii")
    return path


def test_a_banks_file_becomes_a_batch_whose_payments_post_once(books, tmp_path):
    tenant = a_tenant(books)
    a_charge(books, tenant, 120_000)
    result = load_file(books, a_bank_file(tmp_path))
    assert (result.loaded, result.total_cents, result.errors) == (2, 170_000, ())
    first, second = list_lines(books)
    assert (first.reason, first.memo, first.posting_date) == ("equal", "Check # 1042", date(2022, 3, 8))
    assert (second.reason, second.tenant) == ("unknown_tenant", "Invoice NOBODY")
    assert post_working_lines(books).posted_cents == 120_000
    again = load_file(books, a_bank_file(tmp_path, "the same.txt"))
    assert (again.batch_id, again.loaded, again.known) == (result.batch_id, 1, 1)
    assert sorted(line.reason for line in list_lines(books)) == ["already_posted", "unknown_tenant"]
    assert post_working_lines(books).posted == ()
    with books.store.read() as connection:
        kept = connection.execute(text("SELECT raw_answer FROM inosio_batch")).scalar_one()
    assert b"0000123456" not in bytes(kept)


def test_a_batch_number_that_comes_again_is_told_and_nothing_is_loaded(books, tmp_path):
    a_tenant(books)
    again = [*BAI[2:4], "7001000000471122030800100" + "00120000"]
    lines = [*BAI[:8], *again, "8001000000471122030800030000290000", "9000013"]
    path = tmp_path / "box.txt"
    path.write_text("".join(f"{line}\r\n" for line in lines), encoding="ascii")
    sentence = "Batch 001 was opened in line 3 already; a number names one batch."
    [told] = look_at(books, path).lines
    assert (told.line, told.state, told.issue, told.cause, told.fix) == (
        9, "invalid", "Batch twice", sentence, "Ask the bank for the file with a number of its own for each batch.",
    )  # fmt: skip
    assert [(error.line, error.sentence) for error in load_file(books, path).errors] == [(9, sentence)]
    assert list_lines(books) == []


@pytest.mark.parametrize(
    ("line", "text_of_it", "issue"),
    [
        (2, "201234567890987654321          400", ""), (5, BAI[5] + "00123456789", "Line width"),
        (7, BAI[7].replace("7001", "7002"), "Batch"), (9, BAI[2], "Second lockbox"),
    ],
)  # fmt: skip
def test_a_banks_file_that_may_be_read_wrongly_is_refused_with_its_fix(books, tmp_path, line, text_of_it, issue):
    lines = [*BAI]
    lines[1] = lines[1][:34]
    if issue:
        lines[line] = text_of_it
    path = tmp_path / "box.txt"
    path.write_text("".join(f"{one}\r\n" for one in lines), encoding="ascii")
    found = [(told.line, told.issue) for told in look_at(books, path).lines if told.state == "invalid"]
    assert found == ([(line + 1, issue)] if issue else [])


def test_a_file_cut_off_in_its_last_value_is_told_and_nothing_is_loaded(books, tmp_path):
    a_tenant(books)
    path = a_file(tmp_path, "2022-03-08,KMETZ,,1.00,,P100", "2022-03-08,KMETZ,,2.00,,P101")
    path.write_bytes(path.read_bytes()[:-2])
    good, told = look_at(books, path).lines
    assert (good.state, told.line, told.state, told.issue, told.cause, told.fix) == (
        "valid", 3, "invalid", "May be cut off", "The line has no line end: the file may be cut off in it.",
        "Save the file again and load it; each line must end with a line end.",
    )  # fmt: skip
    assert (load_file(books, path).loaded, list_lines(books)) == (0, [])


def test_a_zip_is_opened_for_its_one_file(books, tmp_path):
    a_tenant(books)
    path = tmp_path / "box.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.mkdir("rent")
        archive.writestr("rent/box.csv", HEADER + "2022-03-08,KMETZ,,1.00,,\n")
    assert load_file(books, path).loaded == 1
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("two.csv", HEADER)
    with pytest.raises(LandlordError, match="holds 2 files"):
        load_file(books, path)
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(LandlordError, match="cannot be opened"):
        load_file(books, path)


def test_a_zip_that_would_unpack_to_more_than_a_file_can_be(books, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("box.csv", b"0" * 20_000_001)
    with pytest.raises(LandlordError, match="larger than a lockbox file"):
        load_file(books, path)


def test_a_file_is_looked_at_before_it_is_loaded(books, tmp_path):
    bound(books)
    a_tenant(books)
    a_batch(books, "B1", a_payment("P1", 100))
    load_batch(books, "B1")
    rows = ("2022-03-08,KMETZ,,1.00,,P1", "2022-03-08,,U-KMETZ,2.00,,", "2022-03-08,NOBODY,,3.00,,", "x,KMETZ,,1,,")
    summary = look_at(books, a_file(tmp_path, *rows))
    assert [(line.line, line.state, line.payer, line.amount_cents, line.issue) for line in summary.lines] == [
        (2, "known", "KMETZ", 100, ""), (3, "valid", "U-KMETZ", 200, ""), (4, "invalid", "", None, "Unknown tenant"),
        (5, "invalid", "", None, "Date"),
    ]  # fmt: skip
    assert all(line.cause and line.fix for line in summary.lines if line.state == "invalid")
    assert (summary.count("valid"), summary.cents("valid"), summary.count("invalid")) == (1, 200, 2)
    assert len(list_lines(books)) == 1


def test_it_is_in_the_audit_trail(books, tmp_path):
    a_tenant(books)
    load_file(books, a_file(tmp_path, "2022-03-08,KMETZ,,1.00,,"))
    with books.store.read() as connection:
        rows = connection.execute(text('SELECT "user", sentence FROM audit_entry WHERE action = \'load lockbox file\''))
        assert [tuple(row) for row in rows] == [(LYNN.user, "1 loaded.")]


def test_a_file_saved_again_with_other_line_ends_is_the_same_file(books, tmp_path):
    tenant = a_tenant(books)
    a_charge(books, tenant, 240_000)
    path = a_file(tmp_path, "2022-03-07,kmetz,,1200.00,Check #12,")
    result = load_file(books, path)
    assert post_working_lines(books, accept_proposals=True).posted_cents == 120_000
    saved_again = tmp_path / "saved again.csv"
    saved_again.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    again = load_file(books, saved_again)
    assert (again.batch_id, [line.status for line in list_lines(books)]) == (
        result.batch_id, ["Already posted as receipt 2"],
    )  # fmt: skip

"""`post` black-box: shapes, exit codes, what is held and why, what a second call says."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from command_line import CommandLine, change, rows
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Actor, open_books
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import list_lines, put_back, remove_line

KMETZ = "2732388606925747"
EQUAL = "8177022708113454"
OKAFOR = "2774276343810105"
EMPTY = {
    "posted": [], "held": [], "already_posted": [], "slips": [],
    "totals": {"posted": "0.00", "held": "0.00", "already_posted": "0.00"},
}


def test_one_batch_whose_payments_are_equal(run: CommandLine, guide: Path) -> None:
    ended = run("post", guide, "--batch", EQUAL, "--json")
    assert (ended.code, ended.err) == (0, "")
    receipts = dict(rows(guide, "SELECT payment_id, id FROM receipt WHERE batch_id = :id", id=EQUAL))
    assert ended.value == EMPTY | {
        "posted": [
            {"payment_id": "PMT-7310042211", "receipt_id": receipts["PMT-7310042211"], "amount": "720.00"},
            {"payment_id": "PMT-7310042212", "receipt_id": receipts["PMT-7310042212"], "amount": "730.00"},
        ],
        "totals": {"posted": "1450.00", "held": "0.00", "already_posted": "0.00"},
    }
    listed = {batch["id"]: batch for batch in run("batches", guide, "--json").value["batches"]}
    assert listed[EQUAL] == {
        "id": EQUAL, "deposited_on": "2022-02-23", "total": "1450.00", "item_count": 2, "status": "processed",
        "posted": 2, "held": 0, "removed": 0,
    }


def test_held_payments_are_one_finding_each_and_accepted_proposals_post_them(run: CommandLine, guide: Path) -> None:
    held = run("post", guide, "--batch", KMETZ, "--json")
    assert held.code == 1
    assert held.value["held"] == [
        {"payment_id": "PMT-7310042201", "reason": "no_charges", "amount": "1200.00"},
        {"payment_id": "PMT-7310042202", "reason": "no_charges", "amount": "1000.00"},
        {"payment_id": "PMT-7310042203", "reason": "under", "amount": "500.00"},
    ]
    assert held.value["totals"]["held"] == "2700.00"

    accepted = run("post", guide, "--batch", KMETZ, "--accept-proposals", "--deposit", "--json")
    assert accepted.code == 0
    assert [payment["amount"] for payment in accepted.value["posted"]] == ["1200.00", "1000.00", "500.00"]
    assert [(slip["batch_id"], slip["bank"], slip["total"]) for slip in accepted.value["slips"]] == [
        (KMETZ, "CHECKING", "2700.00")
    ]
    assert rows(guide, "SELECT id, total_cents FROM deposit_slip WHERE batch_id = :id", id=KMETZ) == [
        (accepted.value["slips"][0]["slip_id"], 270_000)
    ]


def test_what_is_posted_is_told_with_its_receipt_and_leaves_no_line(run: CommandLine, guide: Path) -> None:
    first = run("post", guide, "--batch", EQUAL, "--json").value["posted"]
    again = run("post", guide, "--batch", EQUAL, "--json")
    assert again.code == 0
    assert again.value["already_posted"] == [{**payment, "reason": "already_posted"} for payment in first]
    assert again.value["totals"] == {"posted": "0.00", "held": "0.00", "already_posted": "1450.00"}
    assert rows(guide, "SELECT count(*) FROM working_line") == [(0,)]
    assert f"as receipt {first[0]['receipt_id']}." in run("post", guide, "--batch", EQUAL).out


def test_several_batches_and_the_same_named_twice(run: CommandLine, guide: Path) -> None:
    ended = run("post", guide, "--batch", EQUAL, "--batch", OKAFOR, "--batch", EQUAL, "--json")
    assert ended.code == 0
    assert ended.value["totals"]["posted"] == "2482.00"


def test_all_posts_what_it_may_and_deposit_again_makes_what_is_missing(run: CommandLine, guide: Path) -> None:
    first = run("post", guide, "--all", "--json")
    assert (first.code, first.value["totals"]) == (
        1, {"posted": "3122.00", "held": "4838.00", "already_posted": "0.00"}
    )
    assert first.value["slips"] == []
    deposit = run("post", guide, "--all", "--deposit", "--json").value
    assert sorted(slip["total"] for slip in deposit["slips"]) == ["1032.00", "1450.00"]
    assert run("post", guide, "--all", "--deposit", "--json").value["slips"] == []
    rest = run("post", guide, "--all", "--accept-proposals", "--deposit", "--json")
    assert rest.code == 0
    assert len(rest.value["slips"]) == 6
    assert run("post", guide, "--all", "--json").value == EMPTY


def test_deposit_of_a_named_batch_leaves_the_others(run: CommandLine, guide: Path) -> None:
    run("post", guide, "--batch", EQUAL, "--batch", OKAFOR)
    slips = run("post", guide, "--batch", EQUAL, "--deposit", "--json").value["slips"]
    assert [slip["batch_id"] for slip in slips] == [EQUAL]


def test_the_posting_date_dates_every_line_that_is_ours(run: CommandLine, guide: Path) -> None:
    run("post", guide, "--batch", KMETZ, "--batch", EQUAL, "--posting-date", "2022-03-01")
    assert rows(guide, "SELECT DISTINCT posted_on, received_on FROM receipt WHERE batch_id = :id", id=EQUAL) == [
        ("2022-03-01", "2022-02-22")
    ]
    assert rows(guide, "SELECT DISTINCT posting_date FROM working_line") == [("2022-03-01",)]


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("0001-01-01", "1/1/0001"), ("1969-12-31", "12/31/1969"), ("2222-03-08", "3/8/2222"),
        ("9999-12-31", "12/31/9999"),
    ],
)  # fmt: skip
def test_a_posting_date_beyond_reason_is_refused(run: CommandLine, guide: Path, day: str, shown: str) -> None:
    ended = run("post", guide, "--all", "--posting-date", day, "--json")
    assert ended.code == 2
    assert ended.one_sentence().startswith(f"{shown} cannot be the posting date: ")
    assert ended.value == EMPTY | {"error": ended.one_sentence()}
    assert rows(guide, "SELECT count(*) FROM working_line") == [(0,)]


@pytest.mark.parametrize("day", ["20220308", "2022-W10-2", "2022-02-30", "3/8/2022", "2022-3-8", ""])
def test_a_posting_date_is_written_in_one_way(run: CommandLine, guide: Path, day: str) -> None:
    ended = run("post", guide, "--all", "--posting-date", day)
    assert (ended.code, ended.out) == (2, "")
    assert "2022-03-08" in ended.err


def test_an_unknown_batch_stops_the_known_ones_too(run: CommandLine, guide: Path) -> None:
    ended = run("post", guide, "--batch", EQUAL, "--batch", "77", "--json")
    assert ended.code == 2
    assert "There is no batch 77" in ended.one_sentence()
    assert ended.value["posted"] == []
    assert rows(guide, "SELECT count(*) FROM receipt WHERE batch_id = :id", id=EQUAL) == [(0,)]
    assert rows(guide, "SELECT count(*) FROM working_line") == [(0,)]


def test_a_batch_that_another_pc_works_on_is_held_and_not_touched(run: CommandLine, guide: Path) -> None:
    other = open_books(str(guide), actor=Actor("rita", "PC-2"))
    load_batch(other, EQUAL)
    ended = run("post", guide, "--batch", EQUAL, "--batch", OKAFOR, "--posting-date", "2022-03-02", "--json")
    assert ended.code == 1
    assert [payment["reason"] for payment in ended.value["held"]] == ["claimed", "claimed"]
    assert [payment["amount"] for payment in ended.value["posted"]] == ["1032.00"]
    assert {line.posting_date for line in list_lines(other)} == {date(2022, 2, 22)}
    assert len(post_working_lines(other).posted) == 2
    other.close()


def test_posting_keeps_the_claims_of_the_open_window(run: CommandLine, guide: Path) -> None:
    window = open_books(str(guide))
    load_batch(window, KMETZ)
    run("post", guide, "--batch", EQUAL)
    assert rows(guide, "SELECT claimed_by <> '' FROM inosio_batch WHERE id = :id", id=KMETZ) == [(1,)]
    window.close()


def test_removed_payments_are_neither_posted_nor_held(run: CommandLine, guide: Path) -> None:
    books = open_books(str(guide))
    load_batch(books, EQUAL)
    line = list_lines(books)[0].line_id
    remove_line(books, line, "paid twice")
    ended = run("post", guide, "--batch", EQUAL, "--deposit")
    assert ended.code == 0
    assert "1 posted, $730.00." in ended.out
    assert f"removed: 1 of batch {EQUAL}" in ended.out
    assert "Deposit slip" not in ended.out
    listed = {batch["id"]: batch for batch in run("batches", guide, "--json").value["batches"]}
    assert (listed[EQUAL]["status"], listed[EQUAL]["removed"], listed[EQUAL]["held"]) == ("unprocessed", 1, 0)
    put_back(books, line)
    books.close()
    assert [slip["total"] for slip in run("post", guide, "--batch", EQUAL, "--deposit", "--json").value["slips"]] == [
        "1450.00"
    ]


def test_a_voided_receipts_payment_never_posts_without_a_person(run: CommandLine, guide: Path) -> None:
    receipt = run("post", guide, "--batch", OKAFOR, "--json").value["posted"][0]["receipt_id"]
    books = open_books(str(guide))
    void_receipt(books, receipt, "wrong tenant")
    books.close()
    ended = run("post", guide, "--batch", OKAFOR, "--accept-proposals", "--json")
    assert ended.code == 1
    assert [payment["reason"] for payment in ended.value["held"]] == ["was_reversed"]


def altered(guide: Path, statement: str, **values: object) -> None:
    """Alter fetched payments on purpose; the stored answers, which would tell, give way to a plain file's bytes."""
    change(guide, "UPDATE inosio_batch SET raw_answer = X'6E6F', raw_sha256 = :sha", sha=sha256(b"no").hexdigest())
    change(guide, statement, **values)


def test_reasons_of_bad_payments(run: CommandLine, guide: Path) -> None:
    for payment, words in (
        ("PMT-7310042208", "amount_cents = 0"), ("PMT-7310042209", "amount_cents = -50000"),
        ("PMT-7310042210", "amount_cents = 100000000000"), ("PMT-7310042211", "tenant_code = 'NOBODY'"),
    ):
        altered(guide, f"UPDATE inosio_payment SET {words} WHERE payment_id = :id", id=payment)
    change(guide, "UPDATE inosio_batch SET bank_code = 'NOSUCHBANK' WHERE id = :id", id=OKAFOR)
    change(guide, "UPDATE inosio_payment SET unreadable = 'kind is alien' WHERE payment_id = 'PMT-7310042212'")

    ended = run("post", guide, "--all", "--accept-proposals", "--json")
    reasons = {payment["payment_id"]: (payment["reason"], payment["amount"]) for payment in ended.value["held"]}
    change(guide, "DELETE FROM working_line")
    change(guide, "UPDATE inosio_batch SET bank_code = 'CHECKING' WHERE id = :id", id=OKAFOR)
    for payment, cents in (("PMT-7310042208", 62500), ("PMT-7310042209", 50000), ("PMT-7310042210", 80000)):
        change(guide, "UPDATE inosio_payment SET amount_cents = :cents WHERE payment_id = :id", id=payment, cents=cents)
    assert ended.code == 1
    assert reasons == {
        "PMT-7310042208": ("bad_amount", "0.00"), "PMT-7310042209": ("bad_amount", "-500.00"),
        "PMT-7310042210": ("bad_amount", "1000000000.00"), "PMT-7310042211": ("unknown_tenant", "720.00"),
        "PMT-7310042212": ("unreadable", "730.00"), "PMT-7310042206": ("no_bank", "1032.00"),
    }


def test_hostile_text_of_the_server_cannot_move_the_cursor(run: CommandLine, guide: Path) -> None:
    hostile = "P\x1b[2J\u202e\n9 posted, $9.00."
    altered(
        guide, "UPDATE inosio_payment SET payment_id = :id, source_key = :key WHERE payment_id = 'PMT-7310042201'",
        id=hostile, key=f":{hostile}",
    )
    ended = run("post", guide, "--batch", KMETZ)
    assert ended.out.count("\n") == 5
    assert "P⟦U+001B⟧[2J⟦U+202E⟧⟦U+000A⟧9 posted" in ended.out.replace("\u27e6", "⟦").replace("\u27e7", "⟧")
    as_json = run("post", guide, "--batch", KMETZ, "--json")
    assert as_json.out.isascii()
    assert "\x1b" not in as_json.out
    assert as_json.value["held"][0]["payment_id"].startswith("P\x1b[2J")


def test_slips_that_cannot_be_made_hide_nothing_of_what_was_posted(run: CommandLine, guide: Path) -> None:
    change(guide, "CREATE TRIGGER full BEFORE INSERT ON deposit_slip BEGIN SELECT raise(ABORT, 'no slip'); END")
    ended = run("post", guide, "--batch", EQUAL, "--deposit", "--json")
    change(guide, "DROP TRIGGER full")
    assert ended.code == 5
    assert len(ended.value["posted"]) == 2
    assert ended.value["slips"] == []
    assert ended.value["error"] == ended.one_sentence()
    assert ended.one_sentence().startswith("The payments are posted, the deposit slips are not made.")
    assert [slip["total"] for slip in run("post", guide, "--batch", EQUAL, "--deposit", "--json").value["slips"]] == [
        "1450.00"
    ]


def test_a_lockbox_file_becomes_a_batch_of_its_own_or_names_every_fault(
    run: CommandLine, guide: Path, tmp_path: Path
) -> None:
    header = "date,tenant_id,unit_id,amount,memo,payment_id\n"
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"{header}2022-03-07,KMETZ,,12.00,,\n", encoding="utf-8")
    bad.write_text(f"{header}2022-03-07,KMETZ,,12.00,,\n2022-03-07,NOBODY,,1.00,,\n", encoding="utf-8")
    refused = run("lockbox", guide, bad, "--json")
    assert (refused.code, refused.one_sentence()) == (1, "Nothing was loaded from bad.csv.")
    assert refused.value == {
        "batch_id": None, "loaded": 0, "errors": [{"line": 3, "error": "There is no tenant NOBODY."}],
    }
    loaded = run("lockbox", guide, good, "--json")
    assert (loaded.code, loaded.value["loaded"], loaded.value["errors"]) == (0, 1, [])
    (batch,) = [
        batch for batch in run("batches", guide, "--json").value["batches"] if batch["id"] == loaded.value["batch_id"]
    ]
    assert (batch["total"], batch["status"]) == ("12.00", "unprocessed")
    missing = run("lockbox", guide, tmp_path / "none.csv", "--json")
    assert missing.code != 0
    assert "cannot be read" in missing.one_sentence()

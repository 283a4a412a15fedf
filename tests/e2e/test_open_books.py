"""Open books: the real bean-check and hledger take our journal, and each balance they find is ours, cent for cent."""

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from build import LYNN, MOMENT, TODAY, a_tenant, an_office
from command_line import CommandLine, change, rows
from landlord_desktop.db.models.journal import SET_KINDS
from landlord_desktop.formats.beancount import beancount_text
from landlord_desktop.formats.hledger import hledger_text
from landlord_desktop.formats.open_journal import (
    JournalAccount,
    JournalHead,
    JournalPosting,
    JournalSet,
    root_of,
    unique_parts,
)
from landlord_desktop.reports.journal_file import write_journal
from landlord_desktop.rules.errors import LandlordError, RuleError
from landlord_desktop.services.books import Books, create_books, open_books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.credit_adjustments import CreditAdjustment, post_adjustment
from landlord_desktop.services.deposits import post_slip, undeposited_receipts
from landlord_desktop.services.export import journal_text
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt
from landlord_desktop.services.slip_edits import ReplaceOrder, replace_receipt
from landlord_desktop.services.transfers import TransferLine, TransferOrder, post_transfer
from landlord_desktop.services.voids import VoidOrder, void_receipt, void_set
from landlord_desktop.services.working_lines import TypedPayment, add_payment
from outside_tools import Balances, Beancount, Hledger, MissingToolError, beancount, hledger, without_zeros

HOSTILE = 'a"b\\c\nd\u202ee; date:99, date:1,[2021-99-99] | (f) =$5 @ 3  $7'
Program = Beancount | Hledger


@pytest.fixture(scope="session")
def programs() -> tuple[Program, ...]:
    """The two programs of others, installed where they are missing."""
    try:
        return beancount(), hledger()
    except MissingToolError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def office_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the generated histories, and the empty office that each begins with."""
    folder = tmp_path_factory.mktemp("histories")
    books = an_office(folder / "empty.db")
    for code, ledger in (("KMETZ", "NU"), ("O'Hara & Söhne", "NU"), ("B.2", "OAK")):
        a_tenant(books, code, ledger=ledger, name=f"{HOSTILE} {code}")
    books.close()
    change(folder / "empty.db", "UPDATE ledger SET accounting_method = 'accrual' WHERE code = 'OAK'")
    return folder


def our_balances(database: Path) -> Balances:
    """Every balance as the database holds it: the sums of its journal lines, unpaid charges, and kept credits."""
    found: Balances = {}
    for ledger, code, kind, cents in rows(
        database,
        "SELECT l.code, a.code, a.account_type, sum(j.amount_cents) FROM journal_line j JOIN ledger l "
        "ON l.id = j.ledger_id JOIN account_code a ON a.id = j.account_id GROUP BY l.id, a.id",
    ):
        found[f"{root_of(kind)}:{plain(ledger)}:{plain(code)}", "USD"] = cents
    tenants = (
        ("Assets", 1, "SELECT l.code, t.code, sum(c.unpaid_cents) FROM charge c JOIN ledger l ON l.id = c.ledger_id "
         "JOIN tenant t ON t.id = c.tenant_id GROUP BY l.id, t.id"),
        ("Liabilities", -1, "SELECT l.code, t.code, sum(k.balance_cents) FROM tenant_credit k JOIN ledger l "
         "ON l.id = k.ledger_id JOIN tenant t ON t.id = k.tenant_id GROUP BY l.id, t.id"),
    )
    for root, sign, query in tenants:
        for ledger, tenant, cents in rows(database, query):
            found[f"{root}:Tenants:{plain(ledger)}:{plain(tenant)}", "TENANTUSD"] = sign * cents
            counterpart = (f"Equity:Tenants:{plain(ledger)}", "TENANTUSD")
            found[counterpart] = found.get(counterpart, 0) - sign * cents
    return without_zeros(found)


def plain(code: str) -> str:
    """The part of an account's name where no two codes of the office become alike."""
    return re.sub(r"[^A-Za-z0-9]+", "-", code.replace("ö", "o")).strip("-")


def prove(programs: tuple[Program, ...], exported: dict[str, Path], expected: Balances) -> None:
    for program in programs:
        verdict = program.check(exported[program.name])
        assert verdict.accepted, verdict.said
        assert program.balances(exported[program.name]) == expected, program.name


@pytest.mark.parametrize("sample", ["guide", "office", "300"])
def test_the_samples_are_proven_by_both_programs(
    sample: str, run: CommandLine, tmp_path: Path, programs: tuple[Program, ...]
) -> None:
    database = tmp_path / "sample.db"
    assert run("new", database, "--sample", sample).code == 0
    exported = {}
    for program in programs:
        exported[program.name] = tmp_path / f"books.{program.name}"
        ended = run("export", database, "--format", program.name, "--out", exported[program.name])
        assert (ended.code, ended.out, ended.err) == (0, f"books.{program.name} is written.\n", "")
    prove(programs, exported, our_balances(database))


AMOUNTS = ("unpaid", "due", "half", "any")
CHARGE_CODES = ("RENT", "RENT", "LATE", "WATER", "DEPOSIT")
RARE = ("void", "void_set", "nsf", "advance", "adjust", "transfer", "replace")
STEP = st.one_of(
    st.tuples(st.just("charge"), st.integers(0, 2), st.integers(1, 300_000), st.sampled_from(CHARGE_CODES)),
    st.tuples(st.just("receive"), st.integers(0, 2), st.integers(1, 400_000), st.sampled_from(AMOUNTS)),
    st.tuples(st.just("ledger"), st.integers(1, 3), st.integers(1, 400_000), st.just("")),
    st.tuples(st.just("slip"), st.integers(0, 5), st.integers(1, 3), st.just("")),
    st.tuples(st.sampled_from(RARE), st.integers(0, 20), st.integers(1, 100_000), st.just("")),
)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=15, max_size=40))
def test_generated_histories_are_proven_by_both_programs(
    office_at_work: Path, programs: tuple[Program, ...], steps: list[tuple[str, int, int, str]]
) -> None:
    live_through(office_at_work, programs, steps)


def test_a_long_history_of_all_entries_is_proven_by_both_programs(
    office_at_work: Path, programs: tuple[Program, ...]
) -> None:
    chance = random.Random(2022)
    words = {"charge": CHARGE_CODES, "receive": AMOUNTS}
    steps = []
    for _ in range(400):
        kind = chance.choice(("charge", "charge", "receive", "receive", "ledger", "slip", *RARE))
        which, cents = chance.randrange(20 if kind in RARE else 3), chance.randint(1, 250_000)
        word = chance.choice(words.get(kind, ("",)))
        steps.append((kind, which + (kind == "ledger"), 2 if kind == "slip" else cents, word))
    database = live_through(office_at_work, programs, steps)
    kinds = dict(rows(database, "SELECT kind, count(*) FROM transaction_set GROUP BY kind"))
    assert set(kinds) >= set(SET_KINDS) - {"opening", "management_fee", "journal_entry"}
    for happened in (
        "allocation a JOIN charge c ON c.id = a.charge_id WHERE a.amount_cents BETWEEN 1 AND c.amount_cents - 1",
        "allocation WHERE credit_ledger_id <> 0", "allocation WHERE advance_id <> 0",
        "charge WHERE voided_by_set_id IS NOT NULL", "receipt WHERE replaces_receipt_id IS NOT NULL",
        "charge WHERE receivable_account_id IS NOT NULL AND unpaid_cents < amount_cents",
        "credit_entry WHERE amount_cents < 0 AND kind = 'open_credit'",
    ):
        assert rows(database, f"SELECT count(*) FROM {happened}")[0][0] > 0, happened


def live_through(folder: Path, programs: tuple[Program, ...], steps: Sequence[tuple[str, int, int, str]]) -> Path:
    """A new office that takes these steps, proven by us and by both programs; its database."""
    database = folder / "history.db"
    database.unlink(missing_ok=True)
    shutil.copy(folder / "empty.db", database)
    books = open_books(str(database), actor=LYNN, clock=lambda: MOMENT)
    try:
        for number, (kind, which, cents, word) in enumerate(steps):
            take(books, kind, which, cents, word, TODAY + timedelta(days=number % 5))
        report = run_checks(books)
        assert report.ok, report.findings
        prove(programs, written(books, folder), our_balances(database))
    finally:
        books.close()
    return database


def take(books: Books, kind: str, which: int, cents: int, word: str, day: date) -> None:
    """One step of a history; a step that the books rightly refuse changes nothing."""
    tenants = one_column(books, "SELECT id FROM tenant ORDER BY id")
    bank = one_column(books, "SELECT id FROM account_code WHERE code = 'CHECKING'")[0]
    if kind == "charge":
        post_charges(books, [NewCharge(tenants[which], word, day, cents, HOSTILE)])
    elif kind == "receive":
        amount = payment_of(books, tenants[which], cents, word)
        add_payment(books, TypedPayment(day, amount, tenants[which], bank_id=bank, memo=HOSTILE))
        post_working_lines(books, accept_proposals=True)
    elif kind == "ledger":
        add_payment(books, TypedPayment(day, cents, None, ledger_id=which, bank_id=bank, payer_name=HOSTILE))
        post_working_lines(books, accept_proposals=True)
    elif kind == "slip":
        waiting = undeposited_receipts(books, bank)[which : which + cents]
        if waiting:
            total = sum(row.amount_cents for row in waiting)
            post_slip(books, bank, [row.receipt_id for row in waiting], total, day + timedelta(days=5))
    else:
        with suppress(RuleError):  # some of its open credit was used since, say
            take_rarely(books, kind, which, cents, day + timedelta(days=5))


def take_rarely(books: Books, kind: str, which: int, cents: int, day: date) -> None:
    """One of the rarer steps; RuleError where the books refuse it."""
    tenants = one_column(books, "SELECT id FROM tenant ORDER BY id")
    tenant = tenants[which % len(tenants)]
    banks = one_column(books, "SELECT id FROM account_code WHERE is_bank = 1 ORDER BY code")
    if kind == "advance":
        lines = (NewLine("RENT", cents, HOSTILE, advance=True),)
        post_receipt(books, ReceiptOrder(tenant, day, cents, banks[0], new_charges=lines, comments=HOSTILE))
    elif kind == "adjust":
        account = one_column(books, "SELECT id FROM account_code WHERE code = 'BANK CHARGES'")[0]
        post_adjustment(books, CreditAdjustment(tenant, day, bool(which % 3), cents, account, bool(which % 2)))
    elif kind == "transfer":
        post_transfer(books, TransferOrder(banks[which % 2], banks[1 - which % 2], day, (TransferLine(2, cents),)))
    elif kind == "void_set":
        sets = one_column(books, "SELECT id FROM transaction_set WHERE kind <> 'void' ORDER BY id DESC LIMIT 60")
        void_set(books, VoidOrder(sets[which * 7 % len(sets)], HOSTILE, unwind=bool(which % 2)))
    else:
        deposited = "IS NOT NULL AND returned_by_set_id IS NULL" if kind == "nsf" else "IS NULL"
        where = "voided_by_set_id IS NULL" + (f" AND slip_id {deposited}" if kind != "replace" else "")
        receipts = one_column(books, f"SELECT id FROM receipt WHERE {where} ORDER BY id DESC LIMIT 30")
        if receipts and kind == "void":
            void_receipt(books, receipts[which % len(receipts)], HOSTILE)
        elif receipts and kind == "nsf":
            return_receipt(books, NsfOrder(receipts[which % len(receipts)], HOSTILE, day, 3500, 900, unwind=True))
        elif receipts:
            right = ReceiptOrder(tenant, day, cents, banks[0])
            replace_receipt(books, ReplaceOrder(receipts[which % len(receipts)], HOSTILE, right, unwind=True))


def payment_of(books: Books, tenant_id: int, cents: int, word: str) -> int:
    """All that the tenant has not paid, that less the credit, half of it, or any amount; never nothing."""
    unpaid = one_column(books, f"SELECT coalesce(sum(unpaid_cents), 0) FROM charge WHERE tenant_id = {tenant_id}")[0]
    credit = f"SELECT coalesce(sum(balance_cents), 0) FROM tenant_credit WHERE tenant_id = {tenant_id}"
    amount = {"unpaid": unpaid, "due": unpaid - one_column(books, credit)[0], "half": unpaid // 2}.get(word, cents)
    return amount if amount > 0 else cents


def one_column(books: Books, query: str) -> list[int]:
    with books.store.read() as connection:
        return [int(value) for value in connection.execute(text(query)).scalars()]


def written(books: Books, folder: Path) -> dict[str, Path]:
    """Both files, as the service gives them."""
    files = {name: folder / f"books.{name}" for name in ("beancount", "hledger")}
    for name, path in files.items():
        path.write_text("".join(journal_text(books, name)), encoding="utf-8")
    return files


def test_one_cent_of_difference_is_found_by_both_programs(
    guide: Path, tmp_path: Path, run: CommandLine, programs: tuple[Program, ...]
) -> None:
    """The proof is theirs: a kept balance that is a cent off, or a posting that is, gets the file refused."""
    for program in programs:
        good = tmp_path / f"good.{program.name}"
        assert run("export", guide, "--format", program.name, "--out", good).code == 0
        body = good.read_text(encoding="utf-8")
        places = [match.start() for match in re.finditer(r"8896\.50|988\.50", body)]
        for place in (places[0], places[-1]):
            bad = tmp_path / f"bad.{program.name}"
            end = body.index(".50", place)
            bad.write_text(f"{body[:end]}.51{body[end + 3 :]}", encoding="utf-8")
            assert not program.check(bad).accepted, body[place - 60 : place + 20]


def test_hostile_codes_and_texts_are_taken_by_both_programs(
    tmp_path: Path, programs: tuple[Program, ...]
) -> None:
    codes = [HOSTILE, "A", "a", "Assets:Equity", "", "東京", "-", "9"]
    codes += ['"', "\u202e", "x" * 300, ";", "*", "!", "(a)", "TENANTS"]
    day = date(2022, 3, 8)
    facts = (("code", HOSTILE), ("empty", ""), ("name", "date:2022"), ("other", "\ud7ff\x00\x85\u2028 "))
    names = [f"Assets:{part}:{part}" for part in unique_parts(codes, ["Tenants"])]
    accounts = [JournalAccount(name, day, 0, facts) for name in names[2:]]
    accounts += [JournalAccount(names[0], day, 10**15, facts), JournalAccount(names[1], day, -(10**15), facts)]
    sets = [
        JournalSet(
            number, day, code, (*facts, ("reason", code)),
            (JournalPosting(names[0], sign * 10**15, facts), JournalPosting(names[1], -sign * 10**15, facts)),
            number - 1 or None,
        )
        for number, (code, sign) in enumerate(zip([*codes, ""], [1, -1] * 8 + [1], strict=True), 1)
    ]
    head = JournalHead(HOSTILE, day, len(sets), day + timedelta(days=1))
    writers = {"beancount": beancount_text, "hledger": hledger_text}
    exported = {name: tmp_path / f"hostile.{name}" for name in writers}
    for name, writer in writers.items():
        exported[name].write_text("".join(writer(head, accounts, sets)), encoding="utf-8")
    prove(programs, exported, {(names[0], "USD"): 10**15, (names[1], "USD"): -(10**15)})


def test_new_books_are_an_empty_journal(tmp_path: Path, run: CommandLine, programs: tuple[Program, ...]) -> None:
    database = tmp_path / "new.db"
    assert run("new", database).code == 0
    exported = {program.name: tmp_path / f"new.{program.name}" for program in programs}
    for name, path in exported.items():
        assert run("export", database, "--format", name, "--out", path).code == 0
    prove(programs, exported, {})


def test_a_void_is_linked_to_what_it_reverses_and_bank_numbers_stay_inside(
    office_at_work: Path, tmp_path: Path
) -> None:
    database = tmp_path / "voided.db"
    shutil.copy(office_at_work / "empty.db", database)
    change(
        database,
        "UPDATE bank_detail SET account_number = '99001122334', routing_number = '021000021' "
        "WHERE account_id = (SELECT id FROM account_code WHERE code = 'CHECKING')",
    )
    books = open_books(str(database), actor=LYNN, clock=lambda: MOMENT)
    take(books, "receive", 0, 5000, "any", TODAY)
    take(books, "void", 0, 0, "", TODAY)
    files = written(books, tmp_path)
    books.close()
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    assert '"Void of receipt 1" ^set-2 ^set-1\n  set: 2\n  kind: "void"\n  user: "lynn"' in texts["beancount"]
    assert " * (2) Void of receipt 1\n    ; kind:void, user:lynn, workstation:PC-1" in texts["hledger"]
    assert ", reverses:1\n" in texts["hledger"]
    assert '    tenant: "KMETZ"\n' in texts["beancount"]
    for body in texts.values():
        assert "99001122334" not in body
        assert "021000021" not in body


def test_no_export_replaces_books_and_none_is_left_half_done(guide: Path, tmp_path: Path, run: CommandLine) -> None:
    before = guide.read_bytes()
    other = tmp_path / "other.db"
    other.write_bytes(before)
    for target in (guide, other, tmp_path / "guide.db-wal"):
        ended = run("export", guide, "--format", "hledger", "--out", target)
        assert ended.code == 2
        assert "belongs to a database and stays as it is" in ended.one_sentence()
    assert (guide.read_bytes(), other.read_bytes()) == (before, before)
    ended = run("export", guide, "--format", "hledger", "--out", tmp_path / "nowhere" / "books.journal")
    assert ended.code == 2
    assert "there is no folder" in ended.one_sentence()
    assert run("export", guide, "--format", "excel", "--out", tmp_path / "x").code == 2
    assert run("export", tmp_path / "missing.db", "--format", "hledger", "--out", tmp_path / "x").code == 5
    assert not (tmp_path / "x").exists()


def test_a_service_asked_for_another_format_says_which_there_are(guide: Path) -> None:
    books = open_books(str(guide))
    with pytest.raises(LandlordError, match="exported as beancount or hledger, not as excel"):
        journal_text(books, "excel")
    books.close()


def test_an_export_that_is_given_up_leaves_the_old_file(tmp_path: Path) -> None:
    database, target = tmp_path / "many.db", tmp_path / "books.journal"
    create_books(str(database), "300")
    target.write_text("; last month's\n", encoding="utf-8")
    books = open_books(str(database))
    before = sorted(path.name for path in tmp_path.iterdir())

    def give_up() -> None:
        assert any(path.name.endswith(".part") for path in tmp_path.iterdir())
        raise CancelledForTestError

    with pytest.raises(CancelledForTestError):
        write_journal(books, "hledger", target, give_up)
    assert target.read_text(encoding="utf-8") == "; last month's\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    with books.store.write() as connection:  # the reading has ended: nothing holds the database
        connection.execute(text("SELECT 1"))
    books.close()


class CancelledForTestError(Exception):
    """The person changed their mind."""

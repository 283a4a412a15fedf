"""Two PCs on one database at the same moment: each thing happens once, and who came too late is told what happened."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from build import LYNN, MOMENT, a_batch, a_charge, a_payment, a_tenant
from engines import ENGINES, office_on
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Actor, Books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.deposits import post_slip, post_whole_batch_slips, undeposited_receipts
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.receipt_posting import PostResult, post_working_lines
from landlord_desktop.services.settings import all_settings, change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import TypedPayment, add_payment, change_line, list_lines, remove_line
from office_online import Online
from qt.desk import Desk, a_desk

ROUNDS = 6
CLIVE = Actor("clive", "PC-2")


class TwoPcs:
    """The same books opened on two PCs, and acts done on both at once."""

    def __init__(self, first: Books) -> None:
        self.first = first
        self.second = open_books(first.store.location, actor=CLIVE, clock=lambda: MOMENT)

    def at_once(self, *acts: Callable[[], object]) -> tuple[list[object], list[LandlordError]]:
        """What the acts gave, and how those who came too late were refused."""
        barrier, given, refused = threading.Barrier(len(acts)), [], []

        def run(act: Callable[[], object]) -> None:
            barrier.wait()
            try:
                given.append(act())
            except LandlordError as error:
                refused.append(error)

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(given) + len(refused) == len(acts)  # nothing else than a sentence is raised
        return given, refused

    def one(self, query: str) -> int:
        with self.first.store.read() as connection:
            return int(connection.execute(text(query)).scalar_one())


@pytest.fixture(params=ENGINES)
def pcs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TwoPcs]:
    with office_on(request.param, tmp_path) as books:
        two = TwoPcs(books)
        yield two
        report = run_checks(books, deep=True)
        two.second.close()
    assert report.ok, report.findings


def _bank(books: Books) -> int:
    with books.store.read() as connection:
        return int(connection.execute(text("SELECT id FROM account_code WHERE code = 'CHECKING'")).scalar_one())


def _receipts(pcs: TwoPcs, count: int) -> list[int]:
    tenant = a_tenant(pcs.first)
    for number in range(count):
        add_payment(pcs.first, TypedPayment(pcs.first.today(), 1000 + number, tenant))
    post_working_lines(pcs.first, accept_proposals=True)
    return [receipt.receipt_id for receipt in undeposited_receipts(pcs.first, _bank(pcs.first))]


def test_the_same_receipts_are_put_on_one_slip(pcs: TwoPcs) -> None:
    ids, bank = _receipts(pcs, 2 * ROUNDS), _bank(pcs.first)
    for number in range(ROUNDS):
        pair = ids[2 * number : 2 * number + 2]
        cents = 2000 + 4 * number + 1
        made, refused = pcs.at_once(
            lambda pair=pair, cents=cents: post_slip(pcs.first, bank, pair, cents),
            lambda pair=pair, cents=cents: post_slip(pcs.second, bank, pair, cents),
        )
        assert len(made) == len(refused) == 1
        assert "deposited or voided meanwhile" in refused[0].sentence
    assert pcs.one("SELECT count(*) FROM deposit_slip") == ROUNDS


def test_a_receipt_is_deposited_or_voided(pcs: TwoPcs) -> None:
    ids, bank = _receipts(pcs, ROUNDS), _bank(pcs.first)
    for number, receipt_id in enumerate(ids):
        made, refused = pcs.at_once(
            lambda receipt_id=receipt_id, number=number: post_slip(pcs.first, bank, [receipt_id], 1000 + number),
            lambda receipt_id=receipt_id: void_receipt(pcs.second, receipt_id, "typed twice"),
        )
        assert (len(made), len(refused)) == (1, 1)
    assert pcs.one("SELECT count(*) FROM receipt WHERE slip_id IS NOT NULL AND voided_by_set_id IS NOT NULL") == 0


def test_a_batch_is_loaded_by_one_and_posted_once(pcs: TwoPcs) -> None:
    tenant = a_tenant(pcs.first)
    for number in range(ROUNDS):
        a_charge(pcs.first, tenant, 1000)
        a_batch(pcs.first, f"B{number}", a_payment(f"P{number}", 1000))
        loaded, refused = pcs.at_once(
            lambda number=number: load_batch(pcs.first, f"B{number}"),
            lambda number=number: load_batch(pcs.second, f"B{number}"),
        )
        assert (len(loaded), len(refused)) == (1, 1)
        assert any(name in refused[0].sentence.lower() for name in ("lynn", "clive"))
        results, refused = pcs.at_once(
            lambda: post_working_lines(pcs.first, accept_proposals=True),
            lambda: post_working_lines(pcs.second, accept_proposals=True),
        )
        assert refused == []
        assert sum(len(result.posted) for result in results if isinstance(result, PostResult)) == 1
    assert pcs.one("SELECT count(*) FROM receipt") == ROUNDS
    made, _ = pcs.at_once(lambda: post_whole_batch_slips(pcs.first), lambda: post_whole_batch_slips(pcs.second))
    assert sorted(len(slips) for slips in made if isinstance(slips, list)) == [0, ROUNDS]


def test_a_line_that_is_posted_cannot_be_changed_or_removed(pcs: TwoPcs) -> None:
    tenant = a_tenant(pcs.first)
    for number in range(ROUNDS):
        line = add_payment(pcs.first, TypedPayment(pcs.first.today(), 1000 + number, tenant))
        act = (
            (lambda line=line: remove_line(pcs.first, line, "typed twice")) if number % 2
            else (lambda line=line: change_line(pcs.first, line, memo="changed"))
        )
        _given, refused = pcs.at_once(lambda: post_working_lines(pcs.first, accept_proposals=True), act)
        assert all(error.sentence.endswith(".") for error in refused)
        for left in list_lines(pcs.first):
            remove_line(pcs.first, left.line_id, "end of the round")
    assert pcs.one("SELECT count(*) FROM receipt r JOIN working_line w ON w.uuid = r.line_uuid") == 0


def test_settings_of_both_are_kept(pcs: TwoPcs) -> None:
    for number in range(ROUNDS):
        pcs.at_once(
            lambda number=number: change_settings(pcs.first, {"inosio.server": f"https://one{number}.example.com"}),
            lambda number=number: change_settings(pcs.second, {"inosio.protocol": "1" if number % 2 else ""}),
        )
    found = all_settings(pcs.second)
    assert found["inosio.server"] == f"https://one{ROUNDS - 1}.example.com"


def test_balances_go_once_when_both_send(office: Online) -> None:
    other = office.again(CLIVE)
    request_balances(office.books, "test")
    reports, barrier = [], threading.Barrier(2)

    def run(one: Online) -> None:
        barrier.wait()
        reports.append(one.round("send"))

    threads = [threading.Thread(target=run, args=(one,)) for one in (office, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.books.close()
    assert len(reports) == 2
    assert len(office.committed()) == 1
    assert [state for _subject, state in office.states()] == ["sent"]
    office.prove_what_was_sent()


# a window that shows what was


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A desk with a batch loaded and shown, that another program works on too."""
    with a_desk(qtbot, tmp_path) as desk:
        tenant = a_tenant(desk.books)
        a_charge(desk.books, tenant, 1000)
        a_batch(desk.books, "B1", a_payment("P1", 1000))
        load_batch(desk.books, "B1")
        yield desk


def _shown(desk: Desk) -> str:
    return " ".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


def test_post_in_a_window_that_shows_posted_lines(desk: Desk) -> None:
    screen = desk.open("Ctrl+B")
    assert len(screen.table.rows()) == 1  # type: ignore[attr-defined]
    elsewhere = open_books(desk.books.store.location, actor=LYNN, clock=lambda: MOMENT)
    assert len(post_working_lines(elsewhere).posted) == 1
    elsewhere.close()
    desk.press("Ctrl+Return")
    assert desk.errors == []
    assert screen.table.rows() == []  # type: ignore[attr-defined]
    assert "another window or PC has posted or removed what stood on the list" in _shown(desk)
    with desk.books.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM receipt")).scalar_one() == 1


def test_a_line_that_is_gone_is_told(desk: Desk) -> None:
    screen = desk.open("Ctrl+B")
    screen.table.setFocus()  # type: ignore[attr-defined]
    screen.table.select_key(screen.table.rows()[0].line.line_id)  # type: ignore[attr-defined]
    desk.settle()
    elsewhere = open_books(desk.books.store.location, actor=LYNN, clock=lambda: MOMENT)
    post_working_lines(elsewhere)
    elsewhere.close()
    screen.table.setFocus()  # type: ignore[attr-defined]
    desk.press("Ctrl+B")
    assert desk.errors == []
    assert screen.table.rows() == []  # type: ignore[attr-defined]


def test_a_slip_of_receipts_that_are_deposited(desk: Desk) -> None:
    post_working_lines(desk.books)
    screen = desk.window.open_screen("deposit_receipts", bank_id=_bank(desk.books))
    desk.settle()
    desk.press("Ctrl+M")
    total = screen.findChild(QWidget, "total_deposit")  # type: ignore[union-attr]
    total.setFocus()  # type: ignore[union-attr]
    desk.type("10.00")
    desk.press("Tab")
    elsewhere = open_books(desk.books.store.location, actor=CLIVE, clock=lambda: MOMENT)
    assert len(post_whole_batch_slips(elsewhere)) == 1
    elsewhere.close()
    desk.press("Ctrl+Return")
    assert desk.errors == []
    assert "1 of the marked receipts was deposited or voided meanwhile" in _shown(desk)
    with desk.books.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM deposit_slip")).scalar_one() == 1

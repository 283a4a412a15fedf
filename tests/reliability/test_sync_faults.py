"""Each kind of bad answer at each step of a round, through the real worker: a sentence in the window, nothing twice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from landlord_desktop.services.batch_status import mark_processed, mark_unprocessed
from landlord_desktop.services.checks import run_checks
from landlord_desktop.sync.tokens import sealed
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.integration.inosio_page import InosioPage
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from office_online import OKAFOR_BATCH
from qt.fakes import WindowRecord
from qt.online_screens import OnlineScreens, online_screens

FAULTS = (
    "late", "cut", "truncate", "malformed", "html", "401", "429", "500", "503", "redirect", "huge", "duplicate_keys",
    "nan", "drip",
)
STEPS = {
    "sign in": ("GET", "/v1/integration"), "list": ("GET", "/v1/receipt-batches"),
    "batch": ("GET", "/v1/receipt-batches/*"), "status": ("PUT", "/v1/receipt-batches/*/status"),
    "open": ("POST", "/v1/snapshots"), "part": ("PUT", "/v1/snapshots/*/parts/*"),
    "commit": ("POST", "/v1/snapshots/*/commit"),
}


@pytest.fixture
def screens(qtbot: QtBot, tmp_path: Path) -> Iterator[OnlineScreens]:
    """The Inosio page on an office whose server misbehaves."""
    record = WindowRecord()
    background = Background(record.report_error)
    with online_screens(qtbot, tmp_path, background, record) as made:
        yield made
    assert record.errors == []


HARMLESS = {"late", "drip"}
CODE = re.compile(r"Traceback|Error\b|Exception|0x[0-9a-f]{6}|\bNone\b|Something went wrong")


def _faults(method: str) -> list[tuple[str, bool]]:
    """Each fault, and for requests that change something also with the server's work done before."""
    after = set() if method == "GET" else {"malformed", "html", "401", "429", "500", "503", "redirect", "huge"}
    return [(action, False) for action in FAULTS] + [(action, True) for action in FAULTS if action in after]


@pytest.mark.parametrize("step", STEPS)
def test_every_fault_is_told_and_repairs_itself(screens: OnlineScreens, step: str) -> None:
    office, page = screens.office, screens.show(InosioPage)
    bar = page.findChild(ProblemBar)
    assert bar is not None
    method, path = STEPS[step]
    page.synchronize_with_server()
    screens.settle()
    waiting = "SELECT id FROM inosio_batch WHERE server_status = 'unprocessed' AND id <> :other ORDER BY id"
    changed = office.one(waiting, other=OKAFOR_BATCH)
    for number, (action, after_work) in enumerate(_faults(method)):
        (mark_unprocessed if number % 2 else mark_processed)(office.books, OKAFOR_BATCH)
        office.change_there(changed, revision=f"{number + 50}")  # so that it is fetched again
        rule = office.sandbox.faults.add(
            action, match={"method": method, "path": path}, after_work=after_work,
            seconds={"late": 0.05, "drip": 0.0005}.get(action, 0.0),
        )
        page.synchronize_with_server()
        screens.settle()
        assert rule.fired == 1, (step, action)
        assert CODE.search(bar.text) is None, (step, action, bar.text)
        if action not in HARMLESS:
            assert bar.text.endswith(".")
        told = bar.text
        office.sandbox.faults.clear()
        office.clock.forward(hours=3)
        page.synchronize_with_server()
        screens.settle()
        assert {state for _subject, state in office.states()} <= {"sent", "superseded"}, (step, action, told)
    assert office.one("SELECT count(*) FROM inosio_batch") == 8
    assert office.one("SELECT count(*) - count(DISTINCT source_key) FROM inosio_payment") == 0
    assert run_checks(sealed(office.books, office.tokens), deep=True).ok  # the stored bodies are those of their digests
    kept = office.answers_kept()
    answered = office.rows("SELECT idempotency_key, body_sha256 FROM outbox_request WHERE status BETWEEN 200 AND 299")
    assert len(answered) > len(FAULTS)
    assert all(kept[key].endswith(digest) for key, digest in answered)

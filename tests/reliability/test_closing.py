"""The window closed at random moments of a round: it goes at once, nothing is left behind, nothing is sent twice."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from landlord_desktop.services.batch_status import mark_processed
from landlord_desktop.services.checks import run_checks
from office_online import KMETZ_BATCH, OKAFOR_BATCH, Online

TESTS = Path(__file__).resolve().parent.parent
TIMES = 10
LONGEST_SECONDS = 6.0


def _run(office: Online, folder: Path, *words: object) -> dict[str, Any]:
    (folder / "token").write_text(office.sandbox.token, encoding="utf-8")
    ran = subprocess.run(
        [
            sys.executable, TESTS / "reliability" / "closing_run.py", office.books.store.location, folder / "data",
            folder / "token", *map(str, words),
        ],
        env={
            **os.environ, "LANDLORD_DATA": str(folder / "data"),
            "PYTHONPATH": os.pathsep.join((str(TESTS.parent / "src"), str(TESTS))),
        },
        capture_output=True, text=True, timeout=120, check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "destroyed" not in ran.stderr.lower()
    told: dict[str, Any] = json.loads(ran.stdout)
    assert told["slowest"] < LONGEST_SECONDS
    assert (told["threads"], told["told"]) == ([], [])
    return told


@pytest.mark.parametrize(("seed", "longest_delay"), [(1, 0.15), (2, 0.4), (3, 30.0)])
def test_closing_at_any_moment(office: Online, tmp_path: Path, seed: int, longest_delay: float) -> None:
    office.round("batches")
    for batch in (OKAFOR_BATCH, KMETZ_BATCH):
        mark_processed(office.books, batch, with_removed=True)
    for share in (1.0, 0.3, 0.6):
        office.sandbox.faults.add("late", seconds=longest_delay * share, times=None, chance=0.5)
    told = _run(office, tmp_path, seed, TIMES)
    assert told["running"] >= 2
    assert told["ended"]

    office.sandbox.faults.clear()
    office.clock.forward(hours=3)
    office = office.again()
    assert office.round().error == ""
    assert run_checks(office.books, deep=True).ok
    assert {state for _subject, state in office.states()} <= {"sent", "superseded"}
    office.prove_what_was_sent()
    for batch in (OKAFOR_BATCH, KMETZ_BATCH):
        assert office.batch_there(batch)["status"] == "processed"
    assert office.one("SELECT count(*) FROM inosio_batch") == 8
    office.books.close()


def test_a_key_store_without_answer_does_not_hold_the_window(office: Online, tmp_path: Path) -> None:
    assert not _run(office, tmp_path, 5, 1, "hanging")["ended"]

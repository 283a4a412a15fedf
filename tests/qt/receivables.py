"""A desk on the guide's own office: its batches, tenants and charges, for the tests of the receivables screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from build import LYNN
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import create_books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.ui.receivables.batch_screen import BatchScreen
from qt.desk import Desk

GUIDE_BATCH = "2732388606925747"


@contextmanager
def the_guides_desk(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    """A desk on the guide's office; afterwards the books are proven and nothing may have gone wrong unseen."""
    path = folder / "guide.db"
    create_books(str(path), "guide")
    books = open_books(str(path), actor=LYNN)
    desk = Desk(qtbot, books)
    yield desk
    desk.settle()
    desk.window.hide()
    assert desk.background.stop(10.0)
    desk.window.deleteLater()
    QApplication.processEvents()
    report = run_checks(books)
    books.close()
    assert desk.errors == []
    assert report.ok, report.findings


def open_batch_screen(desk: Desk, *batch_ids: str) -> BatchScreen:
    """Batch Receipts, with these batches loaded before ("all": every one that waits)."""
    wanted = list(batch_ids)
    if wanted == ["all"]:
        wanted = [batch.batch_id for batch in list_batches(desk.books, "unprocessed")]
    for batch_id in wanted:
        load_batch(desk.books, batch_id)
    screen = desk.open("Ctrl+B")
    assert isinstance(screen, BatchScreen)
    return screen


def open_line(desk: Desk, screen: BatchScreen, name: str, amount: int) -> None:
    """Open the line of this payer and amount; what stands behind it has been read."""
    row = next(
        row for row in screen.table.shown_rows() if name in row.line.description and row.line.amount_cents == amount
    )
    screen.table.setFocus()
    screen.table.select_key(row.line.line_id)

    def is_read() -> bool:
        behind = screen.detail._behind
        return behind is not None and behind.line_id == row.line.line_id and not desk.background.busy

    desk.qtbot.waitUntil(is_read)


@dataclass
class FakeRound:
    """A round under way that ends when the test says so."""

    done: Callable[[Any], object]
    failed: Callable[[BaseException], object]
    progress: Callable[[int, int, str], object]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Outcome:
    """How a round ended."""

    sentence: str = ""
    error: str = ""


@dataclass
class FakeRounds:
    """Stands for the sync worker: keeps the rounds asked for."""

    steps: list[tuple[str, ...]] = field(default_factory=list)
    rounds: list[FakeRound] = field(default_factory=list)

    def run(self, steps: tuple[str, ...], *, done: Any, failed: Any, progress: Any, owner: Any) -> FakeRound:
        self.steps.append(steps)
        self.rounds.append(FakeRound(done, failed, progress))
        return self.rounds[-1]

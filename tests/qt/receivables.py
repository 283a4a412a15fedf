"""A desk on the guide's own office: its batches, tenants and charges, for the tests of the receivables screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from build import LYNN, rows, the_guides_office
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import open_books
from landlord_desktop.ui.receivables.batch_screen import BatchScreen
from landlord_desktop.ui.widgets.pick_list import PickList
from qt.desk import Desk, desk_on

GUIDE_BATCH = "2732388606925747"


@contextmanager
def the_guides_desk(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    """A desk on the guide's office."""
    path = folder / "guide.db"
    the_guides_office(path)
    with desk_on(qtbot, open_books(str(path), actor=LYNN)) as desk:
        yield desk


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


def pick(desk: Desk, field_name: str, words: str) -> None:
    """Type ahead into the pick list that has the keyboard, and take the first one offered."""
    assert desk.focus().objectName() == f"{field_name}_text"
    desk.type(words)
    popup = desk.window.current_screen().findChild(PickList, field_name).completer.popup()
    desk.qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.settle()


def text_of(screen: QWidget, name: str) -> str:
    """What a label says."""
    return str(screen.findChild(QLabel, name).text())


def receipts(desk: Desk) -> list[tuple[Any, ...]]:
    """Amount, day and memo of what was posted of batches."""
    return rows(desk.books, "SELECT amount_cents, posted_on, memo FROM receipt WHERE batch_id IS NOT NULL ORDER BY id")


def typed(desk: Desk) -> list[tuple[Any, ...]]:
    """Day, amount and memo of the working lines that were typed in."""
    return rows(
        desk.books, "SELECT posting_date, amount_cents, memo FROM working_line WHERE batch_id IS NULL ORDER BY id"
    )


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

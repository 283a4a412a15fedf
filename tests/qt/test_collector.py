"""Tests of the garbage collector that stays in the GUI thread."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from landlord_desktop.ui.collector import LONGEST_REST, GuiCollector, collect_due


class ClosedWindow(QWidget):
    """Holds itself, as a window does whose slots are bound methods."""

    def __init__(self) -> None:
        super().__init__()
        self.myself = self


def leave_a_window(ended_in: list[int]) -> None:
    weakref.finalize(ClosedWindow(), lambda: ended_in.append(threading.get_ident()))


def make_garbage() -> None:
    for _ in range(20 * gc.get_threshold()[0]):
        knot: list[object] = []
        knot.append(knot)


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_a_closed_window_ends_in_the_gui_thread_whoever_makes_the_garbage(qtbot: QtBot) -> None:
    ended_in: list[int] = []
    collector = GuiCollector(lambda: False)
    gc.collect()
    leave_a_window(ended_in)
    worker = threading.Thread(target=make_garbage)
    worker.start()
    worker.join()
    assert ended_in == []
    collector.look()
    assert ended_in == [threading.get_ident()]


def test_it_rests_while_work_is_under_way_but_not_for_ever(qtbot: QtBot) -> None:
    ended_in: list[int] = []
    collector = GuiCollector(lambda: True)
    gc.collect()
    leave_a_window(ended_in)
    make_garbage()
    for _ in range(LONGEST_REST):
        collector.look()
    assert ended_in == []
    collector.look()
    assert ended_in == [threading.get_ident()]


def test_what_was_made_before_the_window_is_up_is_not_looked_at_again(qtbot: QtBot, thawed: None) -> None:
    gc.unfreeze()
    collector = GuiCollector(lambda: False)
    collector.start()
    assert gc.get_freeze_count() > 0
    assert not gc.isenabled()


def test_the_oldest_generation_that_is_due_is_collected() -> None:
    gc.collect()
    assert collect_due() is None
    for _ in range(gc.get_threshold()[1] + 1):
        gc.collect(0)
    assert collect_due() == 1

"""Work off the GUI thread comes back in it, in order, once, and only to who is still there."""

import logging
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.ui.background import Background, CancelledError, Task
from qt.fakes import WindowRecord


class Owner(QObject):
    """Keeps what came back, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[BaseException] = []
        self.figures: list[tuple[int, int, str]] = []
        self.threads: set[int] = set()

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def failed(self, error: BaseException) -> None:
        self.errors.append(error)
        self.threads.add(threading.get_ident())

    def progressed(self, done: int, total: int, text: str) -> None:
        self.figures.append((done, total, text))
        self.threads.add(threading.get_ident())


def test_results_come_back_in_order_in_the_gui_thread(qtbot: QtBot, background: Background) -> None:
    owner, workers = Owner(), []

    def work(number: int) -> int:
        workers.append(threading.get_ident())
        return number

    for number in range(20):
        background.run(lambda _task, number=number: work(number), done=owner.done, owner=owner)
    assert background.busy
    with qtbot.waitSignal(background.idle_changed):
        pass
    assert owner.results == list(range(20))
    assert owner.threads == {threading.get_ident()}
    assert len(set(workers)) == 1
    assert workers[0] != threading.get_ident()


def test_lanes_do_not_wait_for_each_other(qtbot: QtBot, background: Background) -> None:
    owner, gate = Owner(), threading.Event()
    background.run(lambda _task: gate.wait(30), done=owner.done, owner=owner)
    background.run(lambda _task: "printed", done=owner.done, owner=owner, lane="other")
    qtbot.waitUntil(lambda: owner.results == ["printed"])
    gate.set()
    qtbot.waitUntil(lambda: owner.results == ["printed", True])


def test_failure_goes_to_its_handler_or_to_the_reporter(
    qtbot: QtBot, background: Background, window_record: WindowRecord
) -> None:
    owner = Owner()

    def fail(_task: Task) -> None:
        raise RuleError("The slip is closed.")

    background.run(fail, done=owner.done, failed=owner.failed, owner=owner)
    background.run(fail, done=owner.done, owner=owner)
    qtbot.waitUntil(lambda: len(window_record.errors) == 1)
    assert [str(error) for error in owner.errors] == ["The slip is closed."]
    assert owner.threads == {threading.get_ident()}
    window_record.errors.clear()


def test_nothing_is_told_to_an_owner_that_is_gone(qtbot: QtBot, background: Background) -> None:
    owner, gate, told = QWidget(), threading.Event(), []
    background.run(lambda _task: gate.wait(30), done=told.append, owner=owner, progress=lambda *_: told.append(1))
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(background.idle_changed):
        gate.set()
    assert told == []


def test_progress_shows_the_newest_figure_and_cancel_ends_the_work(qtbot: QtBot, background: Background) -> None:
    owner, started = Owner(), threading.Event()

    def work(task: Task) -> str:
        for number in range(1, 1001):
            task.progress(number, 1000, "Posting")
        started.set()
        while not task.cancelled:
            started.wait(0.01)
        return "ended early"

    task = background.run(work, done=owner.done, owner=owner, progress=owner.progressed)
    qtbot.waitUntil(lambda: owner.figures[-1:] == [(1000, 1000, "Posting")])
    assert len(owner.figures) < 1000
    task.cancel()
    qtbot.waitUntil(lambda: owner.results == ["ended early"])
    assert owner.threads == {threading.get_ident()}


def test_work_cancelled_before_it_began_never_begins(qtbot: QtBot, background: Background) -> None:
    owner, gate, begun = Owner(), threading.Event(), []
    background.run(lambda _task: gate.wait(30), done=owner.done, owner=owner)
    background.run(begun.append, done=owner.done, failed=owner.failed, owner=owner).cancel()
    background.run(begun.append, done=owner.done, owner=owner).cancel()
    with qtbot.waitSignal(background.idle_changed):
        gate.set()
    assert begun == []
    assert [type(error) for error in owner.errors] == [CancelledError]


def test_stop_cancels_waits_and_begins_nothing_more(qtbot: QtBot, window_record: WindowRecord) -> None:
    background, owner, begun = Background(window_record.report_error), Owner(), threading.Event()

    def work(task: Task) -> None:
        begun.set()
        while not task.cancelled:
            begun.wait(0.01)

    background.run(work, done=owner.done, owner=owner)
    assert begun.wait(30)
    assert background.stop(30)
    background.run(work, done=owner.done, owner=owner)
    assert background.stop(0)
    assert Background(window_record.report_error).stop(0)


def test_what_the_end_of_the_program_cancels_is_told_to_nobody(qtbot: QtBot, window_record: WindowRecord) -> None:
    background, owner, gate = Background(window_record.report_error), Owner(), threading.Event()
    background.run(lambda _task: gate.wait(30), done=owner.done, owner=owner)
    background.run(lambda _task: None, done=owner.done, failed=owner.failed, owner=owner)
    threading.Timer(0.05, gate.set).start()
    assert background.stop(30)
    qtbot.waitUntil(lambda: not background.busy)
    assert owner.errors == []


def test_stop_gives_up_at_the_deadline(qtbot: QtBot, window_record: WindowRecord, allow_log: object) -> None:
    allow_log("still busy")  # type: ignore[operator]
    background, owner, gate = Background(window_record.report_error), Owner(), threading.Event()
    begun = threading.Event()

    def work(_task: Task) -> None:
        begun.set()
        gate.wait(30)

    background.run(work, done=owner.done, owner=owner)
    assert begun.wait(30)
    assert not background.stop(0.05)
    gate.set()
    assert background.stop(30)


def test_a_late_result_finds_nobody_and_harms_nothing(caplog: pytest.LogCaptureFixture, qtbot: QtBot) -> None:
    caplog.set_level(logging.INFO)
    owner, gate = Owner(), threading.Event()
    background = Background(owner.failed)
    background.run(lambda _task: gate.wait(30), done=owner.done, owner=owner)
    with qtbot.waitSignal(background.destroyed):
        background.deleteLater()
    gate.set()
    assert background.stop(30)
    assert owner.results == []
    assert "after the program closed" in caplog.text

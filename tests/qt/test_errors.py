"""No failure is swallowed, and none tells the log what is private."""

import gc
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QtMsgType, Signal
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from landlord_desktop.rules.errors import StaleError
from landlord_desktop.ui import errors
from landlord_desktop.ui.errors import ErrorReporter, Failure

SECRET = "account 0020021234"


@pytest.fixture
def reporter(qtbot: QtBot) -> Iterator[ErrorReporter]:
    """A reporter whose hooks are in place."""
    made = ErrorReporter()
    take_back = errors.install_hooks(made)
    yield made
    take_back()


def fail() -> None:
    raise ValueError(SECRET)


def caught() -> BaseException:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_what_can_be_told_is_told_as_it_is() -> None:
    assert errors.describe(StaleError("Slip 7 was changed by LYN.")) == Failure("Slip 7 was changed by LYN.")


def test_a_fault_has_an_id_that_stays_the_same() -> None:
    first, second = errors.describe(caught()), errors.describe(caught())
    assert first == second
    assert first.fault_id.startswith("E-")
    assert first.fault_id in first.sentence
    assert SECRET not in first.sentence
    assert errors.describe(KeyError("x")).fault_id != first.fault_id


def test_the_log_names_the_place_but_not_the_text(caplog: pytest.LogCaptureFixture, allow_log: object) -> None:
    allow_log("ValueError")  # type: ignore[operator]
    caplog.set_level(logging.INFO)
    failure = errors.log_failure(caught(), "a slot")
    assert SECRET not in caplog.text
    assert failure.fault_id in caplog.text
    assert "test_errors.py" in caplog.text


def test_failures_wait_until_there_is_a_window(qtbot: QtBot) -> None:
    reporter, told = ErrorReporter(), []
    reporter.report(StaleError("First."))
    qtbot.waitUntil(lambda: reporter._waiting != [])
    reporter.show_with(told.append)
    reporter.report(StaleError("Second."))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [failure.sentence for failure in told] == ["First.", "Second."]


class Sender(QObject):
    """Has a signal whose slot fails."""

    fired = Signal()

    def slot(self) -> None:
        fail()


def test_a_failing_slot_is_reported(qtbot: QtBot, reporter: ErrorReporter, allow_log: object) -> None:
    allow_log("ValueError in a slot")  # type: ignore[operator]
    told: list[Failure] = []
    reporter.show_with(told.append)
    sender = Sender()
    sender.fired.connect(sender.slot)
    sender.fired.emit()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].fault_id


def test_a_failing_thread_is_reported(qtbot: QtBot, reporter: ErrorReporter, allow_log: object) -> None:
    allow_log("ValueError in a thread")  # type: ignore[operator]
    told: list[int] = []
    reporter.show_with(lambda _failure: told.append(threading.get_ident()))
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: told == [threading.get_ident()])


def test_a_failing_finalizer_is_logged(
    reporter: ErrorReporter, allow_log: object, caplog: pytest.LogCaptureFixture
) -> None:
    allow_log("ValueError in a finalizer")  # type: ignore[operator]

    class Failing:
        def __del__(self) -> None:
            fail()

    Failing()
    gc.collect()
    assert "a finalizer" in caplog.text


def test_hooks_are_taken_back(qtbot: QtBot) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    errors.install_hooks(ErrorReporter())()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    with capture_exceptions() as raised:
        assert raised == []


def test_qts_messages_go_to_the_log(caplog: pytest.LogCaptureFixture, allow_log: object) -> None:
    allow_log("timer")  # type: ignore[operator]
    errors.log_qt_message(QtMsgType.QtWarningMsg, None, "timer in another thread")  # type: ignore[arg-type]
    assert ("landlord_desktop.qt", logging.WARNING, "timer in another thread") in caplog.record_tuples


def test_what_a_platform_without_a_screen_cannot_do_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    sentence = "This plugin does not support propagateSizeHints()"
    errors.log_qt_message(QtMsgType.QtWarningMsg, None, sentence)  # type: ignore[arg-type]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []

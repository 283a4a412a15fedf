"""Fixtures of the window tests."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from landlord_desktop.ui import memory
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.theme.style import apply_theme
from qt.fakes import WindowRecord


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Iterator[None]:
    """Each test begins in the light theme at the usual text size, remembering nothing."""
    memory.remember_in(None)
    apply_theme(qapp, "light")
    yield
    memory.remember_in(None)


@pytest.fixture
def window_record() -> WindowRecord:
    """What the screens under test asked of the window."""
    return WindowRecord()


@pytest.fixture
def background(qapp: QApplication, window_record: WindowRecord) -> Iterator[Background]:
    """Real background threads; every error nobody handled fails the test."""
    made = Background(window_record.report_error)
    yield made
    assert made.stop(10.0)
    assert window_record.errors == []

"""File > Export Journal by its key: the file's ending chooses the program, and a refusal is one sentence."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from landlord_desktop.ui.export_command import ExportCommand
from landlord_desktop.ui.screen import ScreenContext
from qt.desk import Desk, a_desk


class SaveDialog:
    """Answers as a person who types this path; keeps what was suggested."""

    def __init__(self) -> None:
        self.answer = ("", "")
        self.suggested = ""

    def __call__(self, _parent: object, _title: str, suggested: str, _kinds: str) -> tuple[str, str]:
        self.suggested = suggested
        return self.answer


@pytest.fixture
def dialog(monkeypatch: pytest.MonkeyPatch) -> SaveDialog:
    answering = SaveDialog()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answering)
    return answering


@pytest.fixture
def export(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Desk, ExportCommand]]:
    with a_desk(qtbot, tmp_path) as desk:
        menu = cast("QMenu", desk.window.menuBar().findChild(QMenu, "menu_file"))
        command = ExportCommand(desk.window, menu, desk.window)
        assert not command.action.isEnabled()
        command.export()  # before the books are open it does nothing
        books = desk.books
        command.books_ready(
            ScreenContext(
                books, desk.background, desk.changes, desk.navigate, desk.window.notify, desk.errors.append,
                books.actor.user, books.actor.workstation, None, desk.sync, books.today,
            )
        )
        yield desk, command


@pytest.mark.parametrize(
    ("name", "kind", "start"),
    [
        ("books.beancount", "beancount files (*.beancount)", 'option "title"'),
        ("books.journal", "beancount files (*.beancount)", "commodity $1000.00"),
        ("books.txt", "hledger journals (*.journal *.hledger)", "commodity $1000.00"),
    ],
)
def test_the_ending_chooses_the_program(
    export: tuple[Desk, ExportCommand], dialog: SaveDialog, tmp_path: Path, name: str, kind: str, start: str
) -> None:
    desk, command = export
    dialog.answer = (str(tmp_path / name), kind)
    desk.press("Ctrl+Alt+Shift+J")
    assert dialog.suggested.endswith("Journal 2022-03-08.beancount")
    assert start in (tmp_path / name).read_text(encoding="utf-8")
    assert command.action.isEnabled()
    assert desk.errors == []


def test_cancel_writes_nothing(export: tuple[Desk, ExportCommand], dialog: SaveDialog, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    export[0].press("Ctrl+Alt+Shift+J")
    assert sorted(tmp_path.iterdir()) == before


def test_the_books_themselves_are_never_replaced(
    export: tuple[Desk, ExportCommand], dialog: SaveDialog, tmp_path: Path
) -> None:
    desk, command = export
    dialog.answer = (str(tmp_path / "office.db"), "beancount files (*.beancount)")
    desk.press("Ctrl+Alt+Shift+J")
    assert "belongs to a database and stays as it is" in desk.window.problems.text
    assert command.action.isEnabled()
    assert desk.errors == []

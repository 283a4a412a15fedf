"""File > Open Office Server: books of a real server, its password, and what is said where it cannot be reached."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engines import server_database, server_office
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.places import server_address
from landlord_desktop.sync import server_passwords
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.server_dialog import ServerDialog


@pytest.fixture
def office() -> Iterator[Books]:
    with server_office() as books:
        yield books


@pytest.fixture
def dialog(qtbot: QtBot, background: Background) -> ServerDialog:
    made = ServerDialog("", background)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.isVisible)
    return made


def test_an_address_that_is_typed_opens_the_books(qtbot: QtBot, dialog: ServerDialog, office: Books) -> None:
    QTest.keyClicks(dialog.address, office.store.location)
    with qtbot.waitSignal(dialog.chosen, timeout=20_000) as chosen:
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == [office.store.location]
    assert not dialog.isVisible()


def test_books_can_be_created_there_and_the_password_goes_to_no_address(
    qtbot: QtBot, dialog: ServerDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_passwords, "_of_this_run", {})
    with server_database(owner="guarded") as location:
        dialog.address.setText(location)
        dialog.password.setText("guarded")
        dialog.create_books.setChecked(True)
        with qtbot.waitSignal(dialog.chosen, timeout=20_000) as chosen:
            dialog.open_button.click()
        assert chosen.args == [server_address(location)]
        assert "guarded:" not in chosen.args[0]
        assert server_passwords.password_for(location) == "guarded"  # this run's: there is no key store here
        open_books(location, password="guarded").close()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://me@127.0.0.1:1/office", "does not answer"),
        ("office.db", "This is no address of an office server"),
        ("postgresql://me:a secret@h:x/office", "This is no address of an office server"),
    ],
)
def test_what_cannot_be_reached_is_said_and_can_be_tried_again(
    qtbot: QtBot, dialog: ServerDialog, address: str, sentence: str
) -> None:
    dialog.address.setText(address)
    dialog.open_button.click()
    assert not dialog.open_button.isEnabled()
    qtbot.waitUntil(dialog.open_button.isEnabled, timeout=20_000)
    assert sentence in dialog.problems.text
    assert "secret" not in dialog.problems.text


def test_without_an_address_nothing_is_tried(dialog: ServerDialog) -> None:
    dialog.open_button.click()
    assert dialog.open_button.isEnabled()
    assert dialog.isVisible()

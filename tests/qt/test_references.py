"""PySide gives back every reference it takes: a release of it lost one at each signal and ended the program."""

import sys

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QPushButton
from pytestqt.qtbot import QtBot

ROUNDS = 100


class Sender(QObject):
    """Sends, and takes what it sent."""

    sent = Signal(object)

    def take(self, _value: object) -> None:
        """Receives the signal."""


def test_no_reference_is_lost(qtbot: QtBot) -> None:
    sender, button, items = Sender(), QPushButton("Post"), QListWidget()
    qtbot.addWidget(button)
    qtbot.addWidget(items)
    items.addItem(QListWidgetItem("line"))

    def use_each() -> None:
        sender.sent.connect(sender.take)
        sender.sent.emit(None)
        sender.sent.emit(True)
        sender.sent.disconnect(sender.take)
        button.setEnabled(False)
        button.setEnabled(True)
        QTimer.singleShot(0, button.update)
        items.item(0).setData(Qt.ItemDataRole.UserRole, None)
        QApplication.processEvents()

    use_each()
    before = [sys.getrefcount(value) for value in (True, False, None)]
    for _ in range(ROUNDS):
        use_each()
    after = [sys.getrefcount(value) for value in (True, False, None)]
    assert all(now - then >= -5 for then, now in zip(before, after, strict=True)), (before, after)
